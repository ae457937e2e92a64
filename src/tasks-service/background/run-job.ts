import { setTimeout as pause } from "node:timers/promises";
import type { TasksStore } from "../store.ts";
import { clearLeftovers } from "../tables/leftovers.ts";
import { adaptNext } from "./adapt.ts";

/** The key of a task whose work is to be brought in line with its rules, or what deleted tasks and datasets have left over. */
export type Job = number | "leftovers";

/** Between batches, for writers that wait: they try again every few milliseconds. */
const PAUSE_MS = 2;

/** Does a job, batch after batch of so many units (assignments), until it is done or `isStopped` says so. */
export async function runJob(
  store: TasksStore,
  job: Job,
  { now, units, isStopped }: { now: () => Date; units: number; isStopped: () => boolean },
): Promise<void> {
  const runBatch = job === "leftovers" ? clearBatch(store, units) : await adaptBatch(store, job, { now, units });
  while (!isStopped()) {
    const { isDone } = await runBatch();
    if (isDone) return;
    await pause(PAUSE_MS);
  }
}

type RunBatch = () => Promise<{ isDone: boolean }>;

const clearBatch =
  (store: TasksStore, units: number): RunBatch =>
  () =>
    store.write((trx) => clearLeftovers(trx, units));

async function adaptBatch(
  store: TasksStore,
  task: number,
  { now, units }: { now: () => Date; units: number },
): Promise<RunBatch> {
  const row = await store.db.selectFrom("tasks").select("app").where("key", "=", task).executeTakeFirst();
  if (row === undefined) return async () => ({ isDone: true });
  return () => store.writeApp(row.app, (trx) => adaptNext(trx, task, { units, now: now().toISOString() }));
}

/** What a process that ended has left undone. */
export async function unfinishedJobs({ db }: TasksStore): Promise<Job[]> {
  const rows = await db.selectFrom("tasks").select("key").where("adaptation", "is not", null).orderBy("key").execute();
  const hasLeftovers = await db.selectFrom("leftovers").select("key").limit(1).executeTakeFirst();
  return [...rows.map(({ key }) => key), ...(hasLeftovers === undefined ? [] : ["leftovers" as const])];
}
