import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";

/** Ids of what Slack has delivered: it delivers again when an answer was late, up to minutes later and to any replica. */
export function createSeenEvents({ database, now }: StoreContext) {
  return {
    /** True for the first to ask about this id within `keepMs`. */
    firstSeen(id: string, keepMs: number): Promise<boolean> {
      const time = now().getTime();
      return writeTransaction(database, async (trx) => {
        const inserted = await trx
          .insertInto("seen_events")
          .values({ id, expires_at: time + keepMs })
          .onConflict((conflict) =>
            conflict
              .column("id")
              .doUpdateSet({ expires_at: time + keepMs })
              .where("seen_events.expires_at", "<=", time),
          )
          .returning("id")
          .executeTakeFirst();
        return inserted !== undefined;
      });
    },

    async forget(id: string): Promise<void> {
      await writeTransaction(database, (trx) => trx.deleteFrom("seen_events").where("id", "=", id).execute());
    },

    /** Deletes ids that need not be remembered any more; gives their number. */
    sweep(): Promise<number> {
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("seen_events")
          .where("expires_at", "<=", now().getTime())
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      });
    },
  };
}
