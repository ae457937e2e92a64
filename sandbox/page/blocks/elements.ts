import type { FieldValue, FieldValues } from "../../slack/sandbox-state.ts";
import type { FieldElement } from "../fields/field.tsx";
import type { FieldAddress } from "../fields/form.ts";
import type { DrawnBlock } from "./block-model.ts";

export type PlacedElement = { readonly address: FieldAddress; readonly element: FieldElement };

/** Every interactive element of a view or a message, with its address. */
export function listElements(blocks: readonly DrawnBlock[]): readonly PlacedElement[] {
  return blocks.flatMap((block) =>
    elementsIn(block).map((element) => ({
      address: { blockId: block.block_id ?? "", actionId: element.action_id ?? "" },
      element,
    })),
  );
}

function elementsIn(block: DrawnBlock): readonly FieldElement[] {
  switch (block.type) {
    case "section":
      return block.accessory === undefined || block.accessory.type === "image" ? [] : [block.accessory];
    case "actions":
      return block.elements;
    case "input":
      return [block.element];
    default:
      return [];
  }
}

/** What a field holds before anybody has touched it. */
export function initialValue(element: FieldElement): FieldValue | undefined {
  const { type } = element;
  if ("initial_value" in element && typeof element.initial_value === "string")
    return { type, value: element.initial_value };
  if ("initial_option" in element) return { type, selected_option: element.initial_option ?? null };
  if ("initial_options" in element) return { type, selected_options: element.initial_options ?? [] };
  if ("initial_user" in element) return { type, selected_user: element.initial_user ?? null };
  if ("initial_users" in element) return { type, selected_users: element.initial_users ?? [] };
  if ("initial_channel" in element) return { type, selected_channel: element.initial_channel ?? null };
  if ("initial_channels" in element) return { type, selected_channels: element.initial_channels ?? [] };
  if ("initial_conversation" in element) return { type, selected_conversation: element.initial_conversation ?? null };
  if ("initial_conversations" in element) return { type, selected_conversations: element.initial_conversations ?? [] };
  if ("initial_date" in element) return { type, selected_date: element.initial_date ?? null };
  if ("initial_time" in element) return { type, selected_time: element.initial_time ?? null };
  if ("initial_date_time" in element) return { type, selected_date_time: element.initial_date_time ?? null };
  return undefined;
}

export const readValue = (values: FieldValues, { blockId, actionId }: FieldAddress): FieldValue | undefined =>
  values[blockId]?.[actionId];

export const writeValue = (
  values: FieldValues,
  { blockId, actionId }: FieldAddress,
  value: FieldValue,
): FieldValues => ({
  ...values,
  [blockId]: { ...values[blockId], [actionId]: value },
});

/** Leaves out what has no field of the same address and type any more: a field that comes back begins anew, as in Slack. */
export function pruneValues(values: FieldValues, blocks: readonly DrawnBlock[]): FieldValues {
  let kept: FieldValues = {};
  for (const { address, element } of listElements(blocks)) {
    const value = readValue(values, address);
    if (value?.type === element.type) kept = writeValue(kept, address, value);
  }
  return kept;
}
