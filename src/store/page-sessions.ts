import type { PageSession } from "../domain/labeling/page-session.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";

/** Who is at work on a page in a browser, by the hash of what their cookie holds. */
export function createPageSessions({ database, now }: StoreContext) {
  return {
    async save(hash: string, { team, person, taskId, purpose }: PageSession, keepMs: number): Promise<void> {
      const row = { hash, team, person, task_id: taskId, purpose, expires_at: now().getTime() + keepMs };
      await writeTransaction(database, async (trx) => {
        await trx.insertInto("page_sessions").values(row).execute();
      });
    },

    /** Undefined when its time is over. */
    async find(hash: string): Promise<PageSession | undefined> {
      const row = await database.db
        .selectFrom("page_sessions")
        .select(["team", "person", "task_id", "purpose"])
        .where("hash", "=", hash)
        .where("expires_at", ">", now().getTime())
        .executeTakeFirst();
      return row && { team: row.team, person: row.person, taskId: row.task_id, purpose: row.purpose };
    },

    /** All that somebody has. */
    async removeOf(team: string, person: string): Promise<void> {
      await writeTransaction(database, async (trx) => {
        await trx.deleteFrom("page_sessions").where("team", "=", team).where("person", "=", person).execute();
      });
    },

    /** Deletes those whose time is over; gives their number. */
    sweep(): Promise<number> {
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("page_sessions")
          .where("expires_at", "<=", now().getTime())
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      });
    },
  };
}
