import { expect, test } from "@jest/globals";
import { parseMarkdown } from "../../../sandbox/page/text/parse-markdown.ts";

test("headings, lists, quotes, fences, rules and tables are told apart", () => {
  const parts = parseMarkdown(
    "# Title\n\n- a\n- b\n\n1. c\n\n> q\n\n```\nx\n```\n---\n| A | B |\n|---|---|\n| 1 | 2 |",
  );
  expect(parts.map((part) => part.kind)).toEqual(["heading", "list", "list", "quote", "pre", "rule", "table"]);
});

test("inline marks are read, and addresses that are no web addresses are not followed", () => {
  const [part] = parseMarkdown("**bold** *it* ~~gone~~ `code` [x](https://a.example) [y](javascript:1)");
  expect(part).toEqual({
    kind: "paragraph",
    children: [
      { kind: "bold", children: [{ kind: "text", text: "bold" }] },
      { kind: "text", text: " " },
      { kind: "italic", children: [{ kind: "text", text: "it" }] },
      { kind: "text", text: " " },
      { kind: "strike", children: [{ kind: "text", text: "gone" }] },
      { kind: "text", text: " " },
      { kind: "code", text: "code" },
      { kind: "text", text: " " },
      { kind: "link", url: "https://a.example", children: [{ kind: "text", text: "x" }] },
      { kind: "text", text: " " },
      { kind: "text", text: "[y](javascript:1)" },
    ],
  });
});
