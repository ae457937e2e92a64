import type { Transaction } from "kysely";
import type { Database } from "./open.ts";
import { retryContention, WRITE_PATIENCE_MS } from "./retry-contention.ts";

/**
 * Runs `work` in one transaction that may write, and gives what it gives. When another writer is in the way, the whole of it
 * is run again after a pause, for up to `patienceMs`; then the engine's error is thrown. So `work` does nothing but query:
 * no calls, no changes of outer state. On SQLite the process has one connection: inside `work` use `trx` alone, for a query
 * through `db` waits for the transaction that waits for it. Stay under 20 ms there; what is longer goes in batches.
 */
export function writeTransaction<Schema, T>(
  database: Pick<Database<Schema>, "db">,
  work: (trx: Transaction<Schema>) => Promise<T>,
  { patienceMs = WRITE_PATIENCE_MS }: { patienceMs?: number } = {},
): Promise<T> {
  return retryContention(() => database.db.transaction().execute(work), patienceMs);
}
