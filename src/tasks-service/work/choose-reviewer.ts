import type { Writer } from "../tables/store.ts";
import type { WorkTask } from "./work-task.ts";

/**
 * Splits the inputs of a review among its reviewers, where one of them decides: each goes to whoever has the fewest, the first of these
 * in the order of the task. Undefined where all must approve, or there is nobody.
 */
export async function createReviewerChoice(trx: Writer, task: WorkTask): Promise<() => number | undefined> {
  if (task.plan.review.approvals !== 1 || task.reviewers.length === 0) return () => undefined;
  const rows = await trx
    .selectFrom("review_counts")
    .select(["reviewer", "assigned"])
    .where("task", "=", task.row.key)
    .execute();
  const load = new Map(task.reviewers.map(({ key }) => [key, 0]));
  for (const { reviewer, assigned } of rows) if (load.has(reviewer)) load.set(reviewer, assigned);
  return () => {
    let chosen: number | undefined;
    for (const [reviewer, assigned] of load) {
      if (chosen === undefined || assigned < (load.get(chosen) ?? 0)) chosen = reviewer;
    }
    if (chosen !== undefined) load.set(chosen, (load.get(chosen) ?? 0) + 1);
    return chosen;
  };
}
