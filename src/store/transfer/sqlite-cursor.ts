import { sql } from "kysely";
import { type Cursor, columnsOf, keyOf, type RawRow, sizeOf, toRow } from "./cursor.ts";
import type { Row, TableShape } from "./item.ts";
import type { Scope } from "./scope.ts";

/** Asks for what comes after the last row that was given: libsql itself fetches a hundred rows at once, however long they are. */
export async function openSqliteCursor({ trx }: Scope, table: TableShape): Promise<Cursor> {
  const key = sql.join(keyOf(table));
  const places = table.key.map((name) => table.columns.findIndex((column) => column.name === name));
  let last: Row | undefined;
  const next = (limit: number) => {
    const given = last;
    const after = given ? sql`where (${key}) > (${sql.join(places.map((place) => given[place]))})` : sql``;
    return sql`from ${sql.table(table.name)} ${after} order by ${key} limit ${limit}`;
  };
  // libsql gives numbers, which are exact up to 2^53 alone.
  const integers = columnsOf(
    table,
    (column) =>
      sql`case when ${column} between ${sql.lit(Number.MIN_SAFE_INTEGER)} and ${sql.lit(Number.MAX_SAFE_INTEGER)} then ${column} else cast(${column} as text) end`,
  );
  return {
    async sizes(limit) {
      const { rows } = await sql<{
        size: number;
        cut: number;
      }>`select ${sizeOf(table, "length")} as size, ${isCut(table)} as cut ${next(limit)}`.execute(trx);
      if (rows.some(({ cut }) => cut > 0))
        throw new Error(
          `A text in ${table.name} has the character NUL in it, and would be cut there: nothing of it is copied`,
        );
      return rows.map(({ size }) => size);
    },
    async rows(limit) {
      const { rows } = await sql<RawRow>`select ${integers} ${next(limit)}`.execute(trx);
      const read = rows.map((row) => toRow(table, row));
      last = read.at(-1) ?? last;
      return read;
    },
  };
}

/** libsql ends texts at NUL. The app writes none (engine/guarded-driver.ts); another program may have. */
function isCut({ columns }: TableShape) {
  const found = columns
    .filter(({ kind }) => kind === "text")
    .map(({ name }) => sql`coalesce(instr(${sql.ref(name)}, char(0)), 0)`);
  return sql`${sql.join([sql.lit(0), ...found], sql` + `)}`;
}
