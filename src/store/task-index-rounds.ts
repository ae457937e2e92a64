import type { Transaction } from "kysely";
import type { TaskSummary } from "../domain/lists/task-summary.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import type { Schema } from "./schema.ts";
import { writeListed } from "./task-index.ts";

/** Rows that one transaction deletes; see `ROWS_PER_WRITE` of the index. */
const ROWS_PER_DELETE = 500;

/**
 * The rounds in which the index is filled by listing all tasks. A round is carried out by one process at a time, and one that
 * was interrupted goes on at the page where it stopped.
 */
export function createTaskIndexRounds(context: StoreContext) {
  const { database, now } = context;
  const sideOf = async (team: string): Promise<string | undefined> => {
    const known = database.db.selectFrom("task_index_rounds").select("side").where("team", "=", team);
    return (await known.executeTakeFirst())?.side;
  };

  /** The connection was changed: what is known is of another app, or of another API. */
  async function emptyIndexOfOther(team: string, side: string): Promise<void> {
    const known = await sideOf(team);
    if (known === undefined || known === side) return;
    const { db } = database;
    await deleteSome(
      () => db.selectFrom("task_index").select("id").where("team", "=", team).limit(ROWS_PER_DELETE).execute(),
      (trx, ids) => trx.deleteFrom("task_index").where("team", "=", team).where("id", "in", ids).execute(),
    );
    await deleteSome(
      () =>
        db.selectFrom("known_tasks").select("task_id as id").where("team", "=", team).limit(ROWS_PER_DELETE).execute(),
      (trx, ids) => trx.deleteFrom("known_tasks").where("team", "=", team).where("task_id", "in", ids).execute(),
    );
  }

  /** By name: PostgreSQL takes half a second for each `in (select … limit …)`. */
  async function deleteSome(
    some: () => Promise<readonly { id: string }[]>,
    remove: (trx: Transaction<Schema>, ids: readonly string[]) => Promise<unknown>,
  ): Promise<void> {
    for (let rows = await some(); rows.length > 0; rows = await some()) {
      const ids = rows.map(({ id }) => id);
      await writeTransaction(database, (trx) => remove(trx, ids));
    }
  }

  return {
    /** Begins or takes up a round when one is due and nobody is at it. An index of another side is emptied first. */
    async claim(
      team: string,
      side: string,
      leaseMs: number,
    ): Promise<{ round: number; nextPage: number; isFirst: boolean; failures: number } | undefined> {
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
          watched_since: null,
          taking_over: 1,
          failures: 0,
          missing_at: null,
          missing_answer: null,
        };
        const begunAnew = { round: fresh.round, nextPage: 1, isFirst: true, failures: 0 };
        const known = trx.selectFrom("task_index_rounds").selectAll().where("team", "=", team);
        const row = await (database.engine === "postgres" ? known.forUpdate() : known).executeTakeFirst();
        if (row === undefined) {
          const inserted = await trx
            .insertInto("task_index_rounds")
            .values({ team, ...fresh })
            .onConflict((conflict) => conflict.column("team").doNothing())
            .returning("round")
            .executeTakeFirst();
          return inserted && begunAnew;
        }
        if (row.side !== side) {
          await trx.updateTable("task_index_rounds").set(fresh).where("team", "=", team).execute();
          return begunAnew;
        }
        if (row.due_at > time || row.leased_until > time) return undefined;
        const isFirst = row.watched_since === null;
        // Begun by a version that took nothing over: its pages are read once more.
        const isWanting = isFirst && row.taking_over !== row.round;
        const goesOn = row.page > 0 && !isWanting;
        const next = row.round + 1;
        const begun = goesOn
          ? { round: row.round }
          : { round: next, seen: 0, page: 0, ...(isFirst && { taking_over: next }) };
        await trx
          .updateTable("task_index_rounds")
          .set({ ...begun, leased_until: time + leaseMs })
          .where("team", "=", team)
          .execute();
        return { round: begun.round, nextPage: goesOn ? row.page + 1 : 1, isFirst, failures: Number(row.failures) };
      });
    },

    /** Takes over a page of the listing and renews the lease. False when the round is somebody else's by now. */
    async savePage(
      team: string,
      { round, page, tasks, leaseMs }: { round: number; page: number; tasks: readonly TaskSummary[]; leaseMs: number },
    ): Promise<boolean> {
      // The page counts as read once its tasks are written: who is interrupted in between reads it again.
      await writeListed(database, team, tasks, round);
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

    /** Prolongs the lease. False when the round is somebody else's by now. */
    async renew(team: string, round: number, leaseMs: number): Promise<boolean> {
      const renewed = await writeTransaction(database, (trx) =>
        trx
          .updateTable("task_index_rounds")
          .set({ leased_until: now().getTime() + leaseMs })
          .where("team", "=", team)
          .where("round", "=", round)
          .returning("round")
          .executeTakeFirst(),
      );
      return renewed !== undefined;
    },

    /** Much is new: the index is incomplete until this round has listed all. */
    fallBehind(team: string, round: number): Promise<void> {
      return writeTransaction(database, async (trx) => {
        await trx
          .updateTable("task_index_rounds")
          .set({ completed_at: null })
          .where("team", "=", team)
          .where("round", "=", round)
          .execute();
      });
    },

    /** The end of the listing was reached: all tasks are in the index. True where it was incomplete until then. */
    async complete(team: string, round: number): Promise<boolean> {
      const completed = await writeTransaction(database, (trx) =>
        trx
          .updateTable("task_index_rounds")
          .set({ completed_at: now().getTime() })
          .where("team", "=", team)
          .where("round", "=", round)
          .where("completed_at", "is", null)
          .returning("team")
          .executeTakeFirst(),
      );
      return completed !== undefined;
    },

    /** A round has ended: people are told of changes from now on. */
    finish(team: string, round: number, nextAt: Date): Promise<void> {
      const time = now().getTime();
      return writeTransaction(database, async (trx) => {
        await trx
          .updateTable("task_index_rounds")
          .set((eb) => ({
            page: 0,
            due_at: nextAt.getTime(),
            leased_until: 0,
            failures: 0,
            watched_since: eb.fn.coalesce("watched_since", eb.val(time)),
          }))
          .where("team", "=", team)
          .where("round", "=", round)
          .execute();
      });
    },

    /** Leaves the round to whoever comes next, where it stopped or, with all pages listed, from the beginning; after a failure not before a time. */
    release(
      team: string,
      round: number,
      { isListed, failedUntil }: { readonly isListed: boolean; readonly failedUntil?: Date },
    ): Promise<void> {
      return writeTransaction(database, async (trx) => {
        await trx
          .updateTable("task_index_rounds")
          .set((eb) => ({
            leased_until: 0,
            ...(isListed && { page: 0 }),
            ...(failedUntil && { due_at: failedUntil.getTime(), failures: eb("failures", "+", 1) }),
          }))
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
