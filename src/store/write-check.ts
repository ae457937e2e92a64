import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";

/** A write waits for the disk, and whoever can reach the app may ask. */
const ASKED_ANEW_AFTER_MS = 1_000;
/** Below the two seconds within which whoever watches the app is answered (health-routes.ts). */
const PATIENCE_MS = 1_000;
/** The row that is written; `seen_events` holds ids that are worth nothing after their time. */
const ID = "write-check";

/** Rejects when nothing can be written: the disk is full, or mounted to be read only, or the database is a standby. */
export function createWriteCheck({ database, now }: StoreContext): () => Promise<void> {
  let last: { readonly at: number; readonly outcome: Promise<void> } | undefined;

  const write = (): Promise<void> =>
    writeTransaction(
      database,
      async (trx) => {
        const expires_at = now().getTime();
        await trx
          .insertInto("seen_events")
          .values({ id: ID, expires_at })
          .onConflict((conflict) => conflict.column("id").doUpdateSet({ expires_at }))
          .execute();
      },
      { patienceMs: PATIENCE_MS },
    );

  return () => {
    const at = performance.now();
    if (!last || at - last.at >= ASKED_ANEW_AFTER_MS) last = { at, outcome: write() };
    return last.outcome;
  };
}
