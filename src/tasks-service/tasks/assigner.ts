import { setImmediate as nextTurn } from "node:timers/promises";
import type { ServiceLog } from "../service.ts";
import type { TasksStore } from "../store.ts";
import { assignBatch } from "./assign-partition.ts";

/** About 10 ms of writing on a small machine: requests in between hardly wait. */
const INPUTS_PER_BATCH = 500;

/** Assigns the inputs of large partitions, batch after batch, beside the requests. */
export type Assigner = {
  /** These tasks have inputs that are not assigned yet. */
  wake(tasks: readonly number[]): void;
  /** Resolves when nothing is left to assign. */
  idle(): Promise<void>;
  /** Stops after the batch under way; what is left is taken up at the next start. */
  stop(): Promise<void>;
};

export function createAssigner(store: TasksStore, options: { now: () => Date; log: ServiceLog }): Assigner {
  const waiting = new Set<number>();
  let running: Promise<void> = Promise.resolve();
  let isRunning = false;
  let isStopped = false;
  const work = async (): Promise<void> => {
    for (const task of waiting) {
      while (!isStopped && waiting.has(task)) {
        const { isDone } = await store.write((trx) =>
          assignBatch(trx, task, INPUTS_PER_BATCH, options.now().toISOString()),
        );
        if (isDone) waiting.delete(task);
        await nextTurn();
      }
    }
  };
  return {
    wake: (tasks) => {
      for (const task of tasks) waiting.add(task);
      if (isRunning || isStopped || waiting.size === 0) return;
      isRunning = true;
      running = work()
        .catch((error: unknown) => options.log.error({ error }, "assigning inputs failed"))
        .finally(() => {
          isRunning = false;
        });
    },
    idle: async () => running,
    stop: async () => {
      isStopped = true;
      await running;
    },
  };
}
