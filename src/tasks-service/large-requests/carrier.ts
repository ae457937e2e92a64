import type { Worker } from "node:worker_threads";
import type { DatabaseTarget } from "../../store/engine/open.ts";
import type { Background } from "../background/background.ts";
import type { CarryOutBeside } from "../http/create-router.ts";
import { ApiError } from "../protocol/api-error.ts";
import type { OpenThread } from "../threads/open-thread.ts";
import { createThreadCaller } from "../threads/thread-caller.ts";
import type { WriteTurns } from "../threads/write-turns.ts";
import { LargeAnswer, type LargeRequest, type Settings } from "./question.ts";

/** Carries large requests out beside the others. */
export type Carrier = { readonly carryOut: CarryOutBeside | undefined; stop(): Promise<void> };

type Options = Settings & {
  readonly now: () => Date;
  readonly background: Pick<Background, "wake">;
  readonly openThread: OpenThread;
  readonly turns: WriteTurns;
};

/** A page of 64 MiB is read, parsed, put together and written: some four times as much, twice that where it is not Latin. */
const MEMORY = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 1024 };
const IDLE_MS = 60_000;
/** What waits is bounded by the bytes that bodies may hold together; requests without one are answered in tenths of a second. */
const MAX_WAITING = 256;

/** In a thread of its own, where the database can be opened twice; a database in memory lives in this thread alone. */
export function createCarrier(database: DatabaseTarget, options: Options): Carrier {
  if (database.kind === "sqlite" && database.path === ":memory:") {
    return { carryOut: undefined, stop: async () => undefined };
  }
  const { now, background, openThread, turns, batches, returnAfterMs } = options;
  const open = (): Worker => {
    const own = turns.ofThread("large requests");
    return openThread(new URL("./large-requests-thread.ts", import.meta.url), {
      workerData: { database, turns: own, settings: { batches, returnAfterMs } },
      resourceLimits: MEMORY,
    }).once("exit", () => turns.ended(own));
  };
  const caller = createThreadCaller({ open, idleMs: IDLE_MS, maxWaiting: MAX_WAITING });
  return {
    carryOut: async ({ method, path }, { params, query, body, caller: sender, isMinimal }) => {
      // What is small may be a part of a buffer that others have parts of.
      const own = body.byteLength === body.buffer.byteLength ? body : new Uint8Array(body);
      const question = { method, path, params: { ...params }, query, body: own, caller: sender, isMinimal, now: now() };
      const answer = await caller.callOnce(question satisfies LargeRequest, [own.buffer]);
      const { outcome, jobs } = LargeAnswer.parse(answer);
      background.wake(jobs);
      if (outcome instanceof Uint8Array) return outcome;
      const { code, httpStatus, description, details, retryAfter } = outcome;
      throw new ApiError(code, httpStatus, description, details, retryAfter);
    },
    stop: () => caller.stop(),
  };
}
