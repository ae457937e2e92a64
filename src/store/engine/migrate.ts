import { type Generated, type Kysely, sql, type Transaction } from "kysely";
import type { Database, Engine } from "./open.ts";
import { waitForLocks } from "./postgres-dialect.ts";
import { writeTransaction } from "./write-transaction.ts";

/** One forward step of the schema. A merged migration never changes: what it got wrong is mended by the next one. */
export type Migration = {
  /** 1, 2, 3 … without gaps. */
  readonly version: number;
  readonly name: string;
  /** Queries through `trx` alone. Typed loosely because a migration outlives the schema that the code knows. */
  up(trx: Transaction<unknown>, engine: Engine): Promise<void>;
};

/** The database was written by a newer version of the program than this one. */
export class NewerDatabaseError extends Error {
  override readonly name = "NewerDatabaseError";

  constructor(found: number, known: number) {
    super(
      `The database is at version ${found}, and this program knows versions up to ${known}: start the newer program again, or restore a backup from before the update`,
    );
  }
}

/** A number of our own choosing: the advisory locks of one PostgreSQL database are shared by all who use it. */
const LOCK = 1_818_321_764;
/** Another replica may be migrating a large table. */
const PATIENCE_MS = 60_000;

type Versions = { migrations: { version: number; name: string; applied_at: Generated<string> } };

/**
 * Brings the database to the newest version, in one transaction: all of it or nothing. Several replicas may start at once;
 * one migrates, the others wait for it. Gives the versions that it applied. Rejects with `NewerDatabaseError` on a database
 * from the future.
 */
export async function migrate<Schema>(
  database: Database<Schema>,
  migrations: readonly Migration[],
): Promise<readonly number[]> {
  return writeTransaction(
    database,
    (trx) => migrateWithin(trx as unknown as Transaction<unknown>, database.engine, migrations),
    { patienceMs: PATIENCE_MS },
  );
}

/** The same within a transaction that writes more than that. */
export async function migrateWithin(
  trx: Transaction<unknown>,
  engine: Engine,
  migrations: readonly Migration[],
): Promise<readonly number[]> {
  for (const [index, { version }] of migrations.entries()) {
    if (version !== index + 1) throw new Error(`Migration ${index + 1} carries the version ${version}`);
  }
  // SQLite's immediate transaction is the lock. PostgreSQL's ends with the transaction; its second key keeps schemas apart.
  if (engine === "postgres") {
    await waitForLocks(trx);
    await sql`select pg_advisory_xact_lock(${LOCK}, hashtext(current_schema()))`.execute(trx);
  }
  await sql`create table if not exists migrations (version integer primary key, name text not null, applied_at text not null default current_timestamp)`.execute(
    trx,
  );
  const versions = trx as unknown as Kysely<Versions>;
  const newest = await versions
    .selectFrom("migrations")
    .select("version")
    .orderBy("version", "desc")
    .executeTakeFirst();
  const found = newest?.version ?? 0;
  if (found > migrations.length) throw new NewerDatabaseError(found, migrations.length);
  const missing = migrations.slice(found);
  for (const { version, name, up } of missing) {
    await up(trx, engine);
    await versions.insertInto("migrations").values({ version, name }).execute();
  }
  return missing.map(({ version }) => version);
}
