import { isDeepStrictEqual } from "node:util";
import { sql } from "kysely";
import { listApplied } from "../engine/list-applied.ts";
import { migrateWithin, NewerDatabaseError } from "../engine/migrate.ts";
import { describeTables } from "./describe-tables.ts";
import { putOffForeignKeys } from "./foreign-keys.ts";
import type { Item, Row, TableShape } from "./item.ts";
import { enter, type Scope } from "./scope.ts";

/** Below the limits of a statement: 32,766 on SQLite, 65,535 on PostgreSQL. */
const PARAMETERS_PER_STATEMENT = 20_000;

/** What is to be filled holds something already. */
export class NotEmptyError extends Error {
  override readonly name = "NotEmptyError";
}

/** What is read has other tables than this program makes, though it says that it is of the same version. */
class OtherTablesError extends Error {
  override readonly name = "OtherTablesError";
}

export type FillOptions = {
  /** Remove what is there; else what holds rows is refused with a `NotEmptyError`. */
  readonly replace: boolean;
  /** Told after every batch: of which table, and how many of its rows it was. */
  readonly onProgress: (part: string, table: string, rows: number) => void;
};

/** Writes what is read into the parts of these names: first their tables, as they were at the version that is read. */
export async function fill(scopes: readonly Scope[], items: AsyncIterable<Item>, options: FillOptions): Promise<void> {
  let part: FilledPart | undefined;
  for await (const item of items) {
    if ("part" in item) {
      await part?.end();
      const scope = scopes.find((each) => each.part.name === item.part);
      if (scope === undefined) throw new Error(`There is no part with the name ${item.part}`);
      part = await beginPart(scope, item.version, options);
    } else if ("table" in item) part?.beginTable(item.table);
    else await part?.write(item.rows);
  }
  await part?.end();
}

type FilledPart = Awaited<ReturnType<typeof beginPart>>;

async function beginPart(scope: Scope, version: number, { replace, onProgress }: FillOptions) {
  const { name, migrations } = scope.part;
  if (version > migrations.length) throw new NewerDatabaseError(version, migrations.length);
  await enter(scope);
  await makeTables(scope, version, replace);
  const putBackForeignKeys = await putOffForeignKeys(scope);
  const own = new Map((await describeTables(scope)).map((shape) => [shape.name, shape]));
  const begun: TableShape[] = [];

  return {
    beginTable(table: TableShape): void {
      if (!isDeepStrictEqual(formOf(own.get(table.name)), formOf(table)))
        throw new OtherTablesError(`${name} has a table ${table.name} that this program does not know so`);
      begun.push(table);
    },

    async write(rows: readonly Row[]): Promise<void> {
      const table = begun.at(-1);
      if (table === undefined) throw new Error("Rows came before their table");
      await insertRows(scope, table, rows);
      onProgress(name, table.name, rows.length);
    },

    async end(): Promise<void> {
      for (const { name: table } of begun) own.delete(table);
      const [missing] = own.keys();
      if (missing !== undefined) throw new OtherTablesError(`${name} lacks the table ${missing}`);
      await putBackForeignKeys();
      for (const table of begun) await setCounter(scope, table);
    },
  };
}

/** All but the last number of a counter, which grows. */
const formOf = (table: TableShape | undefined) =>
  table && { columns: table.columns, key: table.key, counter: table.counter?.column };

/** Leaves the tables of the version, without a row. */
async function makeTables(scope: Scope, version: number, replace: boolean): Promise<void> {
  const { engine, trx } = scope;
  const { name, migrations } = scope.part;
  const before = await countRows(scope);
  if (before.size > 0 && (await listApplied(trx, engine)).length === 0)
    throw new NotEmptyError(`${name} has tables that are not of Labeldesk`);
  for (const table of before.keys())
    await sql`drop table ${sql.table(table)}${sql.raw(engine === "postgres" ? " cascade" : "")}`.execute(trx);
  await migrateWithin(trx, engine, migrations.slice(0, version));
  const after = await countRows(scope);
  // Some tables are made with rows in them.
  const holdsMore = [...before].some(([table, count]) => table !== "migrations" && count > (after.get(table) ?? 0));
  if (holdsMore && !replace) throw new NotEmptyError(`${name} holds something already`);
  for (const table of after.keys()) await sql`delete from ${sql.table(table)}`.execute(trx);
}

async function countRows(scope: Scope): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const { name } of await describeTables(scope)) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(name)}`.execute(scope.trx);
    counts.set(name, rows[0]?.count ?? 0);
  }
  return counts;
}

async function insertRows({ engine, trx }: Scope, table: TableShape, rows: readonly Row[]): Promise<void> {
  const columns = sql.join(table.columns.map(({ name }) => sql.ref(name)));
  const asGiven = sql.raw(engine === "postgres" ? "overriding system value" : "");
  const most = Math.max(1, Math.floor(PARAMETERS_PER_STATEMENT / table.columns.length));
  for (let from = 0; from < rows.length; from += most) {
    const values = sql.join(rows.slice(from, from + most).map((row) => sql`(${sql.join(row)})`));
    await sql`insert into ${sql.table(table.name)} (${columns}) ${asGiven} values ${values}`.execute(trx);
  }
}

/** Goes on where the numbers ended, not where the rows end: what was deleted had numbers too. */
async function setCounter({ engine, trx }: Scope, { name, counter }: TableShape): Promise<void> {
  if (counter === undefined || counter.last === 0) return;
  if (engine === "postgres") {
    await sql`select setval(pg_get_serial_sequence(quote_ident(${name}), ${counter.column}), ${counter.last})`.execute(
      trx,
    );
    return;
  }
  // SQLite's own table has no key.
  await sql`delete from sqlite_sequence where name = ${name}`.execute(trx);
  await sql`insert into sqlite_sequence (name, seq) values (${name}, ${counter.last})`.execute(trx);
}
