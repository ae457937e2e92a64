import type { Item } from "../tables/items.ts";
import type { Outcome } from "./input-work.ts";
import type { WorkStanding } from "./standings.ts";
import type { WorkTask } from "./work-task.ts";

/** The labels are the result of their input; the one of `kept` stands for them. */
export function approved(
  item: Item,
  standings: Map<number, WorkStanding>,
  same: readonly number[],
  kept: number,
): Outcome {
  for (const worker of same) standings.set(worker, "success");
  return { standings, item: { ...item, phase: "approved", kept } };
}

/** Whether every reviewer of the task has approved the label of this worker. */
export function hasAllApprovals({ reviewers }: WorkTask, item: Item, worker: number): boolean {
  return reviewers.every(({ key }) =>
    item.votes.some((vote) => vote.reviewer === key && vote.worker === worker && vote.is_approval === 1),
  );
}
