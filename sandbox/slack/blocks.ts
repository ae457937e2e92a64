import { isObject, type Json, toObject, toObjects, toText } from "./json.ts";

/** An interactive element where it stands. */
export type PlacedElement = {
  readonly block: Json;
  readonly blockId: string;
  readonly element: Json;
  readonly actionId: string;
  readonly type: string;
};

/** Types that a person can act on. */
const INTERACTIVE =
  /^(button|overflow|icon_button|feedback_buttons|checkboxes|radio_buttons|file_input|.*_select|.*picker|.*_input)$/;

/** Gives blocks and interactive elements without an id one, as Slack does when it takes them. */
export function withIds(blocks: unknown, newId: () => string): readonly Json[] {
  return toObjects(blocks).map((block) => {
    const named: Record<string, unknown> = { ...block, block_id: toText(block["block_id"]) || newId() };
    const withActionId = (element: unknown): unknown =>
      isObject(element) && INTERACTIVE.test(toText(element["type"])) && toText(element["action_id"]) === ""
        ? { ...element, action_id: newId() }
        : element;
    for (const field of ["element", "accessory"] as const)
      if (named[field] !== undefined) named[field] = withActionId(named[field]);
    if (Array.isArray(named["elements"]) && block["type"] !== "rich_text")
      named["elements"] = named["elements"].map(withActionId);
    return named;
  });
}

/** Every interactive element of the blocks, in reading order; cards in carousels and actions in containers included. */
export function findElements(blocks: unknown): readonly PlacedElement[] {
  const found: PlacedElement[] = [];
  for (const block of toObjects(blocks)) {
    const parts = [
      block["element"],
      block["accessory"],
      ...toObjects(block["elements"]),
      ...toObjects(block["actions"]),
    ];
    for (const part of parts) {
      const element = toObject(part);
      const type = toText(element["type"]);
      if (!INTERACTIVE.test(type)) continue;
      found.push({ block, blockId: toText(block["block_id"]), element, actionId: toText(element["action_id"]), type });
    }
    for (const inner of [block["blocks"], block["child_blocks"]]) found.push(...findElements(inner));
  }
  return found;
}

export function findElement(blocks: unknown, blockId: string, actionId: string): PlacedElement | undefined {
  return findElements(blocks).find((placed) => placed.blockId === blockId && placed.actionId === actionId);
}

/** All words that a person can read in the blocks, one line per text. */
export function readWords(blocks: unknown): string {
  const words: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item);
      return;
    }
    if (!isObject(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      if ((key === "text" || key === "caption") && typeof inner === "string")
        words.push(value["type"] === "mrkdwn" ? inner.replaceAll(BOLD_LINE, "$1") : inner);
      else if (key !== "value" && key !== "action_id") visit(inner);
    }
  };
  visit(blocks);
  return words.join("\n");
}

/** Nobody reads the asterisks. */
const BOLD_LINE = /^\*([^*\n]+)\*$/gm;
