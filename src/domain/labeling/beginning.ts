import { cutText } from "../text.ts";
import type { LabelingInput } from "./label.ts";

/**
 * Of a text so much is kept beside somebody's work, in characters: what a window shows of it. Texts of a million would be read and
 * written again at every answer.
 */
const TEXT_KEPT = 17_000;

/** The input with as much of its text as a window shows. */
export function beginningOf(input: LabelingInput): LabelingInput {
  const { content } = input;
  if (content.kind !== "text" || content.text.length <= TEXT_KEPT) return input;
  return { ...input, content: { kind: "text", text: cutText(content.text, TEXT_KEPT), whole: content.text.length } };
}
