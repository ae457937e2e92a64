import { labelForbidden, STILL_ADAPTING, taskConflict } from "../protocol/api-error.ts";
import { Status } from "../protocol/status.ts";
import { addAssignments, createCountChanges, type Pair, readStatus } from "../tables/assignments.ts";
import type { Writer } from "../tables/store.ts";
import { isInSource } from "../tables/task-sources.ts";
import { createReviewerChoice } from "../work/choose-reviewer.ts";
import { type InputWork, standingsOf, writeOutcome } from "../work/input-work.ts";
import { loadCurrentWork } from "../work/redecide.ts";
import { isOpenToAll, isTakingBack, type WorkTask } from "../work/work-task.ts";
import { requestChanges } from "./review-labels.ts";
import { takeUpLapsed } from "./take-up-lapsed.ts";

/**
 * Throws unless the input is this person's to label and not submitted; their assignment is pending then. Under FULL every input of the task
 * is assigned to every worker. Where nobody is named, every input is anybody's, and what they have said of it can be added to until
 * it is decided.
 */
export async function beginLabel(
  trx: Writer,
  task: WorkTask,
  input: { readonly key: number; readonly id: string },
  person: { readonly key: number; readonly id: string },
  now: string,
): Promise<void> {
  const pair = { input: input.key, worker: person.key };
  const status = await readStatus(trx, { task: task.row.key, ...pair });
  if (status === Status.TASK_ASSIGNMENT_PENDING) return;
  if (status !== undefined) {
    if (isOpenToAll(task) && (await reopenLabel(trx, task, pair, now))) return;
    throw labelForbidden(`"${person.id}" has submitted input "${input.id}": a reviewer can send it back for changes.`);
  }
  const late = await takeUpLapsed(trx, task, pair, now);
  if (late === "taken") return;
  if (late === "too_late")
    throw labelForbidden(
      `Input "${input.id}" was taken back from "${person.id}", of whom nothing was heard for long, and others have labeled it meanwhile: start again for the next ones.`,
    );
  const isAnybodys = task.plan.strategy === "FULL" && task.workers.some(({ key }) => key === person.key);
  if (!(isAnybodys || isOpenToAll(task)) || !(await isInSource(trx, task.row, input.key))) {
    throw labelForbidden(`Input "${input.id}" of this task is not assigned to "${person.id}".`);
  }
  if (isTakingBack(task, person.key)) throw taskConflict(`The task has just been changed. ${STILL_ADAPTING}`);
  await addAssignments(trx, task.row.key, [pair], now);
}

/** Takes a submitted label back to its worker, so that it can be changed; false where it is decided, by reviewers or by agreement. */
export async function reopenLabel(trx: Writer, task: WorkTask, { input, worker }: Pair, now: string): Promise<boolean> {
  const counts = createCountChanges(task.row.key);
  const context = { now, counts, chooseReviewer: await createReviewerChoice(trx, task) };
  const work = await loadCurrentWork(trx, task, input, context);
  if (isDecided(work, worker)) return false;
  await writeOutcome(trx, task, work, requestChanges(task, work, worker, context.chooseReviewer), context);
  await counts.write(trx);
  return true;
}

function isDecided(work: InputWork, worker: number): boolean {
  const standing = standingsOf(work).get(worker);
  if (standing === undefined || standing === "rejected" || standing === "denied") return true;
  return standing === "success" && (work.item.phase === "approved" || work.item.kept !== undefined);
}
