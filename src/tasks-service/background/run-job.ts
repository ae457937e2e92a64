import { setTimeout as pause } from "node:timers/promises";
import { adaptNext, planNext } from "../adaptation/adapt.ts";
import type { Division } from "../adaptation/division.ts";
import { writeWithAnswers } from "../questions/answers.ts";
import { askHere } from "../questions/asker.ts";
import { clearLeftovers, firstLeftover } from "../tables/leftovers.ts";
import type { TasksStore } from "../tables/store.ts";
import { createTally } from "./tally.ts";

/** The key of a task whose work is to be brought in line with its rules, or what deleted tasks and datasets have left over. */
export type Job = number | "leftovers";

/** Between batches, for other processes that wait to write: they try again every few milliseconds, and know of no turns. */
const PAUSE_MS = 2;

export type JobOptions = {
  readonly now: () => Date;
  /** How many units (`tables/adaptation-steps.ts`) one transaction does. */
  readonly units: number;
  readonly onDone: (job: Job) => void;
  /** It is tried again, after a pause. */
  readonly onFailure: (job: Job, error: unknown) => void;
};

export type JobQueue = {
  add(job: Job): void;
  /** Whether it was added and is not done yet. */
  has(job: Job): boolean;
  /** Resolves when nothing is left to do. */
  idle(): Promise<void>;
  /** Ends after the batch under way. */
  stop(): Promise<void>;
};

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 60_000;

/** Does jobs one after the other. One that fails comes last again, after a pause that grows with every failure: what is begun is finished. */
export function createJobQueue(store: TasksStore, { now, units, onDone, onFailure }: JobOptions): JobQueue {
  const stopping = new AbortController();
  const open = createTally<Job>();
  let queue: Promise<void> = Promise.resolve();
  const run = async (job: Job, retryMs: number): Promise<void> => {
    try {
      await runJob(store, job, { now, units, isStopped: () => stopping.signal.aborted });
      open.remove(job);
      onDone(job);
    } catch (error) {
      onFailure(job, error);
      queue = queue.then(() => waitFor(retryMs, stopping.signal));
      enqueue(job, Math.min(retryMs * 2, LONGEST_RETRY_MS));
    }
  };
  const enqueue = (job: Job, retryMs: number): void => {
    queue = queue.then(() => (stopping.signal.aborted ? undefined : run(job, retryMs)));
  };
  const idle = async (): Promise<void> => {
    for (let last: Promise<void> | undefined; last !== queue; ) {
      last = queue;
      await last;
    }
  };
  return {
    add: (job) => {
      open.add(job);
      enqueue(job, FIRST_RETRY_MS);
    },
    has: (job) => open.has(job),
    idle,
    stop: async () => {
      stopping.abort();
      await idle();
    },
  };
}

/** A pause that a stop cuts short. */
const waitFor = (ms: number, signal: AbortSignal): Promise<void> =>
  pause(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });

/** Does a job, batch after batch, until it is done or `isStopped` says so. */
async function runJob(
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
    store.write((trx) => clearLeftovers(trx, store.engine, units));

async function adaptBatch(
  store: TasksStore,
  task: number,
  { now, units }: { now: () => Date; units: number },
): Promise<RunBatch> {
  const row = await store.db.selectFrom("tasks").select("app").where("key", "=", task).executeTakeFirst();
  if (row === undefined) return async () => ({ isDone: true });
  let division: Division | undefined;
  return async () => {
    division = await planNext(store.db, task, division);
    const { isDone, commit } = await writeWithAnswers(store, row.app, askHere(store), (trx, answers) =>
      adaptNext(trx, task, { units, now: now().toISOString(), answers }, division),
    );
    commit?.();
    return { isDone };
  };
}

/** What is left to do, by whichever process, and how far each is: that changes with each batch, of leftovers at least with each of them. */
export async function unfinishedJobs({ db }: TasksStore): Promise<ReadonlyMap<Job, string>> {
  const rows = await db
    .selectFrom("tasks")
    .select(["key", "adaptation"])
    .where("adaptation", "is not", null)
    .orderBy("key")
    .execute();
  const jobs = new Map<Job, string>(rows.map(({ key, adaptation }) => [key, adaptation ?? ""]));
  const leftover = await firstLeftover(db);
  if (leftover !== undefined) jobs.set("leftovers", `${leftover.kind} ${leftover.key}`);
  return jobs;
}
