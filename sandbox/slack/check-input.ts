import { findElements, type PlacedElement } from "./blocks.ts";
import { isEmpty } from "./field-values.ts";
import { toText } from "./json.ts";
import type { FieldValue, FieldValues } from "./sandbox-state.ts";

/** What Slack itself says under a field before a submission leaves the person's device, by block id; empty when it may go. */
export function checkInput(blocks: unknown, values: FieldValues): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {};
  for (const placed of findElements(blocks)) {
    if (placed.block["type"] !== "input") continue;
    const value = values[placed.blockId]?.[placed.actionId];
    if (value === undefined) continue;
    const error = findMistake(placed, value);
    if (error !== undefined) errors[placed.blockId] = error;
  }
  return errors;
}

function findMistake({ block, element, type }: PlacedElement, value: FieldValue): string | undefined {
  if (isEmpty(value)) return block["optional"] === true ? undefined : "This is a required field";
  const text = value.value ?? "";
  if (type === "number_input") return findNumberMistake(element, text);
  if (type === "email_text_input" && !/^\S+@\S+\.\S+$/.test(text)) return "Enter a valid email address";
  if (type === "url_text_input" && !URL.canParse(text)) return "Enter a valid URL";
  const min = element["min_length"];
  if (typeof min === "number" && text.length < min) return `Enter at least ${min} characters`;
  const max = type === "plain_text_input" ? (element["max_length"] ?? 3000) : element["max_length"];
  if (typeof max === "number" && text.length > max) return `Enter no more than ${max} characters`;
  const most = element["max_selected_items"];
  const chosen = value.selected_options ?? value.selected_users ?? value.selected_conversations ?? [];
  if (typeof most === "number" && chosen.length > most) return `Select no more than ${most} items`;
  return undefined;
}

function findNumberMistake(element: PlacedElement["element"], text: string): string | undefined {
  const number = Number(text);
  if (!Number.isFinite(number)) return "Enter a number";
  if (element["is_decimal_allowed"] === false && !Number.isInteger(number)) return "Enter a whole number";
  const [min, max] = [toText(element["min_value"]), toText(element["max_value"])];
  if (min !== "" && number < Number(min)) return `Enter a number of at least ${min}`;
  if (max !== "" && number > Number(max)) return `Enter a number of at most ${max}`;
  return undefined;
}
