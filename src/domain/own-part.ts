import { computeShares } from "./shares.ts";
import type { Task, TaskStatus, WorkerCounts } from "./task.ts";

/**
 * Inputs that need something of a worker (left), and those that need nothing more of them (done): submitted, whatever others make of
 * it. What a reviewer sends back is left again.
 */
export type OwnFigures = { readonly left: number; readonly done: number };

/** How far somebody is, as their message says it. */
export type OwnProgress = Pick<OwnWork, "hasBegun" | "figures">;

/** What of a task's labeling is one person's. */
export type OwnWork = {
  /** They get ten at a time when they ask, as long as there are any: nothing says how many will be theirs. */
  readonly isOnRequest: boolean;
  /** By the plan, 0..1; absent where nothing is assigned beforehand. */
  readonly fraction?: number;
  /** Absent where they could not be counted. */
  readonly figures?: OwnFigures;
  readonly hasBegun: boolean;
  /** Whether they can be asked to label now. */
  readonly waits: boolean;
};

/** What of a task's review is one person's. */
export type OwnReview = {
  /** Labels that wait for a reviewer now; absent where they could not be counted. */
  readonly waiting?: number;
  /** Whether they can be asked to review now. */
  readonly waits: boolean;
};

/** A person's own part in a task, in each role that they have. */
export type OwnPart = { readonly work?: OwnWork; readonly review?: OwnReview };

type Owned = Pick<Task, "status" | "work" | "review" | "metrics">;
type Known = {
  /** Absent where they could not be had. */
  readonly counts?: readonly WorkerCounts[];
  /** Whether they have opened the task to label it. */
  readonly hasBegun: boolean;
};

/** Of tasks of which something can be asked of somebody. */
export const OPEN_STATUSES: readonly TaskStatus[] = ["IN_PROGRESS", "IDLE", "FAILED", "UNKNOWN"];
/** Of tasks of which nobody is asked anything any more. */
export const CLOSED_STATUSES: readonly TaskStatus[] = ["DONE", "WONT_DO"];

/** True while somebody can be asked to do something about the task. */
export const isOpen = ({ status }: { readonly status: TaskStatus }): boolean => !CLOSED_STATUSES.includes(status);

/** What is this account's of a task: the one way in which own figures are counted. */
export const ownPartOf = (task: Owned, account: string | undefined, known: Known): OwnPart => ({
  ...(account !== undefined && task.work.workers.includes(account) && { work: ownWork(task, account, known) }),
  ...(account !== undefined && reviews(task, account) && { review: ownReview(task, known) }),
});

const reviews = ({ review }: Owned, account: string): boolean =>
  review.strategy !== "NONE" && review.reviewers.includes(account);

/** How far an account is with its own inputs. */
export function ownFigures(counts: readonly WorkerCounts[], account: string | undefined): OwnFigures {
  const own = counts.find(({ accountId }) => accountId === account);
  if (!own) return { left: 0, done: 0 };
  const done = own.success + own.awaitingReview + own.awaitingConsensusReview + own.reviewDenied;
  return { left: own.pending, done };
}

function ownWork(task: Owned, account: string, { counts, hasBegun }: Known): OwnWork {
  const fraction = computeShares(task.work).find(({ worker }) => worker === account)?.fraction;
  const figures = counts && ownFigures(counts, account);
  const isOnRequest = task.work.strategy === "DYNAMIC";
  const hasMoreToGive = isOnRequest && (task.metrics?.workPercent ?? 0) < 100;
  return {
    isOnRequest,
    ...(fraction !== undefined && { fraction }),
    ...(figures && { figures }),
    hasBegun: hasBegun || (figures?.done ?? 0) > 0,
    waits: isOpen(task) && (figures === undefined || figures.left > 0 || hasMoreToGive),
  };
}

/** Labels that wait for a reviewer; what awaits consensus waits for other labelers. */
export function awaitingReviewIn(counts: readonly WorkerCounts[]): number {
  let waiting = 0;
  for (const { awaitingReview } of counts) waiting += awaitingReview;
  return waiting;
}

function ownReview(task: Owned, { counts }: Known): OwnReview {
  if (!counts) return { waits: isOpen(task) };
  const waiting = awaitingReviewIn(counts);
  return { waiting, waits: isOpen(task) && waiting > 0 };
}
