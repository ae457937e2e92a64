import type { ReviewPlan, WorkPlan } from "./task.ts";

/** What one worker gets: a fraction (0..1) of the inputs, or undefined where nothing says so (handed out on request, or by a rule not known here). */
export type Share = { readonly worker: string; readonly fraction: number | undefined };

/**
 * The fraction of the inputs that each worker labels. FULL: all of them. PARTITIONED: workers per input × weight ÷ sum of
 * weights, so the fractions add up to workers per input. DYNAMIC: nothing is assigned beforehand.
 */
export function computeShares(plan: WorkPlan): Share[] {
  switch (plan.strategy) {
    case "FULL":
      return plan.workers.map((worker) => ({ worker, fraction: 1 }));
    case "DYNAMIC":
    case "NOT_SET":
    case "UNKNOWN":
      return plan.workers.map((worker) => ({ worker, fraction: undefined }));
    case "PARTITIONED": {
      const weightOf = (worker: string): number => (plan.weights ? (plan.weights[worker] ?? 0) : 1);
      const sum = plan.workers.reduce((total, worker) => total + weightOf(worker), 0);
      return plan.workers.map((worker) => ({
        worker,
        fraction: sum === 0 ? 0 : Math.min(1, (plan.workersPerInput * weightOf(worker)) / sum),
      }));
    }
  }
}

/** Whether what one worker has not done can go to the others: not where everybody labels everything. */
export const canBeHandedOver = ({ strategy, workers }: Pick<WorkPlan, "strategy" | "workers">): boolean =>
  workers.length > 1 && (strategy === "PARTITIONED" || strategy === "DYNAMIC");

/** How many different workers see each input; undefined where nothing says so (DYNAMIC, or nobody assigned). */
export function labelersPerInput(plan: WorkPlan): number | undefined {
  if (plan.workers.length === 0) return undefined;
  if (plan.strategy === "UNKNOWN" || plan.strategy === "NOT_SET") return undefined;
  if (plan.strategy === "PARTITIONED") return plan.workersPerInput;
  return plan.workers.length;
}

/** What comes to one reviewer at most, as a fraction (0..1) of the inputs; undefined without review. */
export function reviewFraction(plan: ReviewPlan): number | undefined {
  switch (plan.strategy) {
    case "NONE":
    case "UNKNOWN":
      return undefined;
    case "MANUAL":
      return plan.sample;
    case "CONSENSUS":
      return plan.reviewersMustApprove === "ALL" ? 1 : 1 / Math.max(1, plan.reviewers.length);
  }
}
