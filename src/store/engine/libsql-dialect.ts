import {
  type Dialect,
  type Driver,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type TransactionSettings,
} from "kysely";
import type { Durability } from "./durability.ts";
import { GroupCommit } from "./group-commit.ts";
import { GuardedDriver } from "./guarded-driver.ts";
import { LibsqlConnection, type LibsqlShared } from "./libsql-connection.ts";
import { openLibsqlHandle } from "./libsql-handle.ts";

/** Kysely over libsql: one connection for the process, and one transaction at a time on it. */
export function libsqlDialect(path: string, durability: Durability = {}): Dialect {
  return {
    createDriver: () => new GuardedDriver(new LibsqlDriver(path, durability)),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

class LibsqlDriver implements Driver {
  readonly #path: string;
  readonly #durability: Durability;
  #shared: LibsqlShared | undefined;

  constructor(path: string, durability: Durability) {
    this.#path = path;
    this.#durability = durability;
  }

  async init(): Promise<void> {
    const handle = openLibsqlHandle(this.#path, this.#durability);
    this.#shared = { handle, group: new GroupCommit(handle), spent: { statements: 0, ms: 0 } };
  }

  async acquireConnection(): Promise<LibsqlConnection> {
    if (this.#shared === undefined) throw new Error("The database is closed");
    return new LibsqlConnection(this.#shared);
  }

  beginTransaction(connection: LibsqlConnection, settings: TransactionSettings): Promise<void> {
    return connection.begin(settings);
  }

  commitTransaction(connection: LibsqlConnection): Promise<void> {
    return connection.commit();
  }

  async rollbackTransaction(connection: LibsqlConnection): Promise<void> {
    connection.rollback();
  }

  /** Whoever has a transaction holds it; a connection by itself holds nothing. */
  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    this.#shared?.group.close();
    this.#shared?.handle.close();
    this.#shared = undefined;
  }
}
