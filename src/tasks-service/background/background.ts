import type { Worker } from "node:worker_threads";
import * as z from "zod";
import type { DatabaseTarget } from "../../store/engine/open.ts";
import type { TasksStore } from "../tables/store.ts";
import type { OpenThread } from "../threads/open-thread.ts";
import type { WriteTurns } from "../threads/write-turns.ts";
import { createJobQueue, type Job } from "./run-job.ts";
import { createTally } from "./tally.ts";

/** Does beside the requests what would take a request too long. */
export type Background = {
  /** There are these jobs to do. */
  wake(jobs: readonly Job[]): void;
  /** Whether a job is still to be done here. */
  has(job: Job): boolean;
  /** Resolves when nothing is left to do. */
  idle(): Promise<void>;
  /** Stops after the batch under way; what is left is taken up by another process, or at the next start. */
  stop(): Promise<void>;
};

/** What fails in the background fails for nobody who waits: it is logged. */
export type BackgroundLog = { error(fields: Readonly<Record<string, unknown>>, message: string): void };

type Options = {
  readonly now: () => Date;
  readonly log: BackgroundLog;
  readonly units: number;
  readonly openThread: OpenThread;
  readonly turns: WriteTurns;
};

const FAILED = "a job in the background failed: it is tried again";

/** In a thread of its own, where the database can be opened twice; a database in memory lives in this thread alone. */
export const createBackground = (store: TasksStore, database: DatabaseTarget, options: Options): Background =>
  database.kind === "sqlite" && database.path === ":memory:"
    ? createLocalBackground(store, options)
    : createThreadBackground(database, createLocalBackground(store, options), options);

function createLocalBackground(store: TasksStore, { now, log, units }: Options): Background {
  const queue = createJobQueue(store, {
    now,
    units,
    onDone: () => undefined,
    onFailure: (job, error) => log.error({ err: error, job }, FAILED),
  });
  return {
    wake: (jobs) => {
      for (const job of jobs) queue.add(job);
    },
    has: (job) => queue.has(job),
    idle: () => queue.idle(),
    stop: () => queue.stop(),
  };
}

const Done = z.union([z.number(), z.literal("leftovers")]);
const Report = z.union([z.object({ done: Done }), z.object({ failed: Done, error: z.string() })]);

/** A batch needs a few megabytes, whatever the number of inputs. */
const THREAD_MEMORY = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 128 };

/** To open a thread takes some 100 ms: whoever makes or changes one task often makes or changes the next. */
const IDLE_MS = 5_000;

/** The thread is opened when there is something to do, and closed when there was nothing for a while. */
function createThreadBackground(
  database: DatabaseTarget,
  fallback: Background,
  { log, units, openThread, turns }: Options,
): Background {
  let thread: Worker | undefined;
  let lastEnd: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let settled: (() => void)[] = [];
  // How often each job was posted and not yet reported as done. A job that changes while it is run is posted, and run, once more.
  const posted = createTally<Job>();
  const settle = (job: Job): void => {
    posted.remove(job);
    if (!posted.isEmpty()) return;
    sayIdle();
    timer = setTimeout(close, IDLE_MS).unref();
  };
  const sayIdle = (): void => {
    for (const say of settled) say();
    settled = [];
  };
  const close = (): void => {
    clearTimeout(timer);
    thread?.postMessage({ stop: true });
    thread = undefined;
  };
  const open = (): Worker => {
    const own = turns.ofThread("background");
    const worker = openThread(new URL("./background-thread.ts", import.meta.url), {
      workerData: { database, units, turns: own },
      resourceLimits: THREAD_MEMORY,
    });
    worker.on("message", (message: unknown) => {
      const report = Report.parse(message);
      if ("done" in report) settle(report.done);
      else log.error({ job: report.failed, reason: report.error }, FAILED);
    });
    worker.on("error", (error) => {
      log.error({ err: error }, "the background thread failed: going on in the main one");
      if (thread !== worker) return;
      thread = undefined;
      fallback.wake(posted.clear());
      sayIdle();
    });
    lastEnd = new Promise<void>((resolve) =>
      worker.once("exit", () => {
        turns.ended(own);
        resolve();
      }),
    );
    thread = worker;
    return worker;
  };
  return {
    wake: (jobs) => {
      for (const job of jobs) {
        clearTimeout(timer);
        posted.add(job);
        (thread ?? open()).postMessage({ job });
      }
    },
    has: (job) => posted.has(job) || fallback.has(job),
    idle: async () => {
      if (!posted.isEmpty()) await new Promise<void>((resolve) => settled.push(resolve));
      await fallback.idle();
    },
    stop: async () => {
      close();
      await lastEnd;
      sayIdle();
      await fallback.stop();
    },
  };
}
