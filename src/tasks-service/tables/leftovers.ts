import { sql } from "kysely";
import type { Engine } from "../../store/engine/open.ts";
import { deleteFirst, matching, type Rows } from "./delete-first.ts";
import type { LeftoverRow, TasksServiceSchema } from "./schema.ts";
import type { Reader, Writer } from "./store.ts";
import { chunksOf } from "./store.ts";
import { bytesOf } from "./weights.ts";

type Kind = LeftoverRow["kind"];
type Part = {
  readonly table: keyof TasksServiceSchema;
  readonly column: string;
  /** Its rows have a body, which may be a file: they are deleted by what they weigh. */
  readonly isHeavy?: true;
};

/** Where rows of a task, a dataset or an app stand, and the column in whose order they are deleted. */
const PARTS: Readonly<Record<Exclude<Kind, "user">, readonly Part[]>> = {
  task: [
    { table: "assignments", column: "input" },
    { table: "annotations", column: "input" },
    { table: "items", column: "input" },
    { table: "votes", column: "input" },
    { table: "open_slots", column: "input" },
    { table: "lapsed", column: "input" },
    { table: "work_counts", column: "worker" },
    { table: "annotation_counts", column: "person" },
    { table: "phase_counts", column: "phase" },
    { table: "review_counts", column: "reviewer" },
    { table: "task_people", column: "person" },
  ],
  dataset: [{ table: "dataset_inputs", column: "place" }],
  // What stands in its tasks and datasets is deleted before it.
  app: [
    { table: "annotations", column: "key", isHeavy: true },
    { table: "inputs", column: "key", isHeavy: true },
    { table: "searches", column: "id", isHeavy: true },
    { table: "concepts", column: "id", isHeavy: true },
    { table: "collaborators", column: "person" },
  ],
};

/** Where somebody stands who is known from elsewhere, too. */
const MENTIONS: readonly (readonly [keyof TasksServiceSchema, string])[] = [
  ["keys", "person"],
  ["apps", "owner"],
  ["collaborators", "person"],
  ["task_people", "person"],
  ["annotations", "person"],
  ["work_counts", "worker"],
  ["review_counts", "reviewer"],
];

/** Notes what is deleted, so that its rows in other tables can be deleted bit by bit. Nobody sees them meanwhile. */
export async function leaveOver(trx: Writer, kind: Kind, keys: readonly number[]): Promise<void> {
  for (const chunk of chunksOf(keys)) {
    await trx
      .insertInto("leftovers")
      .values(chunk.map((key) => ({ kind, key })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** What it takes to look into all tables for rows of one task, in rows. */
const ROWS_PER_LOOK = 200;
/** A body takes as long as so many bytes of rows do: both are pages of the database. */
const BYTES_PER_ROW = 4096;

/** How many rows this transaction may still delete. */
type Budget = { left: number };

/**
 * Deletes the next rows that are left over, about `limit` of them; answers whether nothing is left. On PostgreSQL, where two may clear at
 * once, each takes what the other has not.
 */
export async function clearLeftovers(trx: Writer, engine: Engine, limit: number): Promise<{ isDone: boolean }> {
  for (const budget = { left: limit }; budget.left > 0; budget.left -= ROWS_PER_LOOK) {
    const next = await inOrder(trx)
      .$if(engine === "postgres", (query) => query.forUpdate().skipLocked())
      .executeTakeFirst();
    if (next === undefined) break;
    if (!(await clear(trx, engine, next, budget))) return { isDone: false };
    await trx.deleteFrom("leftovers").where("kind", "=", next.kind).where("key", "=", next.key).execute();
  }
  return { isDone: !(await hasLeftovers(trx)) };
}

/** Whether all of it is deleted. */
async function clear(trx: Writer, engine: Engine, { kind, key }: LeftoverRow, budget: Budget): Promise<boolean> {
  if (kind === "app") return clearApp(trx, engine, key, budget);
  if (kind === "user") return clearUser(trx, key);
  if (!(await clearParts(trx, kind, key, budget))) return false;
  if (kind === "dataset") await trx.deleteFrom("datasets").where("key", "=", key).execute();
  return true;
}

/** A request that had found the app before it was forgotten may write to it until the last of its rows is deleted, and no longer. */
async function clearApp(trx: Writer, engine: Engine, app: number, budget: Budget): Promise<boolean> {
  if (engine === "postgres") await trx.selectFrom("apps").select("key").where("key", "=", app).forUpdate().execute();
  for (const [table, kind] of [
    ["tasks", "task"],
    ["datasets", "dataset"],
  ] as const) {
    for (;;) {
      const first = trx.selectFrom(table).select("key").where("app", "=", app).orderBy("key").limit(1);
      const row = await first.executeTakeFirst();
      if (row === undefined) break;
      if (budget.left <= 0 || !(await clearParts(trx, kind, row.key, budget))) return false;
      await trx.deleteFrom(table).where("key", "=", row.key).execute();
      budget.left -= ROWS_PER_LOOK;
    }
  }
  if (!(await clearParts(trx, "app", app, budget))) return false;
  await trx.deleteFrom("apps").where("key", "=", app).execute();
  return true;
}

async function clearParts(trx: Writer, kind: keyof typeof PARTS, key: number, budget: Budget): Promise<boolean> {
  for (const { table, column: orderBy, isHeavy } of PARTS[kind]) {
    const rows = { table, where: { [kind]: key }, orderBy };
    const limit = Math.max(1, budget.left);
    const { count, cost } = isHeavy ? await weigh(trx, rows, limit) : { count: limit, cost: 0 };
    const { deleted, isCleared } = await deleteFirst(trx, rows, count);
    budget.left -= Math.max(deleted, cost);
    if (!isCleared) return false;
  }
  return true;
}

/** How many of the first rows may be deleted at once, by what their bodies weigh, and how many rows of ordinary size these come to. */
async function weigh(trx: Writer, { table, where, orderBy }: Rows, limit: number) {
  const { rows } = await sql<{ bytes: number }>`
    select ${bytesOf("body")} from ${sql.table(table)} where ${matching(where)} order by ${sql.ref(orderBy)} limit ${limit}`.execute(
    trx,
  );
  let cost = 0;
  for (const [index, { bytes }] of rows.entries()) {
    cost += 1 + Math.floor(bytes / BYTES_PER_ROW);
    if (cost >= limit) return { count: index + 1, cost };
  }
  return { count: limit, cost };
}

/** Deletes somebody of whom nothing else knows; whoever is known stays. While anything else is left over, it may be theirs. */
async function clearUser(trx: Writer, key: number): Promise<boolean> {
  const others = trx.selectFrom("leftovers").select("key").where("kind", "!=", "user").limit(1);
  if ((await others.executeTakeFirst()) !== undefined) return false;
  const isKnown = MENTIONS.map(
    ([table, column]) => sql`exists (select 1 from ${sql.table(table)} where ${sql.ref(column)} = ${key})`,
  );
  await sql`delete from users where key = ${key} and not (${sql.join(isKnown, sql` or `)})`.execute(trx);
  return true;
}

export const hasLeftovers = async (db: Reader): Promise<boolean> => (await firstLeftover(db)) !== undefined;

/** By name: apps come first, and people last. */
const inOrder = (db: Reader) => db.selectFrom("leftovers").selectAll().orderBy("kind").orderBy("key").limit(1);

/** What is cleared away next. */
export const firstLeftover = (db: Reader): Promise<LeftoverRow | undefined> => inOrder(db).executeTakeFirst();
