import { describe, expect, test } from "@jest/globals";
import { checkMessage, checkView } from "../../../sandbox/slack/check-view.ts";
import type { Json } from "../../../sandbox/slack/json.ts";

const plain = (text: string) => ({ type: "plain_text", text });
const options = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ text: plain(`${index}`), value: `${index}` }));
const section = (id: string) => ({ type: "section", block_id: id, text: plain(id) });
const sections = (count: number) => Array.from({ length: count }, (_, index) => section(`s${index}`));
const input = (element: Json) => ({ type: "input", label: plain("Label"), element });
const modal = (parts: Json) => ({ type: "modal", title: plain("Title"), submit: plain("Send"), blocks: [], ...parts });
const field = (element: Json) => modal({ blocks: [input(element)] });

describe("a view at Slack's limits", () => {
  test.each<[string, Json]>([
    ["title of 24", modal({ title: plain("x".repeat(24)) })],
    ["100 blocks", modal({ blocks: sections(100) })],
    ["private_metadata of 3,000", modal({ private_metadata: "x".repeat(3000) })],
    ["section of 3,000", modal({ blocks: [{ type: "section", text: plain("x".repeat(3000)) }] })],
    ["100 options", field({ type: "static_select", options: options(100) })],
    ["10 checkboxes", field({ type: "checkboxes", options: options(10) })],
    [
      "25 buttons",
      modal({
        blocks: [
          {
            type: "actions",
            elements: options(25).map(({ text, value }) => ({ type: "button", text, action_id: value })),
          },
        ],
      }),
    ],
    [
      "an initial option among the options",
      field({ type: "static_select", options: options(2), initial_option: options(2)[1] }),
    ],
    ["a number field", field({ type: "number_input", is_decimal_allowed: true, min_value: "0", initial_value: "1.5" })],
    ["no submit without inputs", { type: "modal", title: plain("T"), blocks: sections(1) }],
  ])("is taken: %s", (_name, view) => {
    expect(checkView(view, "modal")).toEqual([]);
  });

  test.each<[string, Json, string]>([
    ["title of 25", modal({ title: plain("x".repeat(25)) }), "/view/title/text"],
    ["title in mrkdwn", modal({ title: { type: "mrkdwn", text: "x" } }), "/view/title/type"],
    ["101 blocks", modal({ blocks: sections(101) }), "/view/blocks"],
    ["private_metadata of 3,001", modal({ private_metadata: "x".repeat(3001) }), "/view/private_metadata"],
    [
      "inputs without submit",
      { type: "modal", title: plain("T"), blocks: [input({ type: "plain_text_input" })] },
      "/view",
    ],
    ["a block_id twice", modal({ blocks: [section("a"), section("a")] }), "/view/blocks/1/block_id"],
    [
      "section of 3,001",
      modal({ blocks: [{ type: "section", text: plain("x".repeat(3001)) }] }),
      "/view/blocks/0/text/text",
    ],
    ["an empty section", modal({ blocks: [{ type: "section", text: plain("") }] }), "/view/blocks/0/text/text"],
    [
      "header of 151",
      modal({ blocks: [{ type: "header", text: plain("x".repeat(151)) }] }),
      "/view/blocks/0/text/text",
    ],
    [
      "11 context elements",
      modal({ blocks: [{ type: "context", elements: options(11).map(({ text }) => text) }] }),
      "/view/blocks/0/elements",
    ],
    ["101 options", field({ type: "static_select", options: options(101) }), "/view/blocks/0/element/options"],
    ["no options", field({ type: "static_select", options: [] }), "/view/blocks/0/element/options"],
    ["11 radio buttons", field({ type: "radio_buttons", options: options(11) }), "/view/blocks/0/element/options"],
    [
      "option text of 76",
      field({ type: "static_select", options: [{ text: plain("x".repeat(76)), value: "v" }] }),
      "/view/blocks/0/element/options/0/text/text",
    ],
    [
      "an initial option that is not offered",
      field({ type: "static_select", options: options(1), initial_option: options(2)[1] }),
      "/view/blocks/0/element",
    ],
    ["a number field without is_decimal_allowed", field({ type: "number_input" }), "/view/blocks/0/element"],
    [
      "an initial number below min_value",
      field({ type: "number_input", is_decimal_allowed: false, min_value: "2", initial_value: "1" }),
      "/view/blocks/0/element/initial_value",
    ],
    [
      "an initial decimal where none is allowed",
      field({ type: "number_input", is_decimal_allowed: false, initial_value: "2.5" }),
      "/view/blocks/0/element/initial_value",
    ],
    [
      "min_value as a number",
      field({ type: "number_input", is_decimal_allowed: false, min_value: 1 }),
      "/view/blocks/0/element/min_value",
    ],
    [
      "placeholder of 151",
      field({ type: "plain_text_input", placeholder: plain("x".repeat(151)) }),
      "/view/blocks/0/element/placeholder/text",
    ],
    ["max_length of 3,001", field({ type: "plain_text_input", max_length: 3001 }), "/view/blocks/0/element/max_length"],
    [
      "empty initial_users",
      field({ type: "multi_users_select", initial_users: [] }),
      "/view/blocks/0/element/initial_users",
    ],
    ["a button in an input block", field({ type: "button", text: plain("x") }), "/view/blocks/0/element/type"],
    ["a table, which only messages have", modal({ blocks: [{ type: "table", rows: [] }] }), "/view/blocks/0/type"],
    ["a block nobody knows", modal({ blocks: [{ type: "magic" }] }), "/view/blocks/0/type"],
    [
      "a confirm title of 101",
      modal({
        blocks: [
          {
            type: "section",
            text: plain("x"),
            accessory: {
              type: "button",
              text: plain("x"),
              confirm: { title: plain("x".repeat(101)), text: plain("x"), confirm: plain("x"), deny: plain("x") },
            },
          },
        ],
      }),
      "/view/blocks/0/accessory/confirm/title/text",
    ],
  ])("is refused, and the place is named: %s", (_name, view, pointer) => {
    const messages = checkView(view, "modal");

    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(`[json-pointer:${pointer}]`);
  });

  test("Home is a surface of its own", () => {
    expect(checkView({ type: "home", blocks: [{ type: "alert" }] }, "home")).toHaveLength(1);
    expect(checkView({ type: "home", blocks: sections(2) }, "home")).toEqual([]);
  });
});

describe("a message at Slack's limits", () => {
  test("50 blocks are taken, 51 are not", () => {
    expect(checkMessage({ text: "x", blocks: sections(50) })).toBeUndefined();
    expect(checkMessage({ text: "x", blocks: sections(51) })?.error).toBe("invalid_blocks");
  });

  test("a text of 40,001 characters is too long", () => {
    expect(checkMessage({ text: "x".repeat(40_000) })).toBeUndefined();
    expect(checkMessage({ text: "x".repeat(40_001) })?.error).toBe("msg_too_long");
  });

  test("blocks have to be a list of objects", () => {
    expect(checkMessage({ text: "x", blocks: "none" })?.messages).toEqual([
      "[ERROR] must be an array [json-pointer:/blocks]",
    ]);
    expect(checkMessage({ text: "x", blocks: [1] })?.messages).toEqual([
      "[ERROR] must be an object [json-pointer:/blocks/0]",
    ]);
  });
});
