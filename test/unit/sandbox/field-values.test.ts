import { describe, expect, test } from "@jest/globals";
import { checkInput } from "../../../sandbox/slack/check-input.ts";
import { keepValues, mergeValues } from "../../../sandbox/slack/field-values.ts";
import type { Json } from "../../../sandbox/slack/json.ts";

const plain = (text: string) => ({ type: "plain_text", text });
const option = (value: string) => ({ text: plain(value), value });
const input = (id: string, element: Json, parts: Json = {}) => ({
  type: "input",
  block_id: id,
  label: plain(id),
  element: { action_id: "a", ...element },
  ...parts,
});

describe("what fields hold", () => {
  test("every field appears, empty ones as Slack writes them; buttons do not", () => {
    const blocks = [
      input("text", { type: "plain_text_input" }),
      input("number", { type: "number_input", initial_value: "3" }),
      input("one", { type: "static_select", options: [option("x")] }),
      input("many", { type: "multi_external_select" }),
      input("people", { type: "multi_users_select", initial_users: ["U1"] }),
      input("day", { type: "datepicker" }),
      { type: "actions", block_id: "press", elements: [{ type: "button", action_id: "b", text: plain("B") }] },
      { type: "section", block_id: "pick", text: plain("P"), accessory: { type: "users_select", action_id: "u" } },
    ];

    expect(keepValues(blocks, {})).toEqual({
      text: { a: { type: "plain_text_input", value: null } },
      number: { a: { type: "number_input", value: "3" } },
      one: { a: { type: "static_select", selected_option: null } },
      many: { a: { type: "multi_external_select", selected_options: [] } },
      people: { a: { type: "multi_users_select", selected_users: ["U1"] } },
      day: { a: { type: "datepicker", selected_date: null } },
      pick: { u: { type: "users_select", selected_user: null } },
    });
  });

  test("what was typed stays with its ids, and a new initial value is not looked at", () => {
    const before = { name: { a: { type: "plain_text_input", value: "typed" } } };

    expect(keepValues([input("name", { type: "plain_text_input", initial_value: "new" })], before)).toEqual(before);
    expect(keepValues([input("name-2", { type: "plain_text_input", initial_value: "new" })], before)).toEqual({
      "name-2": { a: { type: "plain_text_input", value: "new" } },
    });
    expect(keepValues([input("name", { type: "number_input", is_decimal_allowed: true })], before)).toEqual({
      name: { a: { type: "number_input", value: null } },
    });
  });

  test("a choice that is offered no longer falls away", () => {
    const before = {
      one: {
        a: { type: "static_select", selected_option: { text: { type: "plain_text" as const, text: "x" }, value: "x" } },
      },
    };

    expect(
      keepValues([input("one", { type: "static_select", options: [option("y")] })], before)["one"]?.["a"]
        ?.selected_option,
    ).toBeNull();
  });

  test("fields that are not there cannot be typed into, and an emptied one holds null", () => {
    const current = { name: { a: { type: "plain_text_input", value: "typed" } } };
    const touched = {
      name: { a: { type: "plain_text_input", value: "" } },
      forged: { a: { type: "plain_text_input", value: "x" } },
    };

    expect(mergeValues(current, touched)).toEqual({ name: { a: { type: "plain_text_input", value: null } } });
  });
});

describe("what Slack itself checks before a submission", () => {
  const check = (element: Json, value: string | null, parts: Json = {}) =>
    checkInput([input("f", element, parts)], { f: { a: { type: String(element["type"]), value } } })["f"];

  test.each([
    ["a required field", { type: "plain_text_input" }, null, "This is a required field"],
    ["letters in a number field", { type: "number_input", is_decimal_allowed: true }, "x", "Enter a number"],
    [
      "a fraction where whole numbers are asked for",
      { type: "number_input", is_decimal_allowed: false },
      "1.5",
      "Enter a whole number",
    ],
    [
      "a number below the minimum",
      { type: "number_input", is_decimal_allowed: true, min_value: "0" },
      "-1",
      "Enter a number of at least 0",
    ],
    [
      "a number above the maximum",
      { type: "number_input", is_decimal_allowed: true, max_value: "9" },
      "10",
      "Enter a number of at most 9",
    ],
    ["a short text", { type: "plain_text_input", min_length: 3 }, "ab", "Enter at least 3 characters"],
    ["a long text", { type: "plain_text_input", max_length: 3 }, "abcd", "Enter no more than 3 characters"],
  ])("%s", (_name, element, value, error) => {
    expect(check(element, value)).toBe(error);
  });

  test("an optional field may stay empty", () => {
    expect(check({ type: "plain_text_input" }, null, { optional: true })).toBeUndefined();
  });
});
