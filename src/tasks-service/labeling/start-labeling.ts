import { Status } from "../protocol/status.ts";
import type { Writer } from "../tables/store.ts";
import { isTakingBack, type WorkTask } from "../work/work-task.ts";
import type { AssignmentKey } from "./assignment-id.ts";
import { giveDynamic, renewPending, returnStale } from "./give-dynamic.ts";
import { giveFull } from "./give-full.ts";

/** So many inputs a worker is given at a time: the vendor's number. */
const AT_A_TIME = 10;

const PENDING = Status.TASK_ASSIGNMENT_PENDING;

export type StartContext = {
  readonly now: Date;
  /** DYNAMIC: when nothing was heard of a worker for so long, what they have not labeled goes back, for others. */
  readonly returnAfterMs: number;
};

/**
 * The next ten pending inputs of a worker; the same ones until they are submitted. A task that is closed gives none; one whose pending work
 * is being taken back, to be given out by other rules, gives nothing new until that is done.
 */
export async function startLabeling(
  trx: Writer,
  task: WorkTask,
  worker: number,
  context: StartContext,
): Promise<AssignmentKey[]> {
  if (task.row.status === Status.TASK_DONE || task.row.status === Status.TASK_WONT_DO) return [];
  if (!isTakingBack(task, worker)) await topUp(trx, task, worker, context);
  return (await readPending(trx, task.row.key, worker)).map((input) => ({ task: task.row.key, input, worker }));
}

async function topUp(trx: Writer, task: WorkTask, worker: number, context: StartContext): Promise<void> {
  const { strategy } = task.plan;
  if (strategy !== "FULL" && strategy !== "DYNAMIC") return;
  const now = context.now.toISOString();
  if (strategy === "DYNAMIC") {
    await returnStale(trx, task, worker, new Date(context.now.getTime() - context.returnAfterMs));
    await renewPending(trx, task.row.key, worker, now);
  }
  const missing = AT_A_TIME - (await readPending(trx, task.row.key, worker)).length;
  if (missing <= 0) return;
  const give = strategy === "FULL" ? giveFull : giveDynamic;
  await give(trx, task, worker, missing, now);
}

async function readPending(trx: Writer, task: number, worker: number): Promise<number[]> {
  const rows = await trx
    .selectFrom("assignments")
    .select("input")
    .where("task", "=", task)
    .where("worker", "=", worker)
    .where("status", "=", PENDING)
    .orderBy("input")
    .limit(AT_A_TIME)
    .execute();
  return rows.map(({ input }) => input);
}
