import type { Item } from "../tables/items.ts";
import type { WorkTask } from "./work-task.ts";

/** Whether every reviewer of the task has approved the label of this worker. */
export function hasAllApprovals({ reviewers }: WorkTask, item: Item, worker: number): boolean {
  return reviewers.every(({ key }) =>
    item.votes.some((vote) => vote.reviewer === key && vote.worker === worker && vote.is_approval === 1),
  );
}
