import { sql } from "kysely";
import type { Scope } from "./scope.ts";

/**
 * Lets rows refer to rows that come later. What is given puts the references back, and rejects where one leads nowhere. On SQLite they are
 * off for the whole transaction (scope.ts), and are looked at in the end.
 */
export async function putOffForeignKeys({ trx, engine }: Scope): Promise<() => Promise<void>> {
  if (engine === "sqlite") {
    return async () => {
      const { rows } = await sql<{ table: string }>`select "table" from pragma_foreign_key_check limit 1`.execute(trx);
      const [broken] = rows;
      if (broken) throw new Error(`A row of ${broken.table} refers to one that is not there`);
    };
  }
  const { rows } = await sql<{ table: string; name: string; definition: string }>`
    select quote_ident(t.relname) as "table", quote_ident(c.conname) as name, pg_get_constraintdef(c.oid) as definition
    from pg_constraint c join pg_class t on t.oid = c.conrelid
    where c.contype = 'f' and t.relnamespace = to_regnamespace(current_schema())`.execute(trx);
  for (const { table, name } of rows) await sql.raw(`alter table ${table} drop constraint ${name}`).execute(trx);
  return async () => {
    for (const { table, name, definition } of rows)
      await sql.raw(`alter table ${table} add constraint ${name} ${definition}`).execute(trx);
  };
}
