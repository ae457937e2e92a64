import { findElements, type PlacedElement } from "./blocks.ts";
import { isObject, type Json, toList, toObjects, toText, toTextOrNull } from "./json.ts";
import type { FieldValue, FieldValues } from "./sandbox-state.ts";

/** The conversation with which a conversations select starts where it names none itself. */
export type StartsWith = (element: Json) => string | undefined;

/** What an element holds before anybody touched it, in the shape of `state.values`; undefined for what has no state (buttons, overflow). */
function readInitialValue({ element, type }: PlacedElement, current: string | undefined): FieldValue | undefined {
  switch (type) {
    case "plain_text_input":
    case "number_input":
    case "email_text_input":
    case "url_text_input":
      return { type, value: toTextOrNull(element["initial_value"]) };
    case "static_select":
    case "external_select":
    case "radio_buttons":
      return { type, selected_option: toOption(element["initial_option"]) };
    case "multi_static_select":
    case "multi_external_select":
    case "checkboxes":
      return {
        type,
        selected_options: toObjects(element["initial_options"]).flatMap((option) => toOption(option) ?? []),
      };
    case "users_select":
      return { type, selected_user: toTextOrNull(element["initial_user"]) };
    case "multi_users_select":
      return { type, selected_users: toTexts(element["initial_users"]) };
    case "conversations_select":
      return { type, selected_conversation: toTextOrNull(element["initial_conversation"]) ?? current ?? null };
    case "multi_conversations_select":
      return { type, selected_conversations: toTexts(element["initial_conversations"] ?? [current]) };
    case "channels_select":
      return { type, selected_channel: toTextOrNull(element["initial_channel"]) };
    case "multi_channels_select":
      return { type, selected_channels: toTexts(element["initial_channels"]) };
    case "datepicker":
      return { type, selected_date: toTextOrNull(element["initial_date"]) };
    case "timepicker":
      return { type, selected_time: toTextOrNull(element["initial_time"]) };
    case "datetimepicker": {
      const initial = element["initial_date_time"];
      return { type, selected_date_time: typeof initial === "number" ? initial : null };
    }
    case "rich_text_input":
      return { type, rich_text_value: element["initial_value"] ?? null };
    default:
      return undefined;
  }
}

/**
 * The values of all fields of these blocks, as Slack keeps them: a field of `before` with the same block id, action id and type keeps
 * what it held (its initial value is not looked at again), every other one starts with its initial value.
 */
export function keepValues(
  blocks: unknown,
  before: FieldValues,
  startsWith: StartsWith = () => undefined,
): FieldValues {
  const values: Record<string, Record<string, FieldValue>> = {};
  for (const placed of findElements(blocks)) {
    const initial = readInitialValue(placed, startsWith(placed.element));
    if (initial === undefined) continue;
    const kept = before[placed.blockId]?.[placed.actionId];
    const value = kept?.type === placed.type ? withKnownOptions(kept, placed.element) : initial;
    values[placed.blockId] = { ...values[placed.blockId], [placed.actionId]: value };
  }
  return values;
}

/** Takes over what a person has touched; fields that are not in the blocks are ignored. */
export function mergeValues(current: FieldValues, touched: FieldValues | undefined): FieldValues {
  if (touched === undefined) return current;
  const merged: Record<string, Record<string, FieldValue>> = {};
  for (const [blockId, fields] of Object.entries(current)) {
    merged[blockId] = {};
    for (const [actionId, value] of Object.entries(fields)) {
      const typed = touched[blockId]?.[actionId];
      merged[blockId][actionId] = typed?.type === value.type ? normalize(typed) : value;
    }
  }
  return merged;
}

/** An emptied text field holds null, and options come back as Slack sends them. */
export function normalize(value: FieldValue): FieldValue {
  return {
    ...value,
    ...(value.value === "" && { value: null }),
    ...(value.selected_option !== undefined && { selected_option: toOption(value.selected_option) }),
    ...(value.selected_options !== undefined && {
      selected_options: value.selected_options.flatMap((option) => toOption(option) ?? []),
    }),
  };
}

export function isEmpty(value: FieldValue): boolean {
  const { type: _type, ...held } = value;
  return Object.values(held).every(
    (part) => part === null || part === "" || (Array.isArray(part) && part.length === 0),
  );
}

type SelectedOption = NonNullable<FieldValue["selected_option"]>;

function toOption(option: unknown): SelectedOption | null {
  if (!isObject(option) || !isObject(option["text"])) return null;
  const text = { ...option["text"], ...(option["text"]["type"] === "plain_text" && { emoji: true }) };
  return { ...option, text } as SelectedOption;
}

function toTexts(value: unknown): readonly string[] {
  return toList(value)
    .map(toText)
    .filter((text) => text !== "");
}

/** A choice whose option the new view no longer offers falls away. */
function withKnownOptions(value: FieldValue, element: Json): FieldValue {
  if (!/^(multi_)?static_select$|^checkboxes$|^radio_buttons$/.test(value.type)) return value;
  const groups = toObjects(element["option_groups"]).flatMap((group) => toObjects(group["options"]));
  const offered = new Set([...toObjects(element["options"]), ...groups].map((option) => option["value"]));
  if (
    value.selected_option !== undefined &&
    value.selected_option !== null &&
    !offered.has(value.selected_option.value)
  )
    return { ...value, selected_option: null };
  if (value.selected_options === undefined) return value;
  return { ...value, selected_options: value.selected_options.filter((option) => offered.has(option.value)) };
}
