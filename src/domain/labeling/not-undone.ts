import type { LabelingTask } from "./session.ts";

/**
 * Why nothing was taken back: the answer that was meant cannot be any more ("submitted"), was not taken by the Tasks API ("refused"), is no
 * more the last one ("newer"), or is taken back, and its input does not lie before its person now ("elsewhere").
 */
export type NotUndone = "submitted" | "refused" | "newer" | "elsewhere";

/** The same in words, for whoever pressed **Undo last**. */
export function sayNotUndone(why: NotUndone, { isReviewed }: Pick<LabelingTask, "isReviewed">): string {
  if (why === "newer") return "You have answered another one since: it is what Undo last takes back now.";
  if (why === "refused") return "That answer was not taken: there is nothing to take back.";
  if (why === "elsewhere") return "That answer is taken back. Its input comes again if it is still yours.";
  return isReviewed === true
    ? "Your last answer is submitted by now: a reviewer can send it back to you."
    : "Your last answer is submitted by now, and cannot be taken back any more.";
}
