import {
  type Dialect,
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
  type PostgresPoolClient,
  PostgresQueryCompiler,
  sql,
  type Transaction,
} from "kysely";
import type pg from "pg";
import type { Durability } from "./durability.ts";
import { GuardedDriver } from "./guarded-driver.ts";

const MAX_CONNECTIONS = 10;
/** A caller waits that long for a connection and then fails, so that an ack is not lost in a queue. */
const CONNECT_TIMEOUT_MS = 5_000;

/** What waits for a lock fails then: above what any transaction of ours holds one for. */
const LOCK_TIMEOUT_MS = 5_000;
/**
 * A transaction whose process asks nothing for so long is ended by the server: the process was stopped, or its host is gone without a
 * word, and others wait for what it has locked.
 */
const IDLE_IN_TRANSACTION_MS = 10_000;

/** Type ids of PostgreSQL's catalogue (pg_type.dat). */
const INT8 = 20;
const NUMERIC = 1700;

export type PostgresTarget = Durability & {
  readonly url: string;
  readonly schema: string;
  /** Told when a connection breaks (perhaps twice); the pool replaces it. */
  readonly onConnectionLost?: (error: Error) => void;
};

/** What connections call themselves: who looks at the server sees whose they are, and what wants a schema alone (transfer/) sees that it is not. */
export const applicationName = (schema: string): string => `labeldesk/${schema}`;

/** Kysely over `pg`, with every unqualified name resolved in one schema, which is created when it is missing. */
export function schemaPostgresDialect(target: PostgresTarget): Dialect {
  return {
    createDriver: () => new GuardedDriver(new PostgresDriver({ pool: () => openPool(target) })),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
  };
}

/** The driver is loaded with the first query, which rejects where that fails: SQLite does without it. */
async function openPool(target: PostgresTarget) {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(target.schema)) {
    throw new Error(`"${target.schema}" is not a schema name: lower-case letters, digits and underscores, 63 at most`);
  }
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({
    connectionString: target.url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    // A server whose host is gone without a word is noticed by it.
    keepAlive: true,
    application_name: applicationName(target.schema),
    // Set when the connection starts, so that no statement can run before it; a pooler in front must let it through.
    options: optionsOf(target),
    types: { getTypeParser: (oid, format) => typeParser(pg.types, oid, format) },
  });
  // A connection that breaks while nobody queries it emits an error, and without a listener that ends the process. The pool
  // listens while it is idle, nobody while it is lent out between two queries of a transaction: so it gets its own listener.
  pool.on("error", (error) => target.onConnectionLost?.(error));
  pool.on("connect", (client) => client.on("error", (error) => target.onConnectionLost?.(error)));

  let ready: Promise<void> | undefined;
  return {
    async connect(): Promise<PostgresPoolClient> {
      ready ??= createSchema(pool, target.schema);
      try {
        await ready;
      } catch (error) {
        ready = undefined;
        throw error;
      }
      return pool.connect();
    },
    end: () => pool.end(),
  };
}

const optionsOf = ({ schema, isRepeatable = false }: PostgresTarget): string =>
  [
    `search_path=${schema}`,
    `lock_timeout=${LOCK_TIMEOUT_MS}`,
    `idle_in_transaction_session_timeout=${IDLE_IN_TRANSACTION_MS}`,
    ...(isRepeatable ? ["synchronous_commit=off"] : []),
  ]
    .map((option) => `-c ${option}`)
    .join(" ");

/** Lets a transaction wait for locks as long as it takes: whoever has them is ended where they do nothing. */
export async function waitForLocks<Schema>(trx: Transaction<Schema>): Promise<void> {
  await sql`set local lock_timeout = 0`.execute(trx);
}

/** Lets a transaction be idle as long as it takes, for one that waits for another database, or a file. */
export async function mayBeIdle<Schema>(trx: Transaction<Schema>): Promise<void> {
  await sql`set local idle_in_transaction_session_timeout = 0`.execute(trx);
}

/** Looks before it creates: `create schema if not exists` wants the right to create even where the schema exists. */
async function createSchema(pool: pg.Pool, schema: string): Promise<void> {
  const exists = async () =>
    (await pool.query("select 1 from pg_catalog.pg_namespace where nspname = $1", [schema])).rows.length > 0;
  if (await exists()) return;
  try {
    await pool.query(`create schema "${schema}"`);
  } catch (error) {
    // Another replica that starts at the same time may have been faster.
    if (!(await exists())) throw error;
  }
}

/** Counts and times are int8, which `pg` gives as strings; SQLite gives numbers. Beyond 2^53 nothing here counts. */
function typeParser(types: typeof pg.types, oid: number, format?: "text" | "binary") {
  if (format !== "binary" && (oid === INT8 || oid === NUMERIC)) return Number;
  return types.getTypeParser(oid, format);
}
