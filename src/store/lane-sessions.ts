import type { Transaction } from "kysely";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { columnsOf, type Lane } from "./lane-queue.ts";
import type { Schema } from "./schema.ts";

/** Where people are in their tasks: one row for each person and task. */
export function createLaneSessions<Session extends object>(
  { database, now }: Pick<StoreContext, "database" | "now">,
  table: "labeling_sessions" | "reviewing_sessions",
) {
  const { db, engine } = database;

  /** One who changes something of a lane after the other: each is to see what the one before has left. */
  async function lockSession(trx: Transaction<Schema>, lane: Lane): Promise<{ readonly content: string } | undefined> {
    const row = trx
      .selectFrom(table)
      .select("content")
      .where((of) => of.and(columnsOf(lane)));
    return (engine === "postgres" ? row.forUpdate() : row).executeTakeFirst();
  }

  async function put(trx: Transaction<Schema>, lane: Lane, session: Session): Promise<void> {
    const content = JSON.stringify(session);
    const saved_at = now().getTime();
    await trx
      .insertInto(table)
      .values({ ...columnsOf(lane), content, saved_at })
      .onConflict((conflict) => conflict.columns(["team", "person", "task_id"]).doUpdateSet({ content, saved_at }))
      .execute();
  }

  return {
    lockSession,

    async findSession(lane: Lane): Promise<Session | undefined> {
      const row = await db
        .selectFrom(table)
        .select("content")
        .where((of) => of.and(columnsOf(lane)))
        .executeTakeFirst();
      return row && JSON.parse(row.content);
    },

    saveSession: (lane: Lane, session: Session): Promise<void> =>
      writeTransaction(database, (trx) => put(trx, lane, session)),

    /** Puts what `make` makes of what is there (undefined where nothing is) in its place, one after the other; gives it. */
    replaceSession(lane: Lane, make: (session: Session | undefined) => Session): Promise<Session> {
      return writeTransaction(database, async (trx) => {
        const row = await lockSession(trx, lane);
        const session = make(row && JSON.parse(row.content));
        await put(trx, lane, session);
        return session;
      });
    },

    /** Everybody's who has begun with a task. */
    async lanesOf({ team, taskId }: Pick<Lane, "team" | "taskId">): Promise<readonly Lane[]> {
      const rows = await db
        .selectFrom(table)
        .select("person")
        .where("team", "=", team)
        .where("task_id", "=", taskId)
        .execute();
      return rows.map(({ person }) => ({ team, person, taskId }));
    },

    /** Makes another of what is there, and gives it; nothing where there is none. */
    changeSession(lane: Lane, change: (session: Session) => Session): Promise<Session | undefined> {
      return writeTransaction(database, async (trx) => {
        const row = await lockSession(trx, lane);
        if (!row) return undefined;
        const session = change(JSON.parse(row.content));
        await trx
          .updateTable(table)
          .set({ content: JSON.stringify(session) })
          .where((of) => of.and(columnsOf(lane)))
          .execute();
        return session;
      });
    },
  };
}
