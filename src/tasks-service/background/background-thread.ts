import { parentPort, workerData } from "node:worker_threads";
import * as z from "zod";
import { connectTasksStore } from "../tables/store.ts";
import { ThreadDatabase } from "../threads/database-of-thread.ts";
import { createThreadTurns, ThreadTurns } from "../threads/write-turns.ts";
import { createJobQueue } from "./run-job.ts";

/** Runs in a thread of its own: does the jobs that it is told to, one after the other, and says when each is done. */

const Start = z.object({ database: ThreadDatabase, units: z.number(), turns: ThreadTurns });
const Message = z.union([
  z.object({ job: z.union([z.number(), z.literal("leftovers")]) }),
  z.object({ stop: z.literal(true) }),
]);

const { database, units, turns } = Start.parse(workerData);
// A batch that is lost with the power is done again: the task says how far it is.
const store = connectTasksStore({ ...database, isRepeatable: true }, createThreadTurns(turns));
const queue = createJobQueue(store, {
  now: () => new Date(),
  units,
  onDone: (job) => parentPort?.postMessage({ done: job }),
  onFailure: (job, error) =>
    parentPort?.postMessage({ failed: job, error: error instanceof Error ? error.message : String(error) }),
});

parentPort?.on("message", (message: unknown) => {
  const read = Message.parse(message);
  if ("job" in read) {
    queue.add(read.job);
    return;
  }
  // The connection is closed before the thread ends: a thread that is torn down would leave its locks behind.
  void queue
    .stop()
    .then(() => store.close())
    .then(() => parentPort?.close());
});
