import { databaseExists } from "../engine/database-exists.ts";
import { listApplied } from "../engine/list-applied.ts";
import { migrateWithin } from "../engine/migrate.ts";
import { type FillOptions, fill } from "./fill.ts";
import { compareItems, type Item } from "./item.ts";
import { readItems } from "./read-items.ts";
import { enter, type Part, type Scope, withScopes } from "./scope.ts";

/** Those parts whose file or schema is there. */
export async function existing(parts: readonly Part[]): Promise<readonly Part[]> {
  const found: Part[] = [];
  for (const part of parts) if (await databaseExists(part.target)) found.push(part);
  return found;
}

/** Those that have tables: a file or a schema may be empty. */
export async function migrated(scopes: readonly Scope[]): Promise<readonly Scope[]> {
  const found: Scope[] = [];
  for (const scope of scopes) {
    await enter(scope);
    if ((await listApplied(scope.trx, scope.engine)).length > 0) found.push(scope);
  }
  return found;
}

/**
 * Writes what is read into the parts, reads it back and compares it row by row, and brings the tables to the newest version: all of it or
 * nothing. `read` is called twice, and reads the same each time.
 */
export function transfer(parts: readonly Part[], read: () => AsyncIterable<Item>, options: FillOptions): Promise<void> {
  return withScopes(parts, "have alone", async (scopes) => {
    await fill(scopes, read(), options);
    await compareItems(read(), readItems(scopes));
    for (const scope of scopes) {
      await enter(scope);
      await migrateWithin(scope.trx, scope.engine, scope.part.migrations);
    }
  });
}
