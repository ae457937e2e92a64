import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";

/** As long as the form stands in which one was offered (drafts.ts), and the night after. */
const KEPT_MS = 2 * 24 * 60 * 60 * 1000;

/** What the keys in options stand for: Slack takes 75 characters, and ids may be longer. */
export function createLongValues({ database, now }: StoreContext) {
  return {
    async keep(team: string, values: ReadonlyMap<string, string>): Promise<void> {
      if (values.size === 0) return;
      const expires_at = now().getTime() + KEPT_MS;
      const rows = [...values].map(([key, value]) => ({ team, key, value, expires_at }));
      await writeTransaction(database, async (trx) => {
        await trx
          .insertInto("long_values")
          .values(rows)
          .onConflict((conflict) => conflict.columns(["team", "key"]).doUpdateSet({ expires_at }))
          .execute();
      });
    },

    async find(team: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
      if (keys.length === 0) return new Map();
      const rows = await database.db
        .selectFrom("long_values")
        .select(["key", "value"])
        .where("team", "=", team)
        .where("key", "in", keys)
        .execute();
      return new Map(rows.map(({ key, value }) => [key, value]));
    },

    /** Deletes what is kept no longer; gives the number of rows. */
    sweep(): Promise<number> {
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("long_values")
          .where("expires_at", "<=", now().getTime())
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      });
    },
  };
}
