import { expect, test } from "@jest/globals";
import type { KnownBlock } from "@slack/types";
import { initialValue, listElements, pruneValues } from "../../../sandbox/page/blocks/elements.ts";

const label = { type: "plain_text", text: "Label" } as const;
const input = (block_id: string, element: Extract<KnownBlock, { type: "input" }>["element"]): KnownBlock => ({
  type: "input",
  block_id,
  label,
  element,
});

test("what was typed stays while its field has the same block, action and type, and goes with it", () => {
  const typed = {
    kept: { a: { type: "plain_text_input", value: "kept" } },
    renamed: { a: { type: "plain_text_input", value: "gone" } },
    retyped: { a: { type: "plain_text_input", value: "gone too" } },
    removed: { a: { type: "plain_text_input", value: "and this" } },
  };
  const blocks = [
    input("kept", { type: "plain_text_input", action_id: "a" }),
    input("renamed", { type: "plain_text_input", action_id: "b" }),
    input("retyped", { type: "number_input", is_decimal_allowed: true, action_id: "a" }),
  ];

  expect(pruneValues(typed, blocks)).toEqual({ kept: typed.kept });
});

test("a field begins with its initial value, in the shape of Slack's state", () => {
  const option = { text: label, value: "v" };
  expect(initialValue({ type: "static_select", initial_option: option, options: [option] })).toEqual({
    type: "static_select",
    selected_option: option,
  });
  expect(initialValue({ type: "multi_users_select", initial_users: ["U1"] })).toEqual({
    type: "multi_users_select",
    selected_users: ["U1"],
  });
  expect(initialValue({ type: "plain_text_input" })).toBeUndefined();
});

test("elements are found in sections, actions and inputs, and pictures are none", () => {
  const button = { type: "button", action_id: "b", text: label } as const;
  const blocks: KnownBlock[] = [
    { type: "section", block_id: "s", text: label, accessory: button },
    { type: "section", block_id: "p", text: label, accessory: { type: "image", image_url: "/x.png", alt_text: "x" } },
    { type: "actions", block_id: "a", elements: [button] },
    input("i", { type: "email_text_input", action_id: "e" }),
  ];
  expect(listElements(blocks).map(({ address }) => `${address.blockId}/${address.actionId}`)).toEqual([
    "s/b",
    "a/b",
    "i/e",
  ]);
});
