import { listApplied } from "../engine/list-applied.ts";
import { describeTables } from "./describe-tables.ts";
import type { Item, Row, TableShape } from "./item.ts";
import { openPostgresCursor } from "./postgres-cursor.ts";
import { enter, type Scope } from "./scope.ts";
import { openSqliteCursor } from "./sqlite-cursor.ts";

/** Rows are fetched together up to that many characters, so that files in them do not fill the memory; a longer one comes alone. */
const BATCH_CHARACTERS = 4_000_000;
/** And up to so many: of short ones more at once is not faster. */
const BATCH_ROWS = 1_000;

/** All that the parts hold, from within their transactions. */
export async function* readItems(scopes: readonly Scope[]): AsyncGenerator<Item, void> {
  for (const scope of scopes) {
    await enter(scope);
    const applied = await listApplied(scope.trx, scope.engine);
    yield { part: scope.part.name, version: applied.length };
    for (const table of await describeTables(scope)) {
      yield { table };
      for await (const rows of readRows(scope, table)) yield { rows };
    }
  }
}

async function* readRows(scope: Scope, table: TableShape): AsyncGenerator<readonly Row[], void> {
  await enter(scope);
  const cursor = await (scope.engine === "postgres"
    ? openPostgresCursor(scope, table)
    : openSqliteCursor(scope, table));
  for (let sizes = await cursor.sizes(BATCH_ROWS); sizes.length > 0; sizes = await cursor.sizes(BATCH_ROWS)) {
    for (let from = 0; from < sizes.length; ) {
      let characters = 0;
      const beyond = sizes.findIndex((size, index) => {
        if (index >= from) characters += size;
        return index > from && characters > BATCH_CHARACTERS;
      });
      const to = beyond === -1 ? sizes.length : beyond;
      yield await cursor.rows(to - from);
      from = to;
    }
  }
}
