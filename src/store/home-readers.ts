import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";

/** SQLite takes 32,766 parameters in a statement. */
const IDS_PER_QUERY = 1_000;
/** Whoever has not looked for a week gets their Home when they open it again. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/** Who looks at their App Home: only theirs is kept up to date. */
export function createHomeReaders({ database, now }: StoreContext) {
  return {
    noteOpened(team: string, person: string): Promise<void> {
      const opened_at = now().getTime();
      return writeTransaction(database, async (trx) => {
        await trx
          .insertInto("home_readers")
          .values({ team, person, opened_at })
          .onConflict((conflict) => conflict.columns(["team", "person"]).doUpdateSet({ opened_at }))
          .execute();
      });
    },

    /** Those of `people` who have opened their Home lately. */
    async among(team: string, people: readonly string[]): Promise<readonly string[]> {
      const found: string[] = [];
      for (let from = 0; from < people.length; from += IDS_PER_QUERY) {
        const rows = await database.db
          .selectFrom("home_readers")
          .select("person")
          .where("team", "=", team)
          .where("person", "in", people.slice(from, from + IDS_PER_QUERY))
          .where("opened_at", ">", now().getTime() - KEPT_MS)
          .execute();
        for (const { person } of rows) found.push(person);
      }
      return found;
    },

    /** Forgets those who have not opened it for a week; gives their number. */
    sweep(): Promise<number> {
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("home_readers")
          .where("opened_at", "<=", now().getTime() - KEPT_MS)
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      });
    },
  };
}
