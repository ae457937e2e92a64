import type { LibsqlHandle } from "./libsql-handle.ts";
import { RolledBackWithOthers } from "./retry-contention.ts";

/** Who waits for the disk: transactions that have ended, and reads that may have seen what they wrote. */
type Waiting = { readonly resolve: () => void; readonly reject: (error: unknown) => void };

/** One at a time, so that all may have the same name. */
const SAVEPOINT = "in_group";

/**
 * Commits what is written in one turn of the event loop together: with `synchronous=FULL` each commit waits for the disk, and
 * that takes longer than the rest of an ack. Transactions run one after the other, each whole or not at all: the first begins
 * SQLite's own, those that follow are savepoints in it. Nobody is told of what is not on the disk yet: whoever has written, or may
 * have seen it, waits for `settled`.
 */
export class GroupCommit {
  readonly #handle: LibsqlHandle;
  #waiting: Waiting[] = [];
  /** Something has ended that is not committed yet. */
  #isOpen = false;
  /** The transaction under way is a savepoint. */
  #isNested = false;
  /** The turn was over while a transaction was under way: the group is committed after it. */
  #isDue = false;
  /** Ends when the last one in the queue leaves. */
  #queue: Promise<void> = Promise.resolve();
  #letNext: (() => void) | undefined;

  constructor(handle: LibsqlHandle) {
    this.#handle = handle;
  }

  /** Resolves when nobody else's transaction is under way. */
  async enter(): Promise<void> {
    const before = this.#queue;
    let letNext = () => {};
    this.#queue = new Promise((resolve) => {
      letNext = resolve;
    });
    await before;
    this.#letNext = letNext;
  }

  leave(): void {
    if (this.#isDue) this.flush();
    const letNext = this.#letNext;
    this.#letNext = undefined;
    letNext?.();
  }

  /**
   * A transaction that writes begins immediate: a deferred one takes the write lock only at its first write, and when another
   * process wrote in between, that write fails at once with SQLITE_BUSY_SNAPSHOT, which no busy timeout helps.
   *
   * By `exec`, never by a prepared statement: libsql does not reset a statement that met a lock, and until it is collected
   * each later commit on this connection fails with "cannot commit transaction - SQL statements in progress".
   */
  begin(mode: "immediate" | "deferred"): void {
    this.#handle.exec(this.#isOpen ? `savepoint ${SAVEPOINT}` : `begin ${mode}`);
    this.#isNested = this.#isOpen;
  }

  /** Ends a transaction that may have written. Throws where SQLite has rolled it back by itself, and where the database is closed. */
  end(): void {
    if (!this.#handle.inTransaction()) throw new Error("SQLite has rolled the transaction back");
    if (this.#isNested) this.#release();
    else {
      this.#isOpen = true;
      setImmediate(() => this.#endTurn());
    }
  }

  /** Ends a transaction that has only read. */
  endRead(): void {
    if (this.#isNested) this.#release();
    else this.#handle.exec("commit");
  }

  /** After some errors (disk full, out of memory) SQLite has rolled back by itself, and what waits with it. */
  rollback(): void {
    if (!this.#handle.inTransaction()) this.#fail(new RolledBackWithOthers("Rolled back by SQLite with what failed"));
    else if (this.#isNested) this.#rollbackNested();
    else this.#handle.exec("rollback");
  }

  /** Resolves when what has ended until now is on the disk; rejects when it could not be written, or was rolled back. */
  settled(): Promise<void> {
    if (!this.#isOpen) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Commits what has ended. No transaction may be under way. */
  flush(): void {
    if (!this.#isOpen) return;
    try {
      this.#handle.exec("commit");
    } catch (error) {
      if (this.#handle.inTransaction()) this.#handle.exec("rollback");
      this.#fail(error);
      return;
    }
    for (const { resolve } of this.#takeWaiting()) resolve();
  }

  /** Commits what has ended; a transaction that is under way ends with the connection. */
  close(): void {
    if (this.#isNested) this.#rollbackNested();
    this.flush();
  }

  #endTurn(): void {
    if (this.#letNext === undefined) this.flush();
    else this.#isDue = true;
  }

  #release(): void {
    this.#isNested = false;
    this.#handle.exec(`release ${SAVEPOINT}`);
  }

  #rollbackNested(): void {
    this.#handle.exec(`rollback to ${SAVEPOINT}`);
    this.#release();
  }

  #fail(error: unknown): void {
    for (const { reject } of this.#takeWaiting()) reject(error);
  }

  #takeWaiting(): readonly Waiting[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#isOpen = false;
    this.#isNested = false;
    this.#isDue = false;
    return waiting;
  }
}
