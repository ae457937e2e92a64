import type { Log } from "../domain/log.ts";

/**
 * What is under way when the app is asked to stop gets this long to end. Whatever Slack and the other side do, journal and
 * outbox keep it for the next start. Below the limit in main.ts, so that the process ends by itself and in peace.
 */
const ENDS_WITHIN_MS = 6_000;

/** Something that works until it is stopped; `stop` resolves when it has ended what it had begun, by that time of `performance.now()`. */
type Worker = { start?(): void; stop(until: number): Promise<void> };

/** What has been opened and started, and ends in reverse order: first all that works, then all that is open. */
export function createLifecycle({ log }: { log: Log }) {
  const closers: (() => Promise<void>)[] = [];
  const workers: { readonly name: string; readonly worker: Worker }[] = [];

  return {
    opened(close: () => Promise<void>): void {
      closers.push(close);
    },

    begin(name: string, worker: Worker): void {
      worker.start?.();
      workers.push({ name, worker });
    },

    async stop(until = performance.now() + ENDS_WITHIN_MS): Promise<void> {
      for (let last = workers.pop(); last; last = workers.pop()) {
        if (await endsBefore(until, last.worker.stop(until))) continue;
        const work = last.name;
        log.warn({ work }, "stopping before this has ended: what was promised goes on at the next start");
      }
      for (let close = closers.pop(); close; close = closers.pop()) await close();
    },
  };
}

/** Whether the work ends before this time of `performance.now()`; rejects when it fails before. */
async function endsBefore(until: number, work: Promise<void>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeIsUp = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), until - performance.now());
  });
  try {
    return await Promise.race([work.then(() => true), timeIsUp]);
  } finally {
    clearTimeout(timer);
  }
}
