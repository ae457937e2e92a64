import type { FieldValue } from "../../slack/sandbox-state.ts";
import type { DrawnBlock } from "../blocks/block-model.ts";
import type { FieldAddress } from "../fields/form.ts";

type Errors = { readonly [blockId: string]: string };

/** What Slack itself refuses before the app hears of it: empty required fields, and numbers that are none. */
export function checkFields(
  blocks: readonly DrawnBlock[],
  read: (address: FieldAddress) => FieldValue | undefined,
): Errors {
  const errors: Record<string, string> = {};
  for (const block of blocks) {
    if (block.type !== "input" || block.block_id === undefined) continue;
    const value = read({ blockId: block.block_id, actionId: block.element.action_id ?? "" });
    const problem = isEmpty(value) ? (block.optional ? undefined : "This field is required.") : checkNumber(value);
    if (problem !== undefined) errors[block.block_id] = problem;
  }
  return errors;
}

function checkNumber(value: FieldValue | undefined): string | undefined {
  if (value?.type !== "number_input" || Number.isFinite(Number(value.value))) return undefined;
  return "This must be a number.";
}

function isEmpty(value: FieldValue | undefined): boolean {
  if (value === undefined) return true;
  const { type: _type, ...held } = value;
  return Object.values(held).every(
    (each) => each === null || each === undefined || each === "" || (Array.isArray(each) && each.length === 0),
  );
}
