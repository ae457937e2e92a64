import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";

/** Who is changing which task at this moment, in all replicas: leases, so that a process that dies holds nobody up for long. */
export function createTaskTurns({ database, now, newId }: StoreContext) {
  return {
    /** Takes the turn on a task for `leaseMs`, and gives the token to end it with; undefined while somebody else has it. */
    take(taskId: string, leaseMs: number): Promise<string | undefined> {
      const time = now().getTime();
      const mine = { token: newId(), expires_at: time + leaseMs };
      return writeTransaction(database, async (trx) => {
        const taken = await trx
          .insertInto("task_turns")
          .values({ task_id: taskId, ...mine })
          .onConflict((conflict) =>
            conflict.column("task_id").doUpdateSet(mine).where("task_turns.expires_at", "<=", time),
          )
          .returning("token")
          .executeTakeFirst();
        return taken?.token;
      });
    },

    /** Prolongs a turn; false where its lease was over and somebody else has had the task since. */
    renew(taskId: string, token: string, leaseMs: number): Promise<boolean> {
      return writeTransaction(database, async (trx) => {
        const renewed = await trx
          .updateTable("task_turns")
          .set({ expires_at: now().getTime() + leaseMs })
          .where("task_id", "=", taskId)
          .where("token", "=", token)
          .returning("token")
          .executeTakeFirst();
        return renewed !== undefined;
      });
    },

    /** Ends a turn; one whose lease was over, and which somebody else has by now, is left alone. */
    end(taskId: string, token: string): Promise<void> {
      return writeTransaction(database, async (trx) => {
        await trx.deleteFrom("task_turns").where("task_id", "=", taskId).where("token", "=", token).execute();
      });
    },

    /** Deletes turns that were never ended; gives their number. */
    sweep(): Promise<number> {
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("task_turns")
          .where("expires_at", "<=", now().getTime())
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      });
    },
  };
}
