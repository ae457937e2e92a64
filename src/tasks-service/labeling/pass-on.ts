import { type Pair, takeAssignments } from "../tables/assignments.ts";
import { writeItem } from "../tables/items.ts";
import type { Writer } from "../tables/store.ts";
import { loadInputWork, standingsOf } from "../work/input-work.ts";
import { type DecisionContext, redecideLabels } from "../work/redecide.ts";
import { freeWorkers, offerAgain } from "../work/rejected-input.ts";
import { isOpenToAll, type WorkTask } from "../work/work-task.ts";

/** Whether somebody is no worker of the task (any more), and is given nothing of it. */
export const isGone = (task: WorkTask, worker: number): boolean =>
  !isOpenToAll(task) && !task.workers.some(({ key }) => key === worker);

/**
 * Takes a pending input from somebody who is not on the task any more: another worker has their place, and what others have said is decided
 * without them. Where nobody is free, and nothing of it is left, it waits for the lead.
 */
export async function passOn(
  trx: Writer,
  task: WorkTask,
  { input, worker }: Pair,
  context: DecisionContext,
): Promise<void> {
  await takeAssignments(trx, task.row.key, [{ input, worker }]);
  await offerAgain(trx, task, input, standingsOf(await loadInputWork(trx, task, input)), context.now);
  const work = await loadInputWork(trx, task, input);
  if (work.item.phase !== undefined) return redecideLabels(trx, task, work, context);
  if (work.assignments.size > 0 || freeWorkers(task, work.assignments).length > 0) return;
  const reviewers = task.reviewers.map(({ key }) => key);
  await writeItem(trx, task.row.key, work.item, { ...work.item, phase: "waiting", round: task.row.round }, reviewers);
}
