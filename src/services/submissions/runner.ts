import type { Submission } from "../../domain/submissions/submission.ts";

/** How submissions of one kind are carried out; `P` is what is journaled of them. */
export type SubmissionRunner<P extends object> = {
  /**
   * Carries the submission out and settles it, whatever happens. With `lookFirst` an earlier attempt may have been carried out
   * without anybody having noticed.
   */
  run(submission: Submission, payload: P, lookFirst: boolean): Promise<void>;
  /** Looks whether an unanswered request was carried out after all, and settles it. Rejects with `TasksApiError` when that cannot be told. */
  recheck(submission: Submission, payload: P): Promise<void>;
  /** What the submission is about, for sentences. */
  subjectOf(payload: P): string;
};
