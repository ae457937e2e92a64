import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { z } from "zod";
import type { DatabaseTarget } from "../../store/open.ts";
import type { ServiceLog } from "../service.ts";
import type { TasksStore } from "../store.ts";
import { assignAll } from "./assign-all.ts";

/** Assigns the inputs of large partitions beside the requests. */
export type Assigner = {
  /** These tasks have inputs that are not assigned yet. */
  wake(tasks: readonly number[]): void;
  /** Resolves when nothing is left to assign. */
  idle(): Promise<void>;
  /** Stops after the batch under way; what is left is taken up at the next start. */
  stop(): Promise<void>;
};

type Options = { readonly now: () => Date; readonly log: ServiceLog };

/** In a thread of its own, where the database can be opened twice; a database in memory lives in this thread alone. */
export const createAssigner = (store: TasksStore, database: DatabaseTarget, options: Options): Assigner =>
  database.kind === "sqlite" && database.path === ":memory:"
    ? createLocalAssigner(store, options)
    : createThreadAssigner(database, createLocalAssigner(store, options), options.log);

function createLocalAssigner(store: TasksStore, { now, log }: Options): Assigner {
  let queue: Promise<void> = Promise.resolve();
  let isStopped = false;
  const assign = async (task: number): Promise<void> => {
    try {
      await assignAll(store, task, { now, isStopped: () => isStopped });
    } catch (error) {
      log.error({ err: error, task }, "assigning inputs failed");
    }
  };
  return {
    wake: (tasks) => {
      for (const task of tasks) queue = queue.then(() => assign(task));
    },
    idle: () => queue,
    stop: async () => {
      isStopped = true;
      await queue;
    },
  };
}

const Report = z.union([z.object({ done: z.number() }), z.object({ failed: z.number(), error: z.string() })]);

/** A batch needs a few megabytes, whatever the number of inputs; without a limit the thread lets garbage pile up before it collects. */
const THREAD_MEMORY = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 128 };

/** The thread's code stands beside this file: as JavaScript when built; as TypeScript in development, where tsx translates it. */
function openThread(database: DatabaseTarget): Worker {
  const options = { workerData: { database }, execArgv: [], resourceLimits: THREAD_MEMORY };
  if (!import.meta.url.endsWith(".ts")) return new Worker(new URL("./assign-worker.js", import.meta.url), options);
  const file = new URL("./assign-worker.ts", import.meta.url).href;
  // The thread's own code has no place to resolve from, and `require` finds the CommonJS twin, which cannot register itself.
  const twin = createRequire(import.meta.url).resolve("tsx/esm/api");
  const tsx = pathToFileURL(twin.replace(/\.cjs$/, ".mjs")).href;
  const code = `import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(file)}); });`;
  return new Worker(code, { ...options, eval: true });
}

/** The thread is opened when there is something to assign, and closed when there is nothing left. */
function createThreadAssigner(database: DatabaseTarget, fallback: Assigner, log: ServiceLog): Assigner {
  let thread: { readonly worker: Worker; readonly ended: Promise<void> } | undefined;
  const waiting = new Set<number>();
  const settle = (task: number): void => {
    waiting.delete(task);
    if (waiting.size > 0) return;
    thread?.worker.postMessage({ stop: true });
    thread = undefined;
  };
  let lastEnd: Promise<void> = Promise.resolve();
  const open = (): Worker => {
    const worker = openThread(database);
    worker.on("message", (message: unknown) => {
      const report = Report.parse(message);
      if ("done" in report) return settle(report.done);
      log.error({ task: report.failed, reason: report.error }, "assigning inputs failed");
      settle(report.failed);
    });
    worker.on("error", (error) => {
      log.error({ err: error }, "the assigning thread failed: going on in the main one");
      fallback.wake([...waiting]);
      waiting.clear();
      thread = undefined;
    });
    const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    lastEnd = ended;
    thread = { worker, ended };
    return worker;
  };
  return {
    wake: (tasks) => {
      for (const task of tasks) {
        if (waiting.has(task)) continue;
        waiting.add(task);
        (thread?.worker ?? open()).postMessage({ task });
      }
    },
    idle: async () => {
      await lastEnd;
      await fallback.idle();
    },
    stop: async () => {
      thread?.worker.postMessage({ stop: true });
      await lastEnd;
      await fallback.stop();
    },
  };
}
