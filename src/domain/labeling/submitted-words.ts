import type { LabelingTask } from "./session.ts";

/** Why the last answer is not taken back, once the time for that is over. */
export const saySubmitted = ({ isReviewed }: Pick<LabelingTask, "isReviewed">): string =>
  isReviewed === true
    ? "Your last answer is submitted by now: a reviewer can send it back to you."
    : "Your last answer is submitted by now, and cannot be taken back any more.";
