import type { CompiledQuery, DatabaseConnection, Driver, QueryResult, TransactionSettings } from "kysely";

/**
 * Stands in front of either engine's driver and refuses every parameter that an engine would change silently or die of.
 *
 * Each refusal was seen, not imagined: a boolean aborts the whole process inside libsql (a Rust panic, which nothing can
 * catch); text is cut at NUL by SQLite and refused by PostgreSQL; NaN becomes NULL; an object becomes "[object Object]"
 * or JSON, depending on the engine. What passes here means the same in both.
 */
export class GuardedDriver implements Driver {
  readonly #inner: Driver;
  readonly #innerConnections = new WeakMap<DatabaseConnection, DatabaseConnection>();

  constructor(inner: Driver) {
    this.#inner = inner;
  }

  init(): Promise<void> {
    return this.#inner.init();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const inner = await this.#inner.acquireConnection();
    const guarded = new GuardedConnection(inner);
    this.#innerConnections.set(guarded, inner);
    return guarded;
  }

  beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    return this.#inner.beginTransaction(this.#innerOf(connection), settings);
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#inner.commitTransaction(this.#innerOf(connection));
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#inner.rollbackTransaction(this.#innerOf(connection));
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    return this.#inner.releaseConnection(this.#innerOf(connection));
  }

  destroy(): Promise<void> {
    return this.#inner.destroy();
  }

  #innerOf(connection: DatabaseConnection): DatabaseConnection {
    return this.#innerConnections.get(connection) ?? connection;
  }
}

class GuardedConnection implements DatabaseConnection {
  readonly #inner: DatabaseConnection;

  constructor(inner: DatabaseConnection) {
    this.#inner = inner;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    refuseUnsafeParameters(query.parameters);
    return this.#inner.executeQuery<R>(query);
  }

  streamQuery<R>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<R>> {
    refuseUnsafeParameters(query.parameters);
    return this.#inner.streamQuery<R>(query, chunkSize);
  }
}

/** Throws a `TypeError` that names the position and the kind of the parameter, never its value: it may be private. */
export function refuseUnsafeParameters(parameters: readonly unknown[]): void {
  for (const [index, parameter] of parameters.entries()) {
    const problem = problemOf(parameter);
    if (problem !== undefined) throw new TypeError(`SQL parameter ${index + 1} is ${problem}`);
  }
}

function problemOf(parameter: unknown): string | undefined {
  if (parameter === null) return undefined;
  if (typeof parameter === "string") return parameter.includes("\0") ? "a string with NUL" : undefined;
  if (typeof parameter === "number") return Number.isFinite(parameter) ? undefined : "not a finite number";
  if (typeof parameter === "bigint" || Buffer.isBuffer(parameter)) return undefined;
  return `of type ${typeof parameter}; only strings, finite numbers, bigints, null and Buffers are bound`;
}
