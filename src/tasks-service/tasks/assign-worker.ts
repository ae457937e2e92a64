import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { connectTasksStore } from "../store.ts";
import { assignAll } from "./assign-all.ts";

/** Runs in a thread of its own: assigns the tasks it is told to, one after the other, and says when each is done. */

const Start = z.object({
  database: z.union([
    z.object({ kind: z.literal("sqlite"), path: z.string() }),
    z.object({ kind: z.literal("postgres"), url: z.string(), schema: z.string() }),
  ]),
});
const Message = z.union([z.object({ task: z.number() }), z.object({ stop: z.literal(true) })]);

const store = connectTasksStore(Start.parse(workerData).database);
let isStopped = false;
let queue: Promise<void> = Promise.resolve();

async function assign(task: number): Promise<void> {
  try {
    await assignAll(store, task, { now: () => new Date(), isStopped: () => isStopped });
    parentPort?.postMessage({ done: task });
  } catch (error) {
    parentPort?.postMessage({ failed: task, error: error instanceof Error ? error.message : String(error) });
  }
}

parentPort?.on("message", (message: unknown) => {
  const read = Message.parse(message);
  if ("task" in read) {
    queue = queue.then(() => assign(read.task));
    return;
  }
  isStopped = true;
  // The connection is closed before the thread ends: a thread that is torn down would leave its locks behind.
  void queue.then(() => store.close()).then(() => parentPort?.close());
});
