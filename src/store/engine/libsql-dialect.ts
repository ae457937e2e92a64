import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type TransactionSettings,
} from "kysely";
import { GuardedDriver } from "./guarded-driver.ts";
import { LibsqlConnection } from "./libsql-connection.ts";
import { openLibsqlHandle } from "./libsql-handle.ts";

/** Kysely over libsql: one connection for the process, lent to one user at a time. */
export function libsqlDialect(path: string): Dialect {
  return {
    createDriver: () => new GuardedDriver(new LibsqlDriver(path)),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

class LibsqlDriver implements Driver {
  readonly #path: string;
  #connection: LibsqlConnection | undefined;
  /** Ends when the last one in the queue gives the connection back. */
  #queue: Promise<void> = Promise.resolve();
  #release: () => void = () => {};

  constructor(path: string) {
    this.#path = path;
  }

  async init(): Promise<void> {
    this.#connection = new LibsqlConnection(openLibsqlHandle(this.#path));
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#queue;
    let release = () => {};
    this.#queue = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    this.#release = release;
    return this.#opened();
  }

  async beginTransaction(_connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    this.#opened().begin(settings.accessMode === "read only" ? "deferred" : "immediate");
  }

  async commitTransaction(): Promise<void> {
    this.#opened().commit();
  }

  async rollbackTransaction(): Promise<void> {
    this.#opened().rollback();
  }

  async releaseConnection(): Promise<void> {
    this.#release();
  }

  async destroy(): Promise<void> {
    this.#connection?.close();
    this.#connection = undefined;
  }

  #opened(): LibsqlConnection {
    if (this.#connection === undefined) throw new Error("The database is closed");
    return this.#connection;
  }
}
