import { type RawBuilder, sql } from "kysely";
import type { TasksServiceSchema } from "./schema.ts";
import type { Writer } from "./store.ts";

/** Rows of a table that have these values, in the order of a column. */
export type Rows = {
  readonly table: keyof TasksServiceSchema;
  readonly where: Readonly<Record<string, number>>;
  /** What must hold of them besides. */
  readonly and?: RawBuilder<boolean>;
  readonly orderBy: string;
};

/** That rows have these values. */
export const matching = (where: Rows["where"]): RawBuilder<boolean> =>
  sql<boolean>`${sql.join(
    Object.entries(where).map(([column, value]) => sql`${sql.ref(column)} = ${value}`),
    sql` and `,
  )}`;

/** Deletes the first rows: fewer than `limit` when that clears them all, else `limit` and those that share the place of the last. */
export async function deleteFirst(
  trx: Writer,
  { table, where, and, orderBy }: Rows,
  limit: number,
): Promise<{ deleted: number; isCleared: boolean }> {
  const [rows, by] = [sql.table(table), sql.ref(orderBy)];
  const matches = and ? sql`${matching(where)} and ${and}` : matching(where);
  const { rows: edges } = await sql<{ edge: number | string }>`
    select ${by} as edge from ${rows} where ${matches} order by ${by} limit 1 offset ${limit - 1}`.execute(trx);
  const [last] = edges;
  const upTo = last === undefined ? sql`` : sql`and ${by} <= ${last.edge}`;
  const { numAffectedRows } = await sql`delete from ${rows} where ${matches} ${upTo}`.execute(trx);
  return { deleted: Number(numAffectedRows ?? 0), isCleared: last === undefined };
}
