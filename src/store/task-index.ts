import { type Expression, type ExpressionBuilder, type Selectable, type SqlBool, sql, type Transaction } from "kysely";
import { foldName, looseName } from "../domain/fold-name.ts";
import type { TaskSummary } from "../domain/lists/task-summary.ts";
import type { TaskCriteria } from "../domain/task-criteria.ts";
import type { StoreContext } from "./context.ts";
import type { Database } from "./engine/open.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import type { Schema } from "./schema.ts";

/** Takes 2 ms, or 5 with 200 workers in each task: a write transaction may hold up the process for 20. */
const ROWS_PER_WRITE = 32;
/** What is shown of a name is far shorter; what is searched need not be longer than a name can be typed. */
const NAME_KEPT = 3_000;

type Row = Schema["task_index"];
type Part = Expression<SqlBool>;

/** What the app knows of the tasks on the other side: those that passed, and those that were listed (see `task-index-rounds.ts`). */
export function createTaskIndexStore({ database }: StoreContext) {
  const { db } = database;
  const position = database.engine === "postgres" ? sql.raw("strpos") : sql.raw("instr");
  const holds = (column: string, text: string): Part => sql<SqlBool>`${position}(${sql.ref(column)}, ${text}) > 0`;

  /** A text of emoji alone has no loose form; the name that it is meant for may hold quotes all the same, which a command loses. */
  function holdsUnquoted(text: string): Part[] {
    const bare = foldName(foldName(text).replaceAll(/['"]/gu, ""));
    const unquoted = sql`replace(replace(replace(folded_name, '"', ''), '''', ''), '  ', ' ')`;
    return bare === "" ? [] : [sql<SqlBool>`${position}(${unquoted}, ${bare}) > 0`];
  }

  function partsOf(eb: ExpressionBuilder<Schema, "task_index">, criteria: TaskCriteria): Part[] {
    const { types, statuses, reviews, priorities, workers, reviewers, userGroups, creators, involved } = criteria;
    const [text, name] = [criteria.text, criteria.name].map((each) => each && withoutNul(each));
    const anyOf = (column: "workers" | "reviewers" | "user_groups", ids: readonly string[]) =>
      eb.or(ids.map((id) => holds(column, JSON.stringify(id))));
    const parts: Part[] = [];
    if (types) parts.push(eb("type", "in", types));
    if (statuses) parts.push(eb("status", "in", statuses));
    if (reviews) parts.push(eb("review", "in", reviews));
    if (priorities) {
      const anyPriority = priorities.map((each) =>
        each === "NONE" ? eb("priority", "is", null) : eb("priority", "=", each),
      );
      parts.push(eb.or(anyPriority));
    }
    if (workers) parts.push(anyOf("workers", workers));
    if (reviewers) parts.push(anyOf("reviewers", reviewers));
    if (userGroups) parts.push(anyOf("user_groups", userGroups));
    if (creators) parts.push(eb("creator", "in", creators));
    if (name !== undefined) parts.push(eb("folded_name", "=", foldName(name)));
    if (text !== undefined) {
      const beginsId: Part = sql<SqlBool>`lower(substr(id, 1, ${text.length})) = ${text.toLowerCase()}`;
      const loose = looseName(text);
      const otherwise = loose === "" ? holdsUnquoted(text) : [holds("loose_name", loose)];
      parts.push(eb.or([holds("folded_name", foldName(text)), beginsId, ...otherwise]));
    }
    if (involved) {
      const { person, accounts } = involved;
      parts.push(eb.or([eb("creator", "=", person), anyOf("workers", accounts), anyOf("reviewers", accounts)]));
    }
    return parts;
  }

  return {
    /** Takes tasks over as they are now; one that is known in a newer state stays as it is. */
    async note(team: string, tasks: readonly TaskSummary[]): Promise<void> {
      const rounds = db.selectFrom("task_index_rounds").select("round").where("team", "=", team);
      await writeTasks(database, team, tasks, (await rounds.executeTakeFirst())?.round ?? 0);
    },

    /** Takes out tasks that do not exist any more. */
    async forget(team: string, ids: readonly string[]): Promise<void> {
      for (let from = 0; from < ids.length; from += ROWS_PER_WRITE) {
        const some = ids.slice(from, from + ROWS_PER_WRITE);
        await writeTransaction(database, async (trx) => {
          await trx.deleteFrom("task_index").where("team", "=", team).where("id", "in", some).execute();
        });
      }
    },

    async find(team: string, id: string): Promise<TaskSummary | undefined> {
      const row = await db
        .selectFrom("task_index")
        .selectAll()
        .where("team", "=", team)
        .where("id", "=", withoutNul(id))
        .executeTakeFirst();
      return row && toSummary(row);
    },

    /** The tasks that meet the criteria, the last changed first, and how many there are in all. */
    async search(
      team: string,
      criteria: TaskCriteria,
      { offset, limit }: { offset: number; limit: number },
    ): Promise<{ tasks: readonly TaskSummary[]; total: number }> {
      const matching = db
        .selectFrom("task_index")
        .where("team", "=", team)
        .where((eb) => eb.and(partsOf(eb, criteria)));
      const { total } = await matching.select(({ fn }) => fn.countAll().as("total")).executeTakeFirstOrThrow();
      const rows = await matching
        .selectAll()
        .orderBy("modified_ms", "desc")
        .orderBy("id")
        .offset(offset)
        .limit(limit)
        .execute();
      return { tasks: rows.map(toSummary), total: Number(total) };
    },
  };
}

/** Writes tasks as seen in this round, in several transactions. */
async function writeTasks(
  database: Database<Schema>,
  team: string,
  tasks: readonly TaskSummary[],
  round: number,
): Promise<void> {
  // PostgreSQL does not take the same row twice in one statement.
  const rows = [...new Map(tasks.map((task) => [task.id, toRow(team, task, round)])).values()];
  for (let from = 0; from < rows.length; from += ROWS_PER_WRITE) {
    const some = rows.slice(from, from + ROWS_PER_WRITE);
    await writeTransaction(database, (trx) => writeRows(trx, some));
  }
}

/** Writes tasks as a round has listed them: of those that are as they are known, only that they were met. */
export async function writeListed(
  database: Database<Schema>,
  team: string,
  tasks: readonly TaskSummary[],
  round: number,
): Promise<void> {
  for (let from = 0; from < tasks.length; from += ROWS_PER_WRITE) {
    const some = tasks.slice(from, from + ROWS_PER_WRITE);
    const known = await findAsText(
      database,
      team,
      some.map(({ id }) => id),
    );
    const isAsKnown = (task: TaskSummary): boolean => known.get(task.id) === JSON.stringify(task);
    const same = some.filter(isAsKnown).map(({ id }) => id);
    if (same.length > 0)
      await writeTransaction(database, async (trx) => {
        await trx.updateTable("task_index").set({ round }).where("team", "=", team).where("id", "in", same).execute();
      });
    await writeTasks(
      database,
      team,
      some.filter((task) => !isAsKnown(task)),
      round,
    );
  }
}

/** What is known of tasks, in a form of which two are the same where nothing differs. */
async function findAsText(
  { db }: Database<Schema>,
  team: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.selectFrom("task_index").selectAll().where("team", "=", team).where("id", "in", ids).execute();
  return new Map(rows.map((row) => [row.id, JSON.stringify(toSummary(row))]));
}

async function writeRows(trx: Transaction<Schema>, rows: readonly Row[]): Promise<void> {
  await trx
    .insertInto("task_index")
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(["team", "id"])
        .doUpdateSet((eb) => ({
          name: eb.ref("excluded.name"),
          folded_name: eb.ref("excluded.folded_name"),
          loose_name: eb.ref("excluded.loose_name"),
          type: eb.ref("excluded.type"),
          status: eb.ref("excluded.status"),
          review: eb.ref("excluded.review"),
          priority: eb.ref("excluded.priority"),
          workers: eb.ref("excluded.workers"),
          reviewers: eb.ref("excluded.reviewers"),
          user_groups: eb.ref("excluded.user_groups"),
          creator: eb.ref("excluded.creator"),
          modified_at: eb.ref("excluded.modified_at"),
          modified_ms: eb.ref("excluded.modified_ms"),
          round: eb.ref("excluded.round"),
        }))
        .whereRef("excluded.modified_ms", ">=", "task_index.modified_ms"),
    )
    .execute();
}

function toRow(team: string, task: TaskSummary, round: number): Row {
  const name = withoutNul(task.name).slice(0, NAME_KEPT);
  const time = Date.parse(task.modifiedAt ?? "");
  return {
    team,
    id: task.id,
    name,
    folded_name: foldName(name),
    loose_name: looseName(name),
    round,
    type: task.type,
    status: task.status,
    review: task.review,
    priority: task.priority ?? null,
    workers: JSON.stringify(task.workers),
    reviewers: JSON.stringify(task.reviewers),
    user_groups: JSON.stringify(task.userGroups ?? []),
    creator: task.creator === undefined ? null : withoutNul(task.creator),
    modified_at: task.modifiedAt === undefined ? null : withoutNul(task.modifiedAt),
    modified_ms: Number.isNaN(time) ? 0 : time,
  };
}

function userGroupsIn(json: string): Pick<TaskSummary, "userGroups"> {
  const userGroups = JSON.parse(json) as string[];
  return userGroups.length > 0 ? { userGroups } : {};
}

/** A name made elsewhere may hold what no engine keeps. */
const withoutNul = (text: string): string => text.replaceAll("\0", "");

const toSummary = (row: Selectable<Row>): TaskSummary => ({
  id: row.id,
  name: row.name,
  type: row.type,
  status: row.status,
  review: row.review,
  ...(row.priority !== null && { priority: row.priority }),
  workers: JSON.parse(row.workers) as string[],
  reviewers: JSON.parse(row.reviewers) as string[],
  ...userGroupsIn(row.user_groups),
  ...(row.creator !== null && { creator: row.creator }),
  ...(row.modified_at !== null && { modifiedAt: row.modified_at }),
});
