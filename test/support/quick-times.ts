import { NOTIFICATION_TIMES } from "../../src/notifications/shared/times.ts";
import { PICTURE_TIMES } from "../../src/services/labeling/make-picture.ts";
import { INDEX_TIMES } from "../../src/services/lists/task-index-filling.ts";
import { SUBMISSION_TIMES, type SubmissionTimes } from "../../src/services/submissions/runner.ts";

const quarter = <T extends Readonly<Record<string, number>>>(times: T): { readonly [Key in keyof T]: number } =>
  Object.fromEntries(Object.entries(times).map(([key, ms]) => [key, ms / 4])) as T;

/** Pauses that no work is measured by, a quarter of the product's: nothing of what a test looks at depends on their length. */
export const QUICK_PAUSES = {
  notifications: quarter(NOTIFICATION_TIMES),
  index: { ...quarter(INDEX_TIMES), round: INDEX_TIMES.round },
  pictures: quarter(PICTURE_TIMES),
};

/** Tasks that were made past the app are listed soon after its next start, also where its last one has ended a round over all tasks. */
export const SOON_LISTED = { index: { ...QUICK_PAUSES.index, round: 4_000 } };

/** Of submissions, for tests of what happens when they are over. */
export const QUICK_SUBMISSIONS = quarter(SUBMISSION_TIMES);

/** A request that is held is soon given up; all that is not held has as long as it needs. */
export const QUICK_SEND = { send: SUBMISSION_TIMES.send / 8 };

/**
 * The product's times of submissions, until `become` is told others: nothing is to be late while a test prepares, or after its fault.
 * They hold from the next submission on.
 */
export function createSubmissionTimes() {
  const submissions = { ...SUBMISSION_TIMES };
  const become = (others: Partial<SubmissionTimes>): void => {
    Object.assign(submissions, SUBMISSION_TIMES, others);
  };
  return { submissions, become };
}
