import { sql, type Transaction } from "kysely";
import type { Migration } from "../engine/migrate.ts";
import { type Database, type DatabaseTarget, type Engine, openDatabase } from "../engine/open.ts";
import { applicationName, mayBeIdle, waitForLocks } from "../engine/postgres-dialect.ts";
import { writeTransaction } from "../engine/write-transaction.ts";

/** A database of an installation: the app's, or that of the local tasks service. */
export type Part = {
  readonly name: string;
  readonly target: DatabaseTarget;
  readonly migrations: readonly Migration[];
};

/** A part within a transaction. On PostgreSQL all parts share one, and take turns in it: see `enter`. */
export type Scope = {
  readonly part: Part;
  readonly engine: Engine;
  readonly trx: Transaction<unknown>;
};

/** The database is open elsewhere. */
export class InUseError extends Error {
  override readonly name = "InUseError";
}

/** What the transactions are for: to look at one moment of a database that others write, or to have it alone. */
export type Purpose = "look" | "have alone";

/**
 * Opens all parts, each in a transaction, and gives them to `use`; what it has written is there when it resolves, and nothing of it when it
 * rejects. On PostgreSQL they are one transaction. On SQLite each has its own, one within the other: the last part is committed first.
 * Rejects with `InUseError` where a part is to be had alone and is open elsewhere.
 */
export async function withScopes<T>(
  parts: readonly Part[],
  purpose: Purpose,
  use: (scopes: readonly Scope[]) => Promise<T>,
): Promise<T> {
  const [first, ...others] = parts;
  if (first === undefined) return use([]);
  const { target } = first;
  const database = openDatabase<unknown>(target);
  const transact = purpose === "look" ? look : haveAlone;
  try {
    if (target.kind === "postgres") {
      return await transact(database, async (trx) => {
        await mayBeIdle(trx);
        await waitForLocks(trx);
        if (purpose === "have alone") for (const part of parts) await prepareSchema(trx, part);
        return use(parts.map((part) => ({ part, engine: "postgres", trx })));
      });
    }
    return await transact(database, (trx) =>
      withScopes(others, purpose, (rest) => use([{ part: first, engine: "sqlite", trx }, ...rest])),
    );
  } catch (error) {
    const isBusy = error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY");
    throw isBusy && target.kind === "sqlite"
      ? new InUseError(`${target.path} is open in another process`, { cause: error })
      : error;
  } finally {
    await database.close();
  }
}

/** Turns to a part before anything is asked of it: on PostgreSQL, to its schema. */
export async function enter({ part: { target }, trx }: Scope): Promise<void> {
  if (target.kind === "postgres") await sql`select set_config('search_path', ${target.schema}, true)`.execute(trx);
}

type Work<T> = (trx: Transaction<unknown>) => Promise<T>;

function look<T>({ db, engine }: Database<unknown>, work: Work<T>): Promise<T> {
  const transaction = db.transaction().setAccessMode("read only");
  const ofOneMoment = engine === "postgres" ? transaction.setIsolationLevel("repeatable read") : transaction;
  return ofOneMoment.execute(async (trx) => {
    // The moment is that of the first question.
    await sql`select 1 from ${sql.ref(engine === "postgres" ? "pg_class" : "sqlite_master")} limit 1`.execute(trx);
    return work(trx);
  });
}

async function haveAlone<T>(database: Database<unknown>, work: Work<T>): Promise<T> {
  if (database.engine === "sqlite") {
    // A transaction that writes then keeps all others out, and does not begin where the file is open elsewhere, even idle.
    await sql`pragma locking_mode = exclusive`.execute(database.db);
    // Rows may come before those that they refer to; they are looked at when all are there (foreign-keys.ts).
    await sql`pragma foreign_keys = off`.execute(database.db);
  }
  return writeTransaction(database, work);
}

/** Connections are known by their name, which says whose schema they use (engine/postgres-dialect.ts). */
async function prepareSchema(trx: Transaction<unknown>, { target }: Part): Promise<void> {
  if (target.kind !== "postgres") return;
  const { rows: others } = await sql`select 1 from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and application_name = ${applicationName(target.schema)}
    limit 1`.execute(trx);
  if (others.length > 0) throw new InUseError(`The schema ${target.schema} is open in another process`);
  // Looked for before it is made: to make it wants a right that is not needed where it is there.
  const { rows: found } = await sql`select 1 where to_regnamespace(${target.schema}) is not null`.execute(trx);
  if (found.length === 0) await sql`create schema ${sql.ref(target.schema)}`.execute(trx);
}
