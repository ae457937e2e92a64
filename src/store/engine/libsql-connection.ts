import { setImmediate as nextTurn } from "node:timers/promises";
import type { CompiledQuery, DatabaseConnection, QueryResult } from "kysely";
import type { LibsqlHandle } from "./libsql-handle.ts";
import { retryContention, WRITE_PATIENCE_MS } from "./retry-contention.ts";

/** Statements, and milliseconds in them, after which the event loop gets a turn; see `executeQuery`. */
const STATEMENTS_PER_TURN = 100;
const MS_PER_TURN = 10;

/** The process's one connection to SQLite, with what has to be minded about it. */
export class LibsqlConnection implements DatabaseConnection {
  readonly #handle: LibsqlHandle;
  #statements = 0;
  #spentMs = 0;

  constructor(handle: LibsqlHandle) {
    this.#handle = handle;
  }

  /**
   * A transaction that writes begins immediate: a deferred one takes the write lock only at its first write, and when another
   * process wrote in between, that write fails at once with SQLITE_BUSY_SNAPSHOT, which no busy timeout helps.
   *
   * By `exec`, never by a prepared statement: libsql does not reset a statement that met a lock, and until it is collected
   * each later commit on this connection fails with "cannot commit transaction - SQL statements in progress".
   */
  begin(mode: "immediate" | "deferred"): void {
    this.#handle.exec(`begin ${mode}`);
  }

  commit(): void {
    this.#handle.exec("commit");
  }

  /** After some errors (disk full, out of memory) SQLite has rolled back by itself. */
  rollback(): void {
    if (this.#handle.inTransaction()) this.#handle.exec("rollback");
  }

  /**
   * The driver is synchronous, so a loop over awaited queries never leaves the microtask queue: the event loop starves, and
   * statements are not freed, since their finalizers run between turns (200,000 in a row held 1.1 GB). Hence the turns.
   */
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#statements >= STATEMENTS_PER_TURN || this.#spentMs >= MS_PER_TURN) {
      this.#statements = 0;
      this.#spentMs = 0;
      await nextTurn();
    }
    this.#statements += 1;
    if (this.#handle.inTransaction() || isRead(query.sql)) return this.#run(query);
    // A single write gets a transaction of its own, so that its prepared statement never meets a lock (see `begin`).
    await retryContention(async () => this.begin("immediate"), WRITE_PATIENCE_MS);
    try {
      const result = this.#run<R>(query);
      this.commit();
      return result;
    } catch (error) {
      this.rollback();
      throw error;
    }
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    for (const row of this.#handle.iterate(query.sql, query.parameters)) yield { rows: [row as R] };
  }

  close(): void {
    this.#handle.close();
  }

  #run<R>(query: CompiledQuery): QueryResult<R> {
    const began = performance.now();
    const { rows, changes, lastInsertRowid } = this.#handle.query(query.sql, query.parameters);
    this.#spentMs += performance.now() - began;
    return {
      rows: rows as R[],
      ...(changes !== undefined && { numAffectedRows: BigInt(changes) }),
      ...(lastInsertRowid !== undefined && { insertId: BigInt(lastInsertRowid) }),
    };
  }
}

/** Pragmas count as reads: some of them do nothing inside a transaction. */
function isRead(sql: string): boolean {
  return /^\s*(?:select|pragma|explain)\b/i.test(sql);
}
