import { computeShares, labelersPerInput } from "../shares.ts";
import type { Task, WorkerCounts, WorkerStrategy } from "../task.ts";

/** How far one worker is, in inputs: `done + left` is `assigned`, and `accepted + awaitingReview + rejected` is `done`. */
export type WorkFigures = {
  readonly assigned: number;
  /** What needs nothing more from them: submitted, whatever others make of it. */
  readonly done: number;
  /** For good. */
  readonly accepted: number;
  /** Submitted, and waiting for reviewers or for other workers to agree. */
  readonly awaitingReview: number;
  readonly rejected: number;
  readonly left: number;
};

export type WorkerProgress = {
  readonly accountId: string;
  /** Fraction (0..1) of the inputs by the plan; absent where work is handed out on request, and for somebody not in the plan. */
  readonly fraction?: number;
  /** Absent where the figures could not be had. */
  readonly figures?: WorkFigures;
};

export type TaskProgress = {
  /** Fractions 0..1; absent where nothing says how far it is. `review` is absent without review. */
  readonly work?: number;
  readonly review?: number;
  /** Inputs of the task's source, estimated. */
  readonly inputs?: number;
  /** In the plan's order; behind them who has work on the task without being in its plan any more. */
  readonly workers: readonly WorkerProgress[];
};

const NO_FIGURES: WorkFigures = { assigned: 0, done: 0, accepted: 0, awaitingReview: 0, rejected: 0, left: 0 };

/**
 * The figures of a task. The Tasks API's own percentages are taken where it gives them; where it does not, they are computed
 * from the counts per worker. `counts` is undefined where they could not be had.
 */
export function progressOf(task: Task, counts: readonly WorkerCounts[] | undefined): TaskProgress {
  const { metrics } = task;
  const byAccount = new Map(counts?.map((each) => [each.accountId, toFigures(each)]));
  const shares = computeShares(task.work);
  const inPlan = new Set(shares.map(({ worker }) => worker));
  const others = [...byAccount.keys()].filter((id) => !inPlan.has(id));
  const workers = [...shares, ...others.map((worker) => ({ worker, fraction: undefined }))].map(
    ({ worker, fraction }): WorkerProgress => ({
      accountId: worker,
      ...(fraction !== undefined && { fraction }),
      ...(counts && { figures: byAccount.get(worker) ?? NO_FIGURES }),
    }),
  );

  const all = counts && sumFigures(workers.map(({ figures }) => figures));
  const inputs = metrics?.inputsEstimated;
  // Of several labels of an input some may be rejected, and it is done; where each gets one, it is to be labeled again.
  const isOneEach = expectedLabels(task) === 1;
  const undone = all && isOneEach ? all.rejected : 0;
  const planned = (inputs ?? 0) * (expectedLabels(task) ?? 1);
  const expected = all && (isOneEach && planned > 0 ? planned : Math.max(all.assigned, planned));
  const work = fractionOf(metrics?.workPercent) ?? (all && ratio(all.assigned - all.left - undone, expected));
  const review = fractionOf(metrics?.reviewPercent) ?? (all && ratio(all.accepted + all.rejected - undone, expected));
  return {
    ...(work !== undefined && { work }),
    ...(task.review.strategy !== "NONE" && review !== undefined && { review }),
    ...(inputs !== undefined && { inputs }),
    workers,
  };
}

export function sumFigures(figures: readonly (WorkFigures | undefined)[]): WorkFigures {
  const sum = { ...NO_FIGURES };
  for (const each of figures) {
    if (!each) continue;
    sum.assigned += each.assigned;
    sum.done += each.done;
    sum.accepted += each.accepted;
    sum.awaitingReview += each.awaitingReview;
    sum.rejected += each.rejected;
    sum.left += each.left;
  }
  return sum;
}

/** Labels that each input gets; one under DYNAMIC, which hands every input out once. */
const expectedLabels = (task: Task): number | undefined =>
  NOT_ASSIGNED_BEFOREHAND.includes(task.work.strategy) ? 1 : labelersPerInput(task.work);
const NOT_ASSIGNED_BEFOREHAND: readonly WorkerStrategy[] = ["DYNAMIC", "NOT_SET", "UNKNOWN"];

function toFigures(counts: WorkerCounts): WorkFigures {
  const awaitingReview = counts.awaitingReview + counts.awaitingConsensusReview;
  const { success: accepted, reviewDenied: rejected, pending: left } = counts;
  const done = accepted + awaitingReview + rejected;
  return { assigned: done + left, done, accepted, awaitingReview, rejected, left };
}

const fractionOf = (percent: number | undefined): number | undefined =>
  percent === undefined ? undefined : Math.min(1, Math.max(0, percent / 100));

const ratio = (part: number, whole: number | undefined): number => (whole ? Math.min(1, part / whole) : 0);
