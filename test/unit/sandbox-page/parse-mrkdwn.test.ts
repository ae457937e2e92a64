import { describe, expect, test } from "@jest/globals";
import { parseMrkdwn } from "../../../sandbox/page/text/parse-mrkdwn.ts";

const text = (value: string) => ({ kind: "text", text: value });
function inline(source: string) {
  const [part] = parseMrkdwn(source);
  return part !== undefined && "children" in part ? part.children : [];
}

describe("Slack's mrkdwn", () => {
  test("marks at the edges of words format, within words and before spaces they are text", () => {
    expect(inline("*bold* _it_ ~gone~ `a*b*`")).toEqual([
      { kind: "bold", children: [text("bold")] },
      text(" "),
      { kind: "italic", children: [text("it")] },
      text(" "),
      { kind: "strike", children: [text("gone")] },
      text(" "),
      { kind: "code", text: "a*b*" },
    ]);
    expect(inline("snake_case_name and 2 * 3 * 4")).toEqual([text("snake_case_name and 2 * 3 * 4")]);
  });

  test("marks nest, and do not reach over lines", () => {
    expect(inline("*a _b_*")).toEqual([
      { kind: "bold", children: [text("a "), { kind: "italic", children: [text("b")] }] },
    ]);
    expect(inline("*a\nb*")).toEqual([text("*a"), { kind: "break" }, text("b*")]);
  });

  test("references to people, channels, groups, links and dates are read", () => {
    expect(inline("<@U12|ana> <#C1|general> <!channel> <https://a.example/?b=1&amp;c|here>")).toEqual([
      { kind: "user", id: "U12", label: "ana" },
      text(" "),
      { kind: "channel", id: "C1", label: "general" },
      text(" "),
      { kind: "broadcast", label: "@channel" },
      text(" "),
      { kind: "link", url: "https://a.example/?b=1&c", children: [text("here")] },
    ]);
    expect(inline("<!date^1700000000^{date_short} {time}|then>")).toEqual([
      { kind: "date", unix: 1_700_000_000, format: "{date_short} {time}", fallback: "then" },
    ]);
  });

  test("what an app escaped is shown and never read as markup", () => {
    expect(inline("&lt;!channel&gt; &amp;lt;")).toEqual([text("<!channel> &lt;")]);
  });

  test("an address that is no web address is no link", () => {
    expect(inline("<javascript:alert(1)|x>")).toEqual([text("<javascript:alert(1)|x>")]);
  });

  test("quotes and fences stand apart, and an unclosed fence is text", () => {
    expect(parseMrkdwn("&gt; said\nplain\n```\n*code*\n```").map((part) => part.kind)).toEqual([
      "quote",
      "paragraph",
      "pre",
    ]);
    expect(parseMrkdwn("a ```b")).toEqual([{ kind: "paragraph", children: [text("a ```b")] }]);
  });

  test("known short names become emoji, others stay", () => {
    expect(inline(":tada: :nonsense_name: 10:30:45")).toEqual([text("🎉 :nonsense_name: 10:30:45")]);
  });
});
