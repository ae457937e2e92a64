import type { Said } from "../domain/labeling/label.ts";
import type { Choice, Reviewed } from "../domain/review/decide.ts";
import type { ShownInput, ShownTask } from "./protocol.ts";

/** What the page for reviewing and its server say to each other: JSON, below `/label/review/{task}/api/`. */

/** What one labeler has said. `key` names it without saying whose account it is; `words` say it in short. */
export type ShownLabel = {
  readonly key: string;
  readonly labeler: string;
  readonly said: Said;
  readonly words: string;
  readonly mark: { readonly name: string; readonly colour: string; readonly isDashed: boolean };
};

/** `key` is another one when something else is said of the input: a verdict is on what was seen. */
export type ShownReviewInput = Pick<ShownInput, "inputId" | "content"> & {
  readonly key: string;
  readonly isDisputed: boolean;
  readonly labels: readonly ShownLabel[];
  /** What was chosen and not saved. */
  readonly draft?: Choice;
};

export type ShownReview = {
  readonly task: ShownTask;
  /** What is to be decided now, in its order; none where nothing awaits this person. */
  readonly inputs: readonly ShownReviewInput[];
  /** What to know of these: that they are one's own, say. */
  readonly notices: readonly string[];
  /** What to say where there are none. */
  readonly end?: { readonly title: string; readonly words: string };
};

/** Bodies of the POST requests by the last part of their paths. */
export type ReviewRequests = {
  readonly open: { readonly link: string };
  readonly work: Record<string, never>;
  /** `batch`: the same, sent once more because there was no answer, is saved once. */
  readonly save: { readonly batch: string; readonly inputs: readonly Reviewed[] };
  readonly draft: Reviewed;
};

/** Enough for a reason, and what a worker's window and message can show. */
export const MAX_REASON = 500;
