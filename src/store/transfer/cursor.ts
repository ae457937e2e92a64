import { type RawBuilder, sql } from "kysely";
import type { Row, TableShape, Value } from "./item.ts";

/** Fetches the rows of a table by their key, and ahead of them how long each is; of none once there are no more. */
export type Cursor = {
  sizes(limit: number): Promise<readonly number[]>;
  /** The next ones of those whose sizes were asked for. */
  rows(limit: number): Promise<readonly Row[]>;
};

/** As an engine gives it: integers too large for a number as text. */
export type RawRow = Readonly<Record<string, string | number | Buffer | null>>;

export function toRow({ columns }: TableShape, raw: RawRow): Row {
  return columns.map(({ name, kind }): Value => {
    const value = raw[name] ?? null;
    return kind === "integer" && typeof value === "string" ? toInteger(value) : value;
  });
}

function toInteger(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}

/** How long a row is: `length` is the engine's function for a text or bytes; all else is short. */
export function sizeOf({ columns }: TableShape, length: "length" | "octet_length"): RawBuilder<number> {
  const long = columns.filter(({ kind }) => kind === "text" || kind === "bytes");
  const lengths = long.map(({ name }) => sql`coalesce(${sql.raw(length)}(${sql.ref(name)}), 0)`);
  return sql`${sql.join([sql.lit(0), ...lengths], sql` + `)}`;
}

/** All columns, integers as `integer` makes them of a column. */
export const columnsOf = ({ columns }: TableShape, integer: (column: RawBuilder<unknown>) => RawBuilder<unknown>) =>
  sql.join(
    columns.map(({ name, kind }) => {
      const column = sql.ref(name);
      return kind === "integer" ? sql`${integer(column)} as ${column}` : column;
    }),
  );

/** The columns of the key, by their table: their names alone would be those of what is selected, where integers may be texts. */
export const keyOf = ({ name, key }: TableShape) => key.map((column) => sql.ref(`${name}.${column}`));
