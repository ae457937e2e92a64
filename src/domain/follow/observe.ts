import type { Agreement } from "./agreement.ts";
import { type FallenBehind, findFallenBehind, findOutliers, firstPass } from "./fall-behind.ts";
import {
  type Ask,
  type Idle,
  labeledBy,
  type SeenTask,
  type SeenWorker,
  type TaskWatch,
  type WorkerWatch,
} from "./task-watch.ts";
import { WORKING_DAY_MS, workingMsBetween } from "./working-time.ts";

/** Reviewers are first asked when so many labels wait; sooner where nothing more is to come. */
const ENOUGH_TO_REVIEW = 10;
/** And at most this often. */
const REVIEW_PAUSE_MS = 60 * 60 * 1000;
/**
 * They are asked anew, by a message of its own, once in that time, and so often where nothing waited in between; else the last
 * message says how many there are by now. Whoever reviews all day while others label would get a message an hour for each task.
 */
const REVIEW_ASKS_WITHIN_MS = 24 * 60 * 60 * 1000;
const MOST_REVIEW_ASKS = 2;
/** Working days without anything: before they have begun, and after. */
const NOT_BEGUN_MS = 2 * WORKING_DAY_MS;
const NO_PROGRESS_MS = WORKING_DAY_MS;
/** How long the lead waits after the worker was asked. */
const LEAD_AFTER_MS = WORKING_DAY_MS;

/** Measuring agreement goes through all labels: from as many on as can say something, again when there are half as many more, and in the end. */
const MORE_LABELS = 1.5;
const FEWEST_LABELS = 60;
/** Of two who differ nobody knows which one is right. */
const FEWEST_LABELERS = 3;

/** Whether agreement is to be measured before `observe`: where nobody reviews, it is all that labelers can be judged by. */
export function isAgreementDue(before: TaskWatch | undefined, seen: SeenTask): boolean {
  if (!seen.isOpen || seen.isReviewed) return false;
  const labelers = seen.workers.filter((worker) => labeledBy(worker) > 0).length;
  const labeled = sum(seen.workers, labeledBy);
  if (labelers < FEWEST_LABELERS || labeled < FEWEST_LABELS) return false;
  const { measuredOf = 0 } = before ?? {};
  return labeled >= MORE_LABELS * measuredOf || (seen.isFinished && labeled !== measuredOf);
}

type Seeing = {
  /** Absent when the app looks for the first time. */
  readonly before: TaskWatch | undefined;
  readonly seen: SeenTask;
  /** Where it was due, and the other side measures it. */
  readonly agreement?: Agreement | undefined;
  /** The task was there before the app followed any: what is so already is told to nobody. */
  readonly isOld: boolean;
  readonly at: number;
};

/** Compares a task with what was seen of it before: what is to be kept of it, and what is to be told. A closed task asks for nothing. */
export function observe({ before, seen, agreement, isOld, at }: Seeing): { watch: TaskWatch; asks: readonly Ask[] } {
  const isFirstOfOld = before === undefined && isOld;
  const labeled = sum(seen.workers, labeledBy);
  const followed = seen.workers.map((worker) => ({
    worker,
    watch: follow(before?.workers[worker.account], worker, { at, isOld: isFirstOfOld }),
  }));
  const told = [
    ...askForReview(before, seen, { labeled, at, isFirstOfOld }),
    ...(seen.isOpen ? tellFinished(before, seen, { at, isFirstOfOld }) : []),
  ];
  const idle = seen.isOpen ? askIdle(followed, at) : NOBODY;
  const behind = tellBehind(followed, { found: judgeAll(seen, agreement), isTold: seen.isOpen && !isFirstOfOld });
  const workers = Object.fromEntries(
    followed.map(({ worker: { account }, watch }) => [
      account,
      { ...watch, ...idle.told[account], ...behind.told[account] },
    ]),
  );
  const hasChanged = followed.some(({ worker: { account }, watch }) => {
    const earlier = before?.workers[account];
    return earlier?.labeled !== watch.labeled || earlier.left !== watch.left;
  });
  const ready = told.find((ask) => ask.kind === "review-ready");
  const isAsked = ready !== undefined;
  const isWithdrawn = !seen.isOpen && told.some(({ kind }) => kind === "review-over");
  const begunAt = before?.begunAt ?? (labeled > 0 ? at : undefined);
  const finishedAt = seen.isFinished ? (before?.finishedAt ?? at) : undefined;
  const measuredOf = isAgreementDue(before, seen) ? labeled : before?.measuredOf;
  const reviewToldAt = isAsked ? at : before?.reviewToldAt;
  const asked = [...askedBefore(before, at), ...(ready?.isNew ? [at] : [])];
  const isReviewDone = !ready?.isNew && (before?.isReviewDone === true || waitingIn(seen) === 0);
  return {
    watch: {
      firstSeenAt: before?.firstSeenAt ?? at,
      changedAt: hasChanged ? at : (before?.changedAt ?? at),
      ...(begunAt !== undefined && { begunAt }),
      waiting: waitingIn(seen),
      ...(reviewToldAt !== undefined && { reviewToldAt, reviewAsked: asked, ...(isReviewDone && { isReviewDone }) }),
      // What was sent back and comes again is new to the reviewers, and all of it where the task is opened again.
      reviewToldOf: isAsked || isFirstOfOld ? labeled : isWithdrawn ? 0 : Math.min(before?.reviewToldOf ?? 0, labeled),
      ...(finishedAt !== undefined && { finishedAt }),
      ...(measuredOf !== undefined && { measuredOf }),
      workers,
    },
    asks: [...told, ...idle.asks, ...behind.asks],
  };
}

type Followed = readonly { readonly worker: SeenWorker; readonly watch: WorkerWatch }[];
type Told = { readonly asks: readonly Ask[]; readonly told: Readonly<Record<string, Partial<WorkerWatch>>> };
const NOBODY: Told = { asks: [], told: {} };

function follow(
  before: WorkerWatch | undefined,
  worker: SeenWorker,
  { at, isOld }: { at: number; isOld: boolean },
): WorkerWatch {
  const labeled = labeledBy(worker);
  const { left } = worker;
  if (!before) return { labeled, left, since: at, ...(isOld && { isOld }) };
  const { isBehindTold = false } = before;
  const hasMoved = labeled !== before.labeled || left > before.left;
  if (hasMoved) return { labeled, left, since: at, ...(isBehindTold && { isBehindTold }) };
  return { ...before, left };
}

/** Labels that wait for reviewers; of a closed task none does. */
function waitingIn({ isOpen, isReviewed, isWithoutLabelerConsensus, workers }: SeenTask): number {
  if (!isReviewed || !isOpen) return 0;
  return sum(workers, ({ awaitingReview, awaitingConsensus }) =>
    isWithoutLabelerConsensus ? awaitingReview + awaitingConsensus : awaitingReview,
  );
}

function askForReview(
  before: TaskWatch | undefined,
  seen: SeenTask,
  { labeled, at, isFirstOfOld }: { labeled: number; at: number; isFirstOfOld: boolean },
): Ask[] {
  if (before?.reviewToldAt !== undefined && before.waiting > 0 && waitingIn(seen) === 0)
    return [{ kind: "review-over" }];
  if (isFirstOfOld || !isWorthReview(seen)) return [];
  if (labeled <= (before?.reviewToldOf ?? 0)) return [];
  const { reviewToldAt } = before ?? {};
  if (reviewToldAt !== undefined && at - reviewToldAt < REVIEW_PAUSE_MS) return [];
  const asked = askedBefore(before, at);
  const isNew = asked.length === 0 || (before?.isReviewDone === true && asked.length < MOST_REVIEW_ASKS);
  return [{ kind: "review-ready", waiting: waitingIn(seen), isNew }];
}

/** When reviewers were asked anew within the time that counts. Versions that asked anew each time have not noted it apart. */
function askedBefore(before: TaskWatch | undefined, at: number): readonly number[] {
  const { reviewToldAt, reviewAsked = reviewToldAt === undefined ? [] : [reviewToldAt] } = before ?? {};
  return reviewAsked.filter((asked) => at - asked < REVIEW_ASKS_WITHIN_MS);
}

/** Whether enough labels wait for reviewers to ask for a review: ten, or the last there will be. */
export function isWorthReview(seen: SeenTask): boolean {
  const waiting = waitingIn(seen);
  return waiting >= ENOUGH_TO_REVIEW || (waiting > 0 && seen.workers.every(({ left }) => left === 0));
}

function tellFinished(
  before: TaskWatch | undefined,
  { isFinished }: SeenTask,
  { at, isFirstOfOld }: { at: number; isFirstOfOld: boolean },
): Ask[] {
  if (!isFinished || isFirstOfOld || before?.finishedAt !== undefined) return [];
  return [{ kind: "finished", begunAt: before?.begunAt ?? at }];
}

/** Who has work and does nothing: asked themselves first, and named to the lead a working day later. */
function askIdle(followed: Followed, at: number): Told {
  const asks: Ask[] = [];
  const told: Record<string, Partial<WorkerWatch>> = {};
  const still: Idle[] = [];
  for (const { worker, watch } of followed) {
    const { account, left, timeZone } = worker;
    const { since, isOld, workerToldAt, leadToldAt } = watch;
    if (left === 0 || isOld) continue;
    const idle: Idle = { account, left, since, hasBegun: watch.labeled > 0 };
    const limit = idle.hasBegun ? NO_PROGRESS_MS : NOT_BEGUN_MS;
    if (workerToldAt === undefined) {
      if (workingMsBetween(since, at, timeZone) < limit) continue;
      asks.push({ kind: "stalled", ...idle });
      told[account] = { workerToldAt: at };
    } else if (leadToldAt === undefined && workingMsBetween(workerToldAt, at, timeZone) >= LEAD_AFTER_MS) {
      still.push(idle);
      told[account] = { leadToldAt: at };
    }
  }
  if (still.length > 0) asks.push({ kind: "still-stalled", workers: still });
  return { asks, told };
}

/** By what was decided of their labels; where nobody reviews, by how far others say the same. */
function judgeAll({ isReviewed, workers }: SeenTask, agreement: Agreement | undefined): readonly FallenBehind[] {
  if (!isReviewed) return findOutliers(agreement?.workers ?? []);
  return findFallenBehind(workers.map((worker) => ({ account: worker.account, ...firstPass(worker) })));
}

/** Once for each worker of a task. */
function tellBehind(followed: Followed, { found, isTold }: { found: readonly FallenBehind[]; isTold: boolean }): Told {
  const asks: Ask[] = [];
  const told: Record<string, Partial<WorkerWatch>> = {};
  const known = new Set(followed.filter(({ watch }) => watch.isBehindTold).map(({ worker }) => worker.account));
  for (const one of found) {
    if (known.has(one.account)) continue;
    told[one.account] = { isBehindTold: true };
    if (isTold) asks.push({ kind: "fallen-behind", ...one });
  }
  return { asks, told };
}

const sum = (workers: readonly SeenWorker[], of: (worker: SeenWorker) => number): number =>
  workers.reduce((total, worker) => total + of(worker), 0);
