import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";

/** An ack is due within 3 s; a write that cannot begin in two thirds of that fails while somebody can still be told. */
export const WRITE_PATIENCE_MS = 2_000;

const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 200;

/** What has ended well and was rolled back over somebody else's error, since both were to be committed together (`GroupCommit`). */
export class RolledBackWithOthers extends Error {
  override readonly name = "RolledBackWithOthers";
  readonly code = "ROLLED_BACK_WITH_OTHERS";
}

/**
 * That, and serialization_failure, deadlock_detected and lock_not_available (PostgreSQL, appendix A): the transaction may be run again
 * as it is.
 */
const RETRIABLE = new Set<string>([
  "ROLLED_BACK_WITH_OTHERS" satisfies RolledBackWithOthers["code"],
  ...["40001", "40P01", "55P03"],
]);

/** Runs `attempt` again, after growing pauses, while another writer is in its way; after `patienceMs` the engine's error is thrown. */
export async function retryContention<T>(attempt: () => Promise<T>, patienceMs: number): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isContention(error) || performance.now() >= deadline) throw error;
    }
    // Half of the pause is chance, so that two writers do not meet again and again.
    await sleep(pause * (0.5 + Math.random() / 2));
    // Many writers that wait at once, each blocking for SQLite's busy timeout, let their timers run out meanwhile: without a
    // turn the event loop would never leave its timers, and a transaction of this process that needs one would hold its lock.
    await nextTurn();
  }
}

function isContention(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return false;
  // SQLITE_BUSY and its kin (SQLITE_BUSY_SNAPSHOT …): libsql gives the extended code's name.
  return error.code.startsWith("SQLITE_BUSY") || RETRIABLE.has(error.code);
}
