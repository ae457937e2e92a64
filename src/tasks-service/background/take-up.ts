import type { TasksStore } from "../tables/store.ts";
import type { Background, BackgroundLog } from "./background.ts";
import { type Job, unfinishedJobs } from "./run-job.ts";

/** Whoever works on something moves it far more often: only planning, for millions of inputs, takes some seconds. */
const LOOKED_EVERY_MS = 60_000;

/**
 * Takes up in the background what other processes on this database have left: at the start whatever there is, and from then on, every so
 * often, what nobody has moved since the last look. That two work on one job all the same does no harm (`adaptNext`, `clearLeftovers`).
 */
export function createTakingUp(store: TasksStore, background: Background, log: BackgroundLog) {
  let seen: ReadonlyMap<Job, string> = new Map();
  let timer: ReturnType<typeof setInterval> | undefined;
  let round: Promise<void> | undefined;

  async function look(): Promise<void> {
    try {
      const found = await unfinishedJobs(store);
      const still = [...found].filter(([job, state]) => seen.get(job) === state && !background.has(job));
      background.wake(still.map(([job]) => job));
      seen = found;
    } catch (error) {
      log.error({ err: error }, "what others have left undone cannot be read: it is looked again");
    }
  }

  return {
    /** Rejects when the database cannot be read. */
    async start(): Promise<void> {
      seen = await unfinishedJobs(store);
      background.wake([...seen.keys()]);
      timer = setInterval(() => {
        round ??= look().finally(() => {
          round = undefined;
        });
      }, LOOKED_EVERY_MS).unref();
    },

    /** Resolves when no look is under way. */
    idle: async (): Promise<void> => round,

    /** Resolves when the look that is under way has ended. */
    async stop(): Promise<void> {
      clearInterval(timer);
      await round;
    },
  };
}
