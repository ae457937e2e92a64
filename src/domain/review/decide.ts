import type { Said, Verdict } from "../labeling/label.ts";
import { err, ok, type Result } from "../result.ts";
import { checksum } from "../text.ts";
import type { InputVerdict, ReviewedLabel, ReviewInput } from "./review.ts";

/** The same input with other labels is another: a verdict is on what was seen. */
export const keyOfInput = ({ input: { id }, labels }: ReviewInput): string =>
  checksum(JSON.stringify([id, labels.map(({ assignmentId, said }) => [assignmentId, said])])) + checksum(id);

/** Names a label without saying whose it is. */
export const keyOfLabel = ({ assignmentId }: Pick<ReviewedLabel, "assignmentId">): string => checksum(assignmentId);

/** What a reviewer has chosen for an input, in a window or on a page; no verdict: it is left for later. */
export type Choice = {
  readonly verdict?: Verdict;
  /** Whose label is approved, by `keyOfLabel`; missing: all of them. */
  readonly label?: string;
  readonly reason?: string;
  /** What the label that is approved is to say. */
  readonly corrected?: Said;
};

/** An input as it was seen, by `keyOfInput`, with what was chosen for it. */
export type Reviewed = { readonly inputId: string; readonly key: string; readonly choice: Choice };

/** What is wrong with a choice, in words for whoever made it. */
export const MISTAKES = {
  reason: "Say what is to be changed: the labeler reads it at this input.",
  verdict: "You gave a reason: choose what it is for, or take the reason away.",
} as const;
export type Mistake = keyof typeof MISTAKES;

/** Undefined where nothing is wrong. */
export function mistakeIn({ verdict, reason = "" }: Choice): Mistake | undefined {
  const isWithout = reason.trim() === "";
  if (verdict === "request_changes") return isWithout ? "reason" : undefined;
  return verdict === undefined && !isWithout ? "verdict" : undefined;
}

/** The verdict that a choice is; undefined where the input is left for later, also for a label that it does not have. */
export function decide(each: ReviewInput, choice: Choice): Result<InputVerdict | undefined, Mistake> {
  const { verdict, label: chosen, corrected } = choice;
  const reason = choice.reason?.trim() ?? "";
  const mistake = mistakeIn(choice);
  if (mistake !== undefined) return err(mistake);
  if (verdict === undefined) return ok(undefined);
  const on = chosen === undefined ? each.labels : each.labels.filter((one) => keyOfLabel(one) === chosen);
  const [label] = on;
  if (label === undefined) return ok(undefined);
  const isApprovedAlone = verdict === "approve" && chosen !== undefined;
  // What is said of frames and the like would be lost: nothing here can draw it anew.
  const from = isApprovedAlone && label.said.kind !== "parts" ? label.said : undefined;
  return ok({
    inputId: each.input.id,
    verdict,
    on: on.map(({ assignmentId, worker }) => ({ assignmentId, worker })),
    ...(reason !== "" && { reason }),
    ...(from && corrected && { corrected: { from, to: corrected } }),
  });
}
