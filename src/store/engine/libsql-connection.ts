import { setImmediate as nextTurn } from "node:timers/promises";
import type { CompiledQuery, DatabaseConnection, QueryResult, TransactionSettings } from "kysely";
import type { GroupCommit } from "./group-commit.ts";
import type { LibsqlHandle } from "./libsql-handle.ts";
import { retryContention, WRITE_PATIENCE_MS } from "./retry-contention.ts";

/** Statements, and milliseconds in them, after which the event loop gets a turn; see `executeQuery`. */
const STATEMENTS_PER_TURN = 100;
const MS_PER_TURN = 10;

/** What all who are lent the process's one connection to SQLite share. */
export type LibsqlShared = {
  readonly handle: LibsqlHandle;
  readonly group: GroupCommit;
  /** Since the event loop had a turn. */
  readonly spent: { statements: number; ms: number };
};

/** The process's one connection to SQLite as somebody is lent it, with what has to be minded about it. */
export class LibsqlConnection implements DatabaseConnection {
  readonly #shared: LibsqlShared;
  #transaction: "none" | "writes" | "reads" = "none";

  constructor(shared: LibsqlShared) {
    this.#shared = shared;
  }

  async begin({ accessMode }: TransactionSettings): Promise<void> {
    const { group } = this.#shared;
    const isRead = accessMode === "read only";
    await group.enter();
    try {
      group.begin(isRead ? "deferred" : "immediate");
    } catch (error) {
      group.leave();
      throw error;
    }
    this.#transaction = isRead ? "reads" : "writes";
  }

  /** Resolves when it is on the disk; the next transaction begins before that. */
  async commit(): Promise<void> {
    const { group } = this.#shared;
    if (this.#transaction === "reads") group.endRead();
    else group.end();
    const settled = group.settled();
    this.#transaction = "none";
    group.leave();
    await settled;
  }

  /** Where the commit has failed, nothing is left to roll back. */
  rollback(): void {
    if (this.#transaction === "none") return;
    this.#transaction = "none";
    const { group } = this.#shared;
    try {
      group.rollback();
    } finally {
      group.leave();
    }
  }

  /**
   * The driver is synchronous, so a loop over awaited queries never leaves the microtask queue: the event loop starves, and
   * statements are not freed, since their finalizers run between turns (200,000 in a row held 1.1 GB). Hence the turns.
   */
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { spent } = this.#shared;
    if (spent.statements >= STATEMENTS_PER_TURN || spent.ms >= MS_PER_TURN) {
      spent.statements = 0;
      spent.ms = 0;
      await nextTurn();
    }
    spent.statements += 1;
    if (this.#transaction !== "none") return this.#run(query);
    return retryContention(() => (isRead(query.sql) ? this.#read<R>(query) : this.#write<R>(query)), WRITE_PATIENCE_MS);
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    const { handle, group } = this.#shared;
    const isAlone = this.#transaction === "none";
    if (isAlone) await group.enter();
    try {
      if (isAlone) group.flush();
      for (const row of handle.iterate(query.sql, query.parameters)) yield { rows: [row as R] };
    } finally {
      if (isAlone) group.leave();
    }
  }

  async #read<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { group } = this.#shared;
    await group.enter();
    let settled: Promise<void>;
    let result: QueryResult<R>;
    try {
      // Some pragmas do nothing inside a transaction.
      if (isPragma(query.sql)) group.flush();
      result = this.#run(query);
      settled = group.settled();
    } finally {
      group.leave();
    }
    await settled;
    return result;
  }

  /** A single write gets a transaction of its own, so that its prepared statement never meets a lock (see `GroupCommit.begin`). */
  async #write<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    await this.begin({});
    try {
      const result = this.#run<R>(query);
      await this.commit();
      return result;
    } catch (error) {
      this.rollback();
      throw error;
    }
  }

  #run<R>(query: CompiledQuery): QueryResult<R> {
    const { handle, spent } = this.#shared;
    const began = performance.now();
    const { rows, changes, lastInsertRowid } = handle.query(query.sql, query.parameters);
    spent.ms += performance.now() - began;
    return {
      rows: rows as R[],
      ...(changes !== undefined && { numAffectedRows: BigInt(changes) }),
      ...(lastInsertRowid !== undefined && { insertId: BigInt(lastInsertRowid) }),
    };
  }
}

const isPragma = (sql: string): boolean => /^\s*pragma\b/i.test(sql);
const isRead = (sql: string): boolean => /^\s*(?:select|explain)\b/i.test(sql) || isPragma(sql);
