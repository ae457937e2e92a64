import { expect, test } from "@jest/globals";
import { messageLinkOf, writeMessageLink } from "../../../src/domain/message-source.ts";

test.each([
  "https://acme.slack.com/archives/C012AB3CD/p1700000000000100",
  "https://acme.enterprise.slack.com/archives/C012AB3CD/p1700000000000100?thread_ts=1700000000.000100&cid=C012AB3CD",
  "https://acme.slack-gov.com/archives/C012AB3CD/p1700000000000100",
])("%s leads to its message", (link) => {
  expect(messageLinkOf({ labeldesk: { v: 1, ...writeMessageLink(link) } })).toBe(link);
});

test.each([
  "https://acme.slack.com.example.com/archives/C1/p1",
  "http://acme.slack.com/archives/C1/p1",
  "javascript:alert(1)",
  "https://acme.slack.com/archives/C1/p1|click>",
  "https://acme.slack.com/archives/C1/p1 <!here>",
  "https://example.com/?https://acme.slack.com/archives/C1/p1",
  7,
  null,
])("%j, which somebody else has written into a task, becomes no link", (link) => {
  expect(messageLinkOf({ labeldesk: { source: link } })).toBeUndefined();
});

test("a task that was made elsewhere has none", () => {
  expect(messageLinkOf({})).toBeUndefined();
  expect(messageLinkOf({ labeldesk: [] })).toBeUndefined();
});
