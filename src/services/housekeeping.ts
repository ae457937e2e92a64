import type { Log } from "../domain/log.ts";

/** How often promises of processes that died, and unanswered requests, are looked for. */
const ROUND_MS = 10_000;
const SWEEP_MS = 3_600_000;

/** Regular work: what was promised and not carried out, what is in doubt, what is kept no longer. */
export function createHousekeeping(deps: {
  submissions: { resumeAbandoned(): Promise<void>; recheckDoubtful(): Promise<void> };
  /** Makes due what a clock that was set back would hold. */
  mendDueTimes: () => Promise<void>;
  /** Deletes what is kept no longer. */
  sweep: () => Promise<unknown>;
  now: () => Date;
  log: Log;
}) {
  const { submissions, mendDueTimes, sweep, now, log } = deps;
  let lastSweep = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  let round: Promise<void> | undefined;

  async function work(): Promise<void> {
    try {
      await mendDueTimes();
      await submissions.resumeAbandoned();
      await submissions.recheckDoubtful();
      if (Math.abs(now().getTime() - lastSweep) < SWEEP_MS) return;
      lastSweep = now().getTime();
      await sweep();
    } catch (err) {
      log.error({ err }, "regular work failed; it is tried again");
    }
  }

  /** One round at a time: while the other side is slow, the next one waits for its turn. */
  function begin(): void {
    round ??= work().finally(() => {
      round = undefined;
    });
  }

  return {
    /** The first round begins at once. */
    start(): void {
      begin();
      timer = setInterval(begin, ROUND_MS);
    },
    /** Resolves when the round under way has ended. */
    async stop(): Promise<void> {
      clearInterval(timer);
      await round;
    },
  };
}
