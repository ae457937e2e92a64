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

/** What carrying out a submission may take, in milliseconds. Whoever sent it is told within ten seconds, whatever happens on the way. */
export const SUBMISSION_TIMES = {
  /** One of the ten seconds is to spare. */
  toldWithin: 9_000,
  /** One step on the way; as much is kept back for looking what became of a request that was not answered. */
  step: 2_500,
  /** The request that carries it out. */
  send: 5_000,
  /** With less time than this the request is not sent at all: it could only end in doubt. */
  leastSend: 500,
};

export type SubmissionTimes = Readonly<typeof SUBMISSION_TIMES>;

/** Gives what is left of so many milliseconds from now on; by a clock that nobody sets, so that it is neither over too soon nor never. */
export function countDown(ms: number): () => number {
  const since = performance.now();
  return () => ms - (performance.now() - since);
}
