import { type SqlBool, sql, type Transaction } from "kysely";
import type { MissingTask } from "../domain/elsewhere/missing.ts";
import type { Sighting } from "../domain/elsewhere/own-change.ts";
import type { Doing } from "../domain/history/doings.ts";
import type { StoreContext } from "./context.ts";
import type { Database } from "./engine/open.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { writeDoings } from "./history.ts";
import { DELETED_HERE, type Known, toKnown, toRow } from "./known-task-row.ts";
import type { Schema } from "./schema.ts";
import { type EventToWrite, writeEvents } from "./write-events.ts";

/** Rows that one transaction writes: some KB each where many people are on a task. */
const ROWS_PER_WRITE = 32;
/** Takes 2 ms, or 10 where 200 people are on each task. */
const ROWS_PER_READ = 1_000;
/** By what a look in passing sees that nothing was touched. */
type Mark = Pick<Sighting, "modifiedAt" | "status">;
type Reader = Pick<Transaction<Schema>, "selectFrom">;
/** What tells people of a change, and what is noted of it. */
type ToWrite = {
  readonly events?: readonly EventToWrite[];
  readonly doings?: readonly Doing[];
  /** From now on it is looked at by itself. */
  readonly isFollowed?: boolean;
};
/** Of a task that was not known, the version is absent. */
type Expected = { readonly taskId: string; readonly version?: number };

/** Tasks as people were last told of them, by what the app has told, and by what was found to be changed elsewhere. */
export function createKnownTaskStore(context: StoreContext) {
  const { database } = context;
  const write = async (trx: Transaction<Schema>, { events = [], doings = [] }: ToWrite): Promise<void> => {
    await writeEvents(trx, events, context);
    await writeDoings(trx, doings, context);
  };
  const { db } = database;

  return {
    /** The marks of those of these tasks that are known. */
    async marksOf(team: string, ids: readonly string[]): Promise<ReadonlyMap<string, Mark>> {
      if (ids.length === 0) return new Map();
      const rows = await db
        .selectFrom("known_tasks")
        .select(["task_id", "modified_at", "status"])
        .where("team", "=", team)
        .where("task_id", "in", ids)
        .execute();
      return new Map(
        rows.map((row) => [
          row.task_id,
          { ...(row.modified_at !== null && { modifiedAt: row.modified_at }), status: row.status as Mark["status"] },
        ]),
      );
    },

    find: (team: string, taskId: string): Promise<Known | undefined> => findKnown(db, team, taskId),

    /** Takes over tasks that are not known as they are; nobody is told of them. */
    async adopt(team: string, sightings: readonly Sighting[]): Promise<void> {
      for (let from = 0; from < sightings.length; from += ROWS_PER_WRITE) {
        const rows = sightings.slice(from, from + ROWS_PER_WRITE).map((sighting) => toRow(team, sighting, 1));
        await writeTransaction(database, async (trx) => {
          await trx
            .insertInto("known_tasks")
            .values(rows)
            .onConflict((conflict) => conflict.doNothing())
            .execute();
        });
      }
    },

    /**
     * Keeps a task as it is now, with the events that tell of what has changed and what is noted of it, in one transaction. False, with nothing written, when it
     * is known otherwise by now, or when something that was promised here and concerns it is still under way.
     */
    save(team: string, { version }: Expected, sighting: Sighting, toWrite: ToWrite = {}): Promise<boolean> {
      const { taskId } = sighting;
      return writeTransaction(database, async (trx) => {
        if (await isUnderWay(database, trx, team, taskId)) return false;
        const kept =
          version === undefined
            ? await trx
                .insertInto("known_tasks")
                .values(toRow(team, sighting, 1))
                .onConflict((conflict) => conflict.doNothing())
                .returning("task_id")
                .executeTakeFirst()
            : await trx
                .updateTable("known_tasks")
                .set(toRow(team, sighting, version + 1))
                .where("team", "=", team)
                .where("task_id", "=", taskId)
                .where("version", "=", version)
                .returning("task_id")
                .executeTakeFirst();
        if (kept === undefined) return false;
        await write(trx, toWrite);
        if (toWrite.isFollowed) await follow(trx, team, taskId);
        return true;
      });
    },

    /** The task is gone; otherwise as `save`. */
    remove(team: string, { taskId, version = 0 }: Expected, toWrite: ToWrite): Promise<boolean> {
      return writeTransaction(database, async (trx) => {
        if (await isUnderWay(database, trx, team, taskId)) return false;
        const removed = await trx
          .deleteFrom("known_tasks")
          .where("team", "=", team)
          .where("task_id", "=", taskId)
          .where("version", "=", version)
          .returning("task_id")
          .executeTakeFirst();
        if (removed === undefined) return false;
        await write(trx, toWrite);
        return true;
      });
    },

    /** Whether something that was promised here and concerns this task is not settled yet. */
    isUnderWay: (team: string, taskId: string): Promise<boolean> => isUnderWay(database, db, team, taskId),

    /** When the first round had ended (milliseconds since 1970); undefined before. */
    async watchedSince(team: string): Promise<number | undefined> {
      const row = await db
        .selectFrom("task_index_rounds")
        .select("watched_since")
        .where("team", "=", team)
        .executeTakeFirst();
      return row?.watched_since ?? undefined;
    },

    async count(team: string): Promise<number> {
      const row = await db
        .selectFrom("known_tasks")
        .select(({ fn }) => fn.countAll().as("total"))
        .where("team", "=", team)
        .executeTakeFirstOrThrow();
      return Number(row.total);
    },

    /** Known tasks that this round of the index has not met, without those of which something is still promised here. */
    async listMissing(team: string, round: number): Promise<readonly MissingTask[]> {
      const promises = await openPromises(db, team).select("payload").execute();
      const isPromised = (id: string): boolean => promises.some(({ payload }) => payload.includes(JSON.stringify(id)));
      const missing: MissingTask[] = [];
      for (let after = "", some = await looked(after); some.length > 0; some = await looked(after)) {
        const unmet = some.filter((row) => row.round === null || row.round < round).map(({ task_id }) => task_id);
        missing.push(...(await markOwn(unmet.filter((id) => !isPromised(id)))));
        after = some.at(-1)?.task_id ?? after;
      }
      return missing;

      async function markOwn(ids: readonly string[]): Promise<MissingTask[]> {
        if (ids.length === 0) return [];
        const rows = db
          .selectFrom("known_tasks")
          .select("task_id")
          .where("team", "=", team)
          .where("task_id", "in", ids);
        const deleted = await rows.where(holds(database, "content", DELETED_HERE)).execute();
        const own = new Set(deleted.map(({ task_id }) => task_id));
        return ids.map((taskId) => ({ taskId, isDeletedHere: own.has(taskId) }));
      }

      function looked(id: string) {
        return db
          .selectFrom("known_tasks")
          .leftJoin("task_index", (join) =>
            join.onRef("task_index.team", "=", "known_tasks.team").onRef("task_index.id", "=", "known_tasks.task_id"),
          )
          .select(["known_tasks.task_id", "task_index.round"])
          .where("known_tasks.team", "=", team)
          .where("known_tasks.task_id", ">", id)
          .orderBy("known_tasks.task_id")
          .limit(ROWS_PER_READ)
          .execute();
      }
    },
  };
}

/** Due at once; what is followed already stays as it is. */
async function follow(trx: Transaction<Schema>, team: string, taskId: string): Promise<void> {
  await trx
    .insertInto("followed_tasks")
    .values({ team, task_id: taskId, content: null, version: 0, due_at: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function findKnown(db: Reader, team: string, taskId: string): Promise<Known | undefined> {
  const row = await db
    .selectFrom("known_tasks")
    .select(["content", "version"])
    .where("team", "=", team)
    .where("task_id", "=", taskId)
    .executeTakeFirst();
  return row && toKnown(row);
}

/** By the task's id as it stands in what was promised: it is a field of it, in JSON. */
async function isUnderWay(engine: Pick<Database<Schema>, "engine">, db: Reader, team: string, taskId: string) {
  const row = await openPromises(db, team)
    .select("id")
    .where(holds(engine, "payload", JSON.stringify(taskId)))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** What is promised here and not settled yet; few at a time. */
const openPromises = (db: Reader, team: string) =>
  db
    .selectFrom("submissions")
    .where("status", "in", ["pending", "doubtful"])
    .where("team", "=", team)
    .where("kind", "<>", "request");

function holds({ engine }: Pick<Database<Schema>, "engine">, column: "payload" | "content", text: string) {
  const position = engine === "postgres" ? sql.raw("strpos") : sql.raw("instr");
  return sql<SqlBool>`${position}(${sql.ref(column)}, ${text}) > 0`;
}
