import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";

/** What waited since then was asked anew by later ones. */
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;

type Key = { readonly team: string; readonly person: string; readonly taskId: string };
type Where = { readonly channel: string; readonly ts: string };

/** The message in which each reviewer was last asked to review a task, so that it says how many labels wait by now. */
export function createReviewAskStore({ database, now }: StoreContext) {
  return {
    /** Replaces the one that was remembered. */
    async save({ team, person, taskId }: Key, { channel, ts }: Where): Promise<void> {
      const where = { channel, ts, asked_at: now().getTime() };
      await writeTransaction(database, async (trx) => {
        await trx
          .insertInto("review_asks")
          .values({ team, task_id: taskId, person, ...where })
          .onConflict((conflict) => conflict.columns(["team", "task_id", "person"]).doUpdateSet(where))
          .execute();
      });
    },

    find: ({ team, person, taskId }: Key): Promise<Where | undefined> =>
      database.db
        .selectFrom("review_asks")
        .select(["channel", "ts"])
        .where("team", "=", team)
        .where("task_id", "=", taskId)
        .where("person", "=", person)
        .executeTakeFirst(),

    /** Deletes those of more than three months ago; gives their number. */
    sweep(): Promise<number> {
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("review_asks")
          .where("asked_at", "<=", now().getTime() - KEPT_MS)
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      });
    },
  };
}
