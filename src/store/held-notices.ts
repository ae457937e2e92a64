import type { JsonObject } from "../domain/json.ts";
import type { HeldNotice } from "../domain/notifications/kept.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";

/** What is still held so long after its time has lost the event that was to send it. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

type Key = Pick<HeldNotice, "team" | "person" | "role" | "taskId">;

/** Messages that wait for somebody's quiet hours to end or for their digest: one per person, task and role, the newest. */
export function createHeldNotices({ database, now }: StoreContext) {
  return {
    /** Replaces what is held for this person, task and role. */
    hold({ team, person, role, taskId, isDigest, payload, dueAt }: HeldNotice): Promise<void> {
      const row = { is_digest: isDigest ? 1 : 0, payload: JSON.stringify(payload), due_at: dueAt.getTime() };
      return writeTransaction(database, async (trx) => {
        await trx
          .insertInto("held_notices")
          .values({ team, person, role, task_id: taskId, ...row, held_at: now().getTime() })
          .onConflict((conflict) => conflict.columns(["team", "person", "task_id", "role"]).doUpdateSet(row))
          .execute();
      });
    },

    /** What is due for this person, in the order in which it came. */
    async listDue(team: string, person: string): Promise<readonly HeldNotice[]> {
      const rows = await database.db
        .selectFrom("held_notices")
        .select(["role", "task_id", "is_digest", "payload", "due_at"])
        .where("team", "=", team)
        .where("person", "=", person)
        .where("due_at", "<=", now().getTime())
        .orderBy("held_at")
        .orderBy("task_id")
        .orderBy("role")
        .execute();
      return rows.map((row) => ({
        team,
        person,
        role: row.role,
        taskId: row.task_id,
        isDigest: row.is_digest === 1,
        payload: JSON.parse(row.payload) as JsonObject,
        dueAt: new Date(row.due_at),
      }));
    },

    /** Replaces what is held for this person, task and role, to be sent when it was to be; false when nothing is held. */
    replace({ team, person, role, taskId }: Key, payload: JsonObject): Promise<boolean> {
      return writeTransaction(database, async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable("held_notices")
          .set({ payload: JSON.stringify(payload) })
          .where("team", "=", team)
          .where("person", "=", person)
          .where("task_id", "=", taskId)
          .where("role", "=", role)
          .executeTakeFirstOrThrow();
        return numUpdatedRows > 0n;
      });
    },

    /** True when something was held for this person, task and role; it is not sent any more. */
    release({ team, person, role, taskId }: Key): Promise<boolean> {
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("held_notices")
          .where("team", "=", team)
          .where("person", "=", person)
          .where("task_id", "=", taskId)
          .where("role", "=", role)
          .executeTakeFirstOrThrow();
        return numDeletedRows > 0n;
      });
    },

    /** Deletes what is a week overdue; gives the number. */
    sweep(): Promise<number> {
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("held_notices")
          .where("due_at", "<=", now().getTime() - KEPT_MS)
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      });
    },
  };
}
