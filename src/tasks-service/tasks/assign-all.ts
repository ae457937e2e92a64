import { setTimeout as pause } from "node:timers/promises";
import type { TasksStore } from "../store.ts";
import { parseBody } from "../tables/parse-body.ts";
import { assignBatch } from "./assign-partition.ts";
import { readTaskPlan } from "./task-plan.ts";

/** One transaction of some 20 ms: whoever else wants to write hardly waits. */
const ROWS_PER_BATCH = 4000;
/** Between batches, for writers that wait: they try again every few milliseconds. */
const PAUSE_MS = 2;

/** Assigns what is left of a task, batch after batch, until it is done or `isStopped` says so. */
export async function assignAll(
  store: TasksStore,
  task: number,
  { now, isStopped }: { now: () => Date; isStopped: () => boolean },
): Promise<void> {
  const row = await store.db.selectFrom("tasks").select(["app", "body"]).where("key", "=", task).executeTakeFirst();
  if (row === undefined) return;
  const { workersPerInput } = readTaskPlan(parseBody(row.body)).partition;
  const inputs = Math.max(1, Math.floor(ROWS_PER_BATCH / workersPerInput));
  while (!isStopped()) {
    const { isDone } = await store.writeApp(row.app, (trx) => assignBatch(trx, task, inputs, now().toISOString()));
    if (isDone) return;
    await pause(PAUSE_MS);
  }
}
