import type { PostedCard } from "../domain/notifications/kept.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";

/** Whoever looks back further than this reads how it was then. */
const KEPT_MS = 365 * 24 * 60 * 60 * 1000;

/** The copies of tasks' cards that the app has posted, so that they can be kept up to date. */
export function createPostedCardStore({ database, now }: StoreContext) {
  return {
    /** Remembers a copy; one that is known already is only renewed. */
    save({ team, taskId, channel, ts, url }: PostedCard): Promise<void> {
      const row = { url: url ?? "", posted_at: now().getTime() };
      return writeTransaction(database, async (trx) => {
        await trx
          .insertInto("posted_cards")
          .values({ team, task_id: taskId, channel, ts, ...row })
          .onConflict((conflict) => conflict.columns(["team", "task_id", "channel", "ts"]).doUpdateSet(row))
          .execute();
      });
    },

    async listForTask(team: string, taskId: string): Promise<readonly PostedCard[]> {
      const rows = await database.db
        .selectFrom("posted_cards")
        .select(["channel", "ts", "url"])
        .where("team", "=", team)
        .where("task_id", "=", taskId)
        .orderBy("posted_at", "desc")
        .execute();
      return rows.map(({ url, ...where }) => ({ team, taskId, ...where, ...(url !== "" && { url }) }));
    },

    remove({ team, taskId, channel, ts }: PostedCard): Promise<void> {
      return writeTransaction(database, async (trx) => {
        await trx
          .deleteFrom("posted_cards")
          .where("team", "=", team)
          .where("task_id", "=", taskId)
          .where("channel", "=", channel)
          .where("ts", "=", ts)
          .execute();
      });
    },

    /** Deletes copies of more than a year ago; gives their number. */
    sweep(): Promise<number> {
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("posted_cards")
          .where("posted_at", "<=", now().getTime() - KEPT_MS)
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      });
    },
  };
}
