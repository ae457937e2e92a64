import { sql } from "kysely";
import { type Cursor, columnsOf, keyOf, type RawRow, sizeOf, toRow } from "./cursor.ts";
import type { TableShape } from "./item.ts";
import type { Scope } from "./scope.ts";

/** Two cursors of the server, which see the same rows in the same order: they are opened in one moment, and keys differ. One table at a time. */
export async function openPostgresCursor({ trx }: Scope, table: TableShape): Promise<Cursor> {
  const from = sql`from ${sql.table(table.name)} order by ${orderOf(table)}`;
  const integers = columnsOf(table, (column) => sql`${column}::text`);
  await sql`declare sizes no scroll cursor for select ${sizeOf(table, "octet_length")} as size ${from}`.execute(trx);
  await sql`declare contents no scroll cursor for select ${integers} ${from}`.execute(trx);
  return {
    async sizes(limit) {
      const { rows } = await sql<{ size: number }>`fetch ${sql.lit(limit)} from sizes`.execute(trx);
      if (rows.length === 0) for (const name of ["sizes", "contents"]) await sql`close ${sql.ref(name)}`.execute(trx);
      return rows.map(({ size }) => size);
    },
    async rows(limit) {
      const { rows } = await sql<RawRow>`fetch ${sql.lit(limit)} from contents`.execute(trx);
      return rows.map((row) => toRow(table, row));
    },
  };
}

/** As SQLite does by itself: texts in the order of their bytes, whatever the language of the server. */
const orderOf = (table: TableShape) =>
  sql.join(
    keyOf(table).map((column, place) => {
      const isText = table.columns.some(({ name, kind }) => name === table.key[place] && kind === "text");
      return isText ? sql`${column} collate "C"` : column;
    }),
  );
