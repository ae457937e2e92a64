import Libsql from "libsql";
import type { Durability } from "./durability.ts";
import { keepPrivate } from "./keep-private.ts";
import { StatementCache } from "./statement-cache.ts";

/** Waiting inside SQLite blocks the event loop, so it is short here; `retryContention` goes on waiting asynchronously. */
const BUSY_TIMEOUT_MS = 50;

/** What is done again if need be comes in large batches: pages of one that do not fit into the cache are written twice. SQLite's own are 2 MiB. */
const BATCH_CACHE_KIB = 8 * 1024;

export type Row = Record<string, unknown>;

/** What the dialect needs of libsql's connection. Everything is synchronous. */
export type LibsqlHandle = {
  /** Statements without parameters and without rows. */
  exec(sql: string): void;
  query(
    sql: string,
    parameters: readonly unknown[],
  ): { rows: Row[]; changes?: number; lastInsertRowid?: number | bigint };
  iterate(sql: string, parameters: readonly unknown[]): Iterable<Row>;
  inTransaction(): boolean;
  close(): void;
};

/** Opens the file, making its folder, with the settings that the state needs; ":memory:" is a database that dies with the handle. */
export function openLibsqlHandle(path: string, { isRepeatable = false }: Durability = {}): LibsqlHandle {
  if (path !== ":memory:") keepPrivate(path);
  const database = new Libsql(path, { timeout: BUSY_TIMEOUT_MS });
  // FULL: an acknowledged submission survives a power cut; NORMAL may lose the last commits in WAL mode.
  const synchronous = `synchronous = ${isRepeatable ? "normal" : "full"}`;
  for (const setting of ["journal_mode = wal", synchronous, "foreign_keys = on"]) database.pragma(setting, {});
  if (isRepeatable) database.pragma(`cache_size = -${BATCH_CACHE_KIB}`, {});
  let isClosed = false;
  /** libsql aborts the process (a Rust panic, which nothing can catch) when a closed database is asked whether it is in a transaction. */
  const opened = (): typeof database => {
    if (isClosed) throw new Error("The database is closed");
    return database;
  };
  const statements = new StatementCache((sql) => database.prepare(sql));
  return {
    exec: (sql) => opened().exec(sql),
    query(sql, parameters) {
      opened();
      return statements.use(sql, parameters, ({ statement, isReader }) => {
        if (isReader) return { rows: statement.all(parameters).map(toRow) };
        const { changes, lastInsertRowid } = statement.run(parameters);
        return { rows: [], changes, lastInsertRowid };
      });
    },
    *iterate(sql, parameters) {
      for (const row of opened().prepare(sql).iterate(parameters)) yield toRow(row);
    },
    inTransaction: () => opened().inTransaction,
    close() {
      isClosed = true;
      statements.clear();
      database.close();
    },
  };
}

/** libsql gives blobs back as ArrayBuffers; `pg` gives Buffers, which is what callers expect. */
function toRow(raw: unknown): Row {
  const row = raw as Row;
  for (const column in row) {
    const value = row[column];
    if (value instanceof ArrayBuffer) row[column] = Buffer.from(value);
  }
  return row;
}
