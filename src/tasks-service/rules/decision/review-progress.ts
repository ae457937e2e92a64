/** How far an input of a task is, once it has a label. Only `approved`, `rejected` and `waiting` were decided by a reviewer. */
export type Phase =
  | "undecided" /** labelers may yet agree */
  | "skipped" /** approved without a reviewer: no review, not in the sample, or labelers agreed */
  | "review" /** waits for reviewers */
  | "approved"
  | "rejected" /** reviewers have rejected all its labels: it is labeled again */
  | "waiting"; /** the same, but nobody of the task is left to label it again: it waits for the lead */

export type ProgressFacts = {
  readonly strategy: "NONE" | "MANUAL" | "CONSENSUS";
  /** MANUAL: fraction of the inputs that a reviewer looks at. */
  readonly sample: number;
  /** Whether one reviewer decides (1) or all must approve (-1). */
  readonly approvals: number;
  readonly inputs: number;
  /** Inputs that have a label, by how far they are. */
  readonly phases: Readonly<Record<Phase, number>>;
  /** In the order of the task's reviewers. */
  readonly reviewers: readonly { readonly assigned: number; readonly reviewed: number; readonly missed: number }[];
};

export type Progress = {
  /** Inputs with a label that was not rejected. */
  readonly worked: number;
  /** Inputs that are done: labeled without need of a review, or approved. */
  readonly reviewed: number;
  /** For each reviewer: inputs approved or rejected by them, and inputs that come to them in all, as far as can be said now. */
  readonly perReviewer: readonly { readonly reviewed: number; readonly reviewable: number }[];
};

/** The counts behind a task's metrics, from counts alone: nothing here grows with the number of inputs. */
export function progressOf(facts: ProgressFacts): Progress {
  const { phases } = facts;
  const entered = phases.review + phases.approved + phases.rejected + phases.waiting;
  const labeled = entered + phases.skipped + phases.undecided;
  const total = entered + phases.undecided + expectedOf(facts, Math.max(0, facts.inputs - labeled));
  return {
    worked: labeled - phases.rejected - phases.waiting,
    reviewed: phases.skipped + phases.approved,
    perReviewer: facts.reviewers.map(({ assigned, reviewed, missed }, index) => ({
      reviewed,
      reviewable:
        facts.strategy === "NONE"
          ? 0
          : facts.approvals === -1
            ? total - missed
            : assigned + evenPart(total - sumOf(facts.reviewers), facts.reviewers.length, index),
    })),
  };
}

/** How many of the inputs without a label will come to the reviewers. */
function expectedOf({ strategy, sample }: ProgressFacts, unlabeled: number): number {
  if (strategy === "NONE") return 0;
  return strategy === "MANUAL" ? Math.round(unlabeled * sample) : unlabeled;
}

function sumOf(reviewers: ProgressFacts["reviewers"]): number {
  let sum = 0;
  for (const { assigned } of reviewers) sum += assigned;
  return sum;
}

/** The first ones get one more where it does not divide evenly. */
const evenPart = (total: number, parts: number, index: number): number =>
  Math.floor(total / parts) + (index < total % parts ? 1 : 0);

/** A whole percentage that is 100 only when all is done. */
export const percentOf = (count: number, total: number): number =>
  total <= 0 ? 0 : count >= total ? 100 : Math.floor((count / total) * 100);
