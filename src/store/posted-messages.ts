import type { PostedMessage } from "../domain/notifications/kept.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";

/** The one live message per person, task and role, so that it can be edited. */
export function createPostedMessageStore({ database, now }: StoreContext) {
  const select = (team: string, taskId: string) =>
    database.db
      .selectFrom("posted_messages")
      .select(["team", "task_id as taskId", "person", "role", "channel", "ts"])
      .where("team", "=", team)
      .where("task_id", "=", taskId);

  return {
    /** Replaces the message that was remembered for this person, task and role. */
    save({ team, taskId, person, role, channel, ts, givenBy }: PostedMessage): Promise<void> {
      const where = { channel, ts, saved_at: now().getTime(), given_by: givenBy ?? null };
      return writeTransaction(database, async (trx) => {
        await trx
          .insertInto("posted_messages")
          .values({ team, task_id: taskId, person, role, ...where })
          .onConflict((conflict) => conflict.columns(["team", "task_id", "person", "role"]).doUpdateSet(where))
          .execute();
      });
    },

    find(
      team: string,
      taskId: string,
      person: string,
      role: PostedMessage["role"],
    ): Promise<PostedMessage | undefined> {
      return select(team, taskId).where("person", "=", person).where("role", "=", role).executeTakeFirst();
    },

    /** Who has given the task to this person in this role, and when that was told them. */
    async findGiven(
      team: string,
      taskId: string,
      person: string,
      role: PostedMessage["role"],
    ): Promise<{ by?: string; at: Date } | undefined> {
      const row = await database.db
        .selectFrom("posted_messages")
        .select(["given_by", "saved_at"])
        .where("team", "=", team)
        .where("task_id", "=", taskId)
        .where("person", "=", person)
        .where("role", "=", role)
        .executeTakeFirst();
      return row && { ...(row.given_by !== null && { by: row.given_by }), at: new Date(Number(row.saved_at)) };
    },

    remove({ team, taskId, person, role }: Omit<PostedMessage, "channel" | "ts">): Promise<void> {
      return writeTransaction(database, async (trx) => {
        await trx
          .deleteFrom("posted_messages")
          .where("team", "=", team)
          .where("task_id", "=", taskId)
          .where("person", "=", person)
          .where("role", "=", role)
          .execute();
      });
    },

    listForTask(team: string, taskId: string): Promise<readonly PostedMessage[]> {
      return select(team, taskId).orderBy("person").orderBy("role").execute();
    },
  };
}
