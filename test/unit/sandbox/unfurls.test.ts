import { expect, test } from "@jest/globals";
import { findLinks } from "../../../sandbox/slack/unfurls.ts";

test.each([
  ["Look: https://clarifai.com/a/b/tasks/1.", ["https://clarifai.com/a/b/tasks/1"]],
  ["<https://www.clarifai.com/x?a=1&amp;b=2|here>", ["https://www.clarifai.com/x?a=1&b=2"]],
  ["https://clarifai.com/x https://clarifai.com/x", ["https://clarifai.com/x"]],
  ["https://notclarifai.com/x http://clarifai.com.example.com/y", []],
  ["clarifai.com/x", []],
])("%s", (text, urls) => {
  expect(findLinks(text, ["clarifai.com"]).map(({ url }) => url)).toEqual(urls);
});
