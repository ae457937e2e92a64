import * as z from "zod";
import type { DatabaseTarget } from "../../store/engine/open.ts";
import type { JsonObject } from "../protocol/json.ts";
import type { TasksStore } from "../tables/store.ts";
import type { OpenThread } from "../threads/open-thread.ts";
import { createThreadCaller } from "../threads/thread-caller.ts";
import { measureTask } from "./measure-task.ts";

/** Measures how far the workers of a task agree, beside the requests. */
export type Measurer = { measure(task: number): Promise<JsonObject>; stop(): Promise<void> };

/** A million labels of concepts take some 400 MB while they are compared. */
const MEMORY = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 512 };
const IDLE_MS = 5000;

const Measured = z.record(z.string(), z.json());

/** In a thread of its own, where the database can be opened twice; a database in memory lives in this thread alone. */
export function createMeasurer(store: TasksStore, database: DatabaseTarget, openThread: OpenThread): Measurer {
  if (database.kind === "sqlite" && database.path === ":memory:") {
    const stopping = new AbortController();
    return {
      measure: (task) => measureTask(store.db, task, stopping.signal),
      stop: async () => stopping.abort(new Error("the service is stopping")),
    };
  }
  const caller = createThreadCaller({
    open: () =>
      openThread(new URL("./agreement-thread.ts", import.meta.url), {
        workerData: { database },
        resourceLimits: MEMORY,
      }),
    idleMs: IDLE_MS,
  });
  return {
    measure: async (task) => Measured.parse(await caller.call({ task })),
    stop: () => caller.stop(),
  };
}
