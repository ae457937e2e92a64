import { Kysely, PostgresAdapter } from "kysely";
import type { Durability } from "./durability.ts";
import { libsqlDialect } from "./libsql-dialect.ts";
import { type PostgresTarget, schemaPostgresDialect } from "./postgres-dialect.ts";

/** Where the state is kept: a file (or ":memory:"), or a schema of a PostgreSQL database. */
export type DatabaseTarget = (
  | { readonly kind: "sqlite"; readonly path: string }
  | ({ readonly kind: "postgres" } & PostgresTarget)
) &
  Durability;

export type Engine = DatabaseTarget["kind"];

export type Database<Schema> = {
  readonly db: Kysely<Schema>;
  readonly engine: Engine;
  close(): Promise<void>;
};

/**
 * Opens a database without touching it: the file or the connection is made by the first query, which then rejects if it cannot.
 * Reads go through `db`; writes go through `writeTransaction`. Parameters are strings without NUL, finite numbers, bigints,
 * null or Buffers; anything else rejects with a `TypeError` (flags are 0 and 1 in both engines).
 */
export function openDatabase<Schema>(target: DatabaseTarget): Database<Schema> {
  const dialect = target.kind === "sqlite" ? libsqlDialect(target.path, target) : schemaPostgresDialect(target);
  const db = new Kysely<Schema>({ dialect });
  return { db, engine: target.kind, close: () => db.destroy() };
}

/** Which engine is behind it, or behind a transaction of it: for the few things that the two have no common words for. */
export const engineOf = <Schema>(db: Pick<Kysely<Schema>, "getExecutor">): Engine =>
  db.getExecutor().adapter instanceof PostgresAdapter ? "postgres" : "sqlite";
