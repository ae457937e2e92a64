import { expect, test } from "@jest/globals";
import { firstLineOf, peopleMentioned, readMessageText } from "../../../src/domain/message-text.ts";

const nameOf = (person: string): string | undefined => ({ U1: "Ana Souza" })[person];

test.each([
  ["plain words", "plain words"],
  ["&lt;b&gt; &amp; &amp;lt;", "<b> & &lt;"],
  ["ask <@U1> and <@U2|ben> and <@U3>", "ask @Ana Souza and @ben and @U3"],
  ["in <#C1|labeling> and <#C2>", "in #labeling and #C2"],
  ["<!here> <!subteam^S1|@team> <!date^1392734382^{time}|14:05>", "@here @team 14:05"],
  ["<https://example.com/a?b=1&amp;c=2>", "https://example.com/a?b=1&c=2"],
  ["<https://example.com|the page> <mailto:a@b.c|a@b.c>", "the page (https://example.com) a@b.c"],
  ["nul\0", "nul"],
  [
    "boxes on the *new lunch photos* by _Friday_, ~not~ `train`.",
    "boxes on the new lunch photos by Friday, not train.",
  ],
  ["2*3*4 and snake_case_name and a * lone star", "2*3*4 and snake_case_name and a * lone star"],
  ["<unclosed @U1", "<unclosed @U1"],
])("%s", (written, read) => {
  expect(readMessageText(written, nameOf)).toBe(read);
});

test("people are found once each", () => {
  expect(peopleMentioned("<@U1> <@W2|x> <@U1> <!here> <#C1>")).toEqual(["U1", "W2"]);
});

test("the first line that says something is the name", () => {
  expect(firstLineOf("\n   \n  Lunch photos  \nmore")).toBe("Lunch photos");
  expect(firstLineOf("")).toBe("");
});

test.each(["*a ", "<@U1> ", "<a|", "_"])("as long as Slack takes one, of nothing but %j, is read at once", (piece) => {
  const text = piece.repeat(40_000 / piece.length);
  const began = performance.now();

  readMessageText(text, () => undefined);
  const people = peopleMentioned(text);

  expect(performance.now() - began).toBeLessThan(500);
  expect(people.length).toBeLessThanOrEqual(50);
});
