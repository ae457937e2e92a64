import { type QueryExecutorProvider, sql } from "kysely";
import type { Engine } from "./open.ts";

/** A migration that a database has. */
export type Applied = { readonly version: number; readonly name: string; readonly appliedAt: string };

/** The migrations that a database has, in their order: none where it has no tables of ours. Nothing is changed. */
export async function listApplied(db: QueryExecutorProvider, engine: Engine): Promise<readonly Applied[]> {
  const { rows: tables } = await (engine === "postgres"
    ? sql`select 1 where to_regclass('migrations') is not null`
    : sql`select 1 from sqlite_master where type = 'table' and name = 'migrations'`
  ).execute(db);
  if (tables.length === 0) return [];
  const { rows } =
    await sql<Applied>`select version, name, applied_at as "appliedAt" from migrations order by version`.execute(db);
  return rows;
}
