import type { FallenBehind } from "./fall-behind.ts";

/** What was last seen of one worker of a task, in labels, and what was told of them. Times are milliseconds since 1970. */
export type WorkerWatch = {
  /** Submitted, whatever became of it. */
  readonly labeled: number;
  readonly left: number;
  /** When they last submitted something, or were given more. */
  readonly since: number;
  /** They were as idle when the app first looked: nothing is said of it until they begin. */
  readonly isOld?: boolean;
  readonly workerToldAt?: number;
  readonly leadToldAt?: number;
  readonly isBehindTold?: boolean;
};

/** What was last seen of a task, and what was told of it: kept, so that nothing is told twice, nor forgotten. */
export type TaskWatch = {
  readonly firstSeenAt: number;
  /** When counts last changed. */
  readonly changedAt: number;
  /** When the first label was seen. */
  readonly begunAt?: number;
  /** Labels that wait for reviewers. */
  readonly waiting: number;
  readonly reviewToldAt?: number;
  /** When reviewers were asked anew, of the last day; absent where they never were. */
  readonly reviewAsked?: readonly number[];
  /** Nothing has waited for them since then. */
  readonly isReviewDone?: boolean;
  /** How many labels there were when reviewers were told last: only further ones are told. */
  readonly reviewToldOf: number;
  readonly finishedAt?: number;
  /** How many labels there were when agreement was measured last. */
  readonly measuredOf?: number;
  /** By account. */
  readonly workers: Readonly<Record<string, WorkerWatch>>;
};

/** One worker of a task as they are now. */
export type SeenWorker = {
  readonly account: string;
  readonly left: number;
  readonly awaitingReview: number;
  readonly awaitingConsensus: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Labels that were given again after they had been sent back. */
  readonly sentBack: number;
  /** IANA name. */
  readonly timeZone: string;
};

/** A task as it is now. */
export type SeenTask = {
  readonly isOpen: boolean;
  readonly isReviewed: boolean;
  /** Labels go to reviewers without waiting for others to agree. */
  readonly isWithoutLabelerConsensus: boolean;
  /** All inputs are labeled and, where they are reviewed, decided. */
  readonly isFinished: boolean;
  readonly workers: readonly SeenWorker[];
};

export type Idle = {
  readonly account: string;
  readonly left: number;
  /** Since when nothing has happened. */
  readonly since: number;
  readonly hasBegun: boolean;
};

/** Something that is to be told of a task. */
export type Ask =
  /** `isNew`: asked anew; else what was asked is more by now. */
  | { readonly kind: "review-ready"; readonly waiting: number; readonly isNew: boolean }
  /** Nothing waits for reviewers any more. */
  | { readonly kind: "review-over" }
  | { readonly kind: "finished"; readonly begunAt: number }
  /** The worker is asked first. */
  | ({ readonly kind: "stalled" } & Idle)
  /** The lead is told when that did not help. */
  | { readonly kind: "still-stalled"; readonly workers: readonly Idle[] }
  | ({ readonly kind: "fallen-behind" } & FallenBehind);

export const labeledBy = ({ accepted, rejected, awaitingReview, awaitingConsensus }: SeenWorker): number =>
  accepted + rejected + awaitingReview + awaitingConsensus;
