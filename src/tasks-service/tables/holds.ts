import { type RawBuilder, sql } from "kysely";

/**
 * True where the column, kept in lower case, holds the text. `%` and `_` in what somebody typed are letters, not wildcards;
 * a `*` at the end is the vendor's wildcard and says nothing new.
 */
export function holds(column: string, text: string): RawBuilder<boolean> {
  const letters = text
    .replace(/\*+$/, "")
    .toLowerCase()
    .replace(/[\\%_]/g, (sign) => `\\${sign}`);
  return sql<boolean>`${sql.ref(column)} like ${`%${letters}%`} escape '\\'`;
}
