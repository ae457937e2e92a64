import type { TaskSummary } from "../domain/lists/task-summary.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { writeTasks } from "./task-index.ts";

/** Rows that one transaction deletes; see `ROWS_PER_WRITE` of the index. */
const ROWS_PER_DELETE = 500;

/**
 * The rounds in which the index is filled by listing all tasks. A round is carried out by one process at a time, and one that
 * was interrupted goes on at the page where it stopped.
 */
export function createTaskIndexRounds({ database, now }: StoreContext) {
  const sideOf = async (team: string): Promise<string | undefined> => {
    const known = database.db.selectFrom("task_index_rounds").select("side").where("team", "=", team);
    return (await known.executeTakeFirst())?.side;
  };

  /** The connection was changed: what is known is of another app, or of another API. */
  async function emptyIndexOfOther(team: string, side: string): Promise<void> {
    const known = await sideOf(team);
    if (known === undefined || known === side) return;
    const some = database.db.selectFrom("task_index").select("id").where("team", "=", team).limit(ROWS_PER_DELETE);
    for (let rows = await some.execute(); rows.length > 0; rows = await some.execute()) {
      // By name: PostgreSQL takes half a second for each `in (select … limit …)`.
      const ids = rows.map(({ id }) => id);
      await writeTransaction(database, async (trx) => {
        await trx.deleteFrom("task_index").where("team", "=", team).where("id", "in", ids).execute();
      });
    }
  }

  return {
    /** Begins or takes up a round when one is due and nobody is at it. An index of another side is emptied first. */
    async claim(team: string, side: string, leaseMs: number): Promise<{ round: number; nextPage: number } | undefined> {
      await emptyIndexOfOther(team, side);
      const time = now().getTime();
      return writeTransaction(database, async (trx) => {
        const fresh = {
          side,
          round: 1,
          page: 0,
          seen: 0,
          completed_at: null,
          due_at: time,
          leased_until: time + leaseMs,
        };
        const known = trx.selectFrom("task_index_rounds").selectAll().where("team", "=", team);
        const row = await (database.engine === "postgres" ? known.forUpdate() : known).executeTakeFirst();
        if (row === undefined) {
          const inserted = await trx
            .insertInto("task_index_rounds")
            .values({ team, ...fresh })
            .onConflict((conflict) => conflict.column("team").doNothing())
            .returning("round")
            .executeTakeFirst();
          return inserted && { round: fresh.round, nextPage: 1 };
        }
        if (row.side !== side) {
          await trx.updateTable("task_index_rounds").set(fresh).where("team", "=", team).execute();
          return { round: fresh.round, nextPage: 1 };
        }
        if (row.due_at > time || row.leased_until > time) return undefined;
        const begun = row.page > 0 ? { round: row.round } : { round: row.round + 1, seen: 0 };
        await trx
          .updateTable("task_index_rounds")
          .set({ ...begun, leased_until: time + leaseMs })
          .where("team", "=", team)
          .execute();
        return { round: begun.round, nextPage: row.page + 1 };
      });
    },

    /** Takes over a page of the listing and renews the lease. False when the round is somebody else's by now. */
    async savePage(
      team: string,
      { round, page, tasks, leaseMs }: { round: number; page: number; tasks: readonly TaskSummary[]; leaseMs: number },
    ): Promise<boolean> {
      // The page counts as read once its tasks are written: who is interrupted in between reads it again.
      await writeTasks(database, team, tasks, round);
      return writeTransaction(database, async (trx) => {
        const updated = await trx
          .updateTable("task_index_rounds")
          .set((eb) => ({ page, seen: eb("seen", "+", tasks.length), leased_until: now().getTime() + leaseMs }))
          .where("team", "=", team)
          .where("round", "=", round)
          .where("page", "=", page - 1)
          .returning("round")
          .executeTakeFirst();
        return updated !== undefined;
      });
    },

    /** Ids of tasks that this round has not met: they are gone, or slipped from one page to another. */
    async listUnseen(team: string, round: number, limit: number): Promise<readonly string[]> {
      const rows = await database.db
        .selectFrom("task_index")
        .select("id")
        .where("team", "=", team)
        .where("round", "<", round)
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },

    /** The end of the listing was reached: all tasks are known. */
    finish(team: string, round: number, nextAt: Date): Promise<void> {
      return writeTransaction(database, async (trx) => {
        await trx
          .updateTable("task_index_rounds")
          .set({ page: 0, completed_at: now().getTime(), due_at: nextAt.getTime(), leased_until: 0 })
          .where("team", "=", team)
          .where("round", "=", round)
          .execute();
      });
    },

    /** Makes a round due now, and the index incomplete until it has ended. */
    restart(team: string): Promise<void> {
      return writeTransaction(database, async (trx) => {
        await trx
          .updateTable("task_index_rounds")
          .set({ completed_at: null, due_at: now().getTime(), seen: 0 })
          .where("team", "=", team)
          .where("page", "=", 0)
          .where("leased_until", "<=", now().getTime())
          .execute();
      });
    },

    /** Leaves the round to whoever comes next. */
    release(team: string, round: number): Promise<void> {
      return writeTransaction(database, async (trx) => {
        await trx
          .updateTable("task_index_rounds")
          .set({ leased_until: 0 })
          .where("team", "=", team)
          .where("round", "=", round)
          .execute();
      });
    },

    /** How many tasks were looked at so far, and whether these were once all. */
    async progress(team: string): Promise<{ isComplete: boolean; seen: number }> {
      const row = await database.db
        .selectFrom("task_index_rounds")
        .select(["seen", "completed_at"])
        .where("team", "=", team)
        .executeTakeFirst();
      return { isComplete: (row?.completed_at ?? null) !== null, seen: row?.seen ?? 0 };
    },
  };
}
