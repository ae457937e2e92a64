import { type PlacedElement, readWords } from "./blocks.ts";
import type { HeldMessage } from "./conversation-book.ts";
import { type Json, toObject, toObjects, toText } from "./json.ts";
import { allBlocksOf } from "./unfurls.ts";

/** All words of a message: its notification text and its blocks. */
export const wordsOf = (message: HeldMessage): string => `${message.text}\n${readWords(allBlocksOf(message))}`;

/** Whether a message says that. */
export const says = (message: HeldMessage, words: string | RegExp): boolean => matches(wordsOf(message), words);
export const matches = (text: string, words: string | RegExp): boolean =>
  typeof words === "string" ? text.includes(words) : words.test(text);

export const isInput = (block: Json): boolean => block["type"] === "input";
/** The words of a text object. */
export const readText = (value: unknown): string => toText(toObject(value)["text"]);
export const labelOf = (block: Json): string => readText(block["label"]);

/** All options of a select, grouped or not. */
export function listOptions(element: Json): readonly Json[] {
  return [
    ...toObjects(element["options"]),
    ...toObjects(element["option_groups"]).flatMap((group) => toObjects(group["options"])),
  ];
}

/** Elements outside input blocks always tell the app; those inside only with `dispatch_action`. */
export function dispatches({ block }: PlacedElement): boolean {
  return !isInput(block) || block["dispatch_action"] === true;
}

/** Text fields tell the app on Enter unless they say otherwise (docs.slack.dev/reference/block-kit/composition-objects). */
export function dispatchesOn(placed: PlacedElement, trigger: "on_character_entered" | "on_enter_pressed"): boolean {
  if (!dispatches(placed)) return false;
  const configured = toObject(placed.element["dispatch_action_config"])["trigger_actions_on"];
  return (Array.isArray(configured) ? configured : ["on_enter_pressed"]).includes(trigger);
}
