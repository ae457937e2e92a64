import type { Log } from "../domain/log.ts";

/** What regular work waits for, in milliseconds. */
export const HOUSEKEEPING_TIMES = {
  /** How often promises of processes that died, and unanswered requests, are looked for. */
  round: 10_000,
};

export type HousekeepingTimes = Readonly<typeof HOUSEKEEPING_TIMES>;

const HOUR_MS = 3_600_000;

/** Regular work: every ten seconds, and every hour. What fails is logged, and tried again in the next round. */
export function createHousekeeping(deps: {
  /** What people wait for: what was promised and not carried out, what is in doubt. */
  everyRound: () => Promise<unknown>;
  /** What nobody waits for, as deleting what is kept no longer. The first time in the first round. */
  everyHour: () => Promise<unknown>;
  times: HousekeepingTimes;
  now: () => Date;
  log: Log;
}) {
  const { everyRound, everyHour, times, now, log } = deps;
  let lastHour = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  let round: Promise<void> | undefined;

  async function work(): Promise<void> {
    try {
      await everyRound();
      if (Math.abs(now().getTime() - lastHour) < HOUR_MS) return;
      lastHour = now().getTime();
      await everyHour();
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
      timer = setInterval(begin, times.round);
    },
    /** Resolves when the round under way has ended. */
    async stop(): Promise<void> {
      clearInterval(timer);
      await round;
    },
  };
}
