import type { Haste } from "../domain/task.ts";

/** A time limit that several attempts, or several calls, share. */
export type Deadline = {
  /** Interactive calls are attempted once each. */
  readonly haste: Haste;
  /** Aborts when the time is over. */
  readonly signal: AbortSignal;
  /** The whole limit, in milliseconds, as errors name it. */
  readonly limitMs: number;
  /** Milliseconds left; never below 0. */
  remainingMs(): number;
};

export function createDeadline(limitMs: number, haste: Haste): Deadline {
  const startedAt = performance.now();
  return {
    haste,
    signal: AbortSignal.timeout(Math.max(0, Math.ceil(limitMs))),
    limitMs,
    remainingMs: () => Math.max(0, limitMs - (performance.now() - startedAt)),
  };
}
