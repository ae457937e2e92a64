import type { ReviewPlan, WorkPlan } from "../task.ts";

/** A plan with its people called otherwise: accounts by their persons, or the other way round. */
export function mapWorkers(plan: WorkPlan, to: (person: string) => string): WorkPlan {
  const workers = plan.workers.map(to);
  if (plan.strategy !== "PARTITIONED") return { ...plan, workers };
  if (!plan.weights) return { ...plan, workers };
  const weights = Object.fromEntries(Object.entries(plan.weights).map(([person, weight]) => [to(person), weight]));
  return { ...plan, workers, weights };
}

export function mapReviewers(plan: ReviewPlan, to: (person: string) => string): ReviewPlan {
  return plan.strategy === "NONE" ? plan : { ...plan, reviewers: plan.reviewers.map(to) };
}
