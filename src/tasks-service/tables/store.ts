import { type Kysely, sql, type Transaction } from "kysely";
import { migrate } from "../../store/engine/migrate.ts";
import { type Database, type DatabaseTarget, engineOf, openDatabase } from "../../store/engine/open.ts";
import { writeTransaction } from "../../store/engine/write-transaction.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import { migrations } from "./migrations/migrations.ts";
import type { TasksServiceSchema } from "./schema.ts";

export type Reader = Kysely<TasksServiceSchema>;
export type Writer = Transaction<TasksServiceSchema>;

/** Waits until it is one's turn to write; gives what ends the turn. */
export type TakeTurn = () => Promise<() => void>;

export type TasksStore = {
  readonly db: Reader;
  readonly engine: "sqlite" | "postgres";
  /** A write transaction. What changes an app holds the app's lock: writes within one app are one after the other on both engines. */
  write<T>(work: (trx: Writer) => Promise<T>): Promise<T>;
  writeApp<T>(app: number, work: (trx: Writer) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/** Opens the service's own file or schema and brings its tables up to date. `takeTurn`: where threads of this process write too. */
export async function openTasksStore(target: DatabaseTarget, takeTurn?: TakeTurn): Promise<TasksStore> {
  const database = openDatabase<TasksServiceSchema>(target);
  try {
    await migrate(database, migrations);
  } catch (error) {
    await database.close();
    throw error;
  }
  return toStore(database, takeTurn);
}

/** Another connection to a store that is open already. */
export const connectTasksStore = (target: DatabaseTarget, takeTurn?: TakeTurn): TasksStore =>
  toStore(openDatabase<TasksServiceSchema>(target), takeTurn);

/**
 * How long a write waits for others. An HTTP client waits longer than Slack does, and the time in the queue of this process counts too:
 * a burst of requests beside an import or an assignment under way would else fail at its end.
 */
const PATIENCE_MS = 15_000;

const noTurns: TakeTurn = async () => () => undefined;

function toStore(database: Database<TasksServiceSchema>, takeTurn: TakeTurn = noTurns): TasksStore {
  const writeNow = <T>(work: (trx: Writer) => Promise<T>) =>
    writeTransaction(database, work, { patienceMs: PATIENCE_MS });
  async function writeInTurn<T>(work: (trx: Writer) => Promise<T>): Promise<T> {
    const endTurn = await takeTurn();
    try {
      return await writeNow(work);
    } finally {
      endTurn();
    }
  }
  // PostgreSQL has as many writers as there are.
  const write = database.engine === "sqlite" ? writeInTurn : writeNow;
  return {
    db: database.db,
    engine: database.engine,
    write,
    writeApp: (app, work) =>
      write(async (trx) => {
        if (database.engine === "postgres") {
          await trx.selectFrom("apps").select("key").where("key", "=", app).forUpdate().execute();
        }
        return work(trx);
      }),
    close: () => database.close(),
  };
}

/** Takes `count` numbers in a row from a counter; answers the first of them. */
export async function takeKeys(
  trx: Writer,
  name: TasksServiceSchema["counters"]["name"],
  count: number,
): Promise<number> {
  const { value } = await trx
    .updateTable("counters")
    .set((column) => ({ value: column("value", "+", count) }))
    .where("name", "=", name)
    .returning("value")
    .executeTakeFirstOrThrow();
  return value - count + 1;
}

/** SQLite takes at most 32,766 parameters a statement, PostgreSQL 65,535; our widest rows have about 12 columns. */
const ROWS_PER_STATEMENT = 1000;

/**
 * A number as no index holds it. SQLite goes through all rows of an app where that gives their order, or where it does not know that
 * another condition finds a few of them: what is said of such a column is looked at afterwards, in what was found.
 */
export const unindexed = (column: string) => sql<number>`${sql.ref(column)} + 0`;

/** Cuts a list into pieces that fit into one statement. */
export function* chunksOf<T>(items: readonly T[], size = ROWS_PER_STATEMENT): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

/**
 * The lists in a list of JSON as rows with a `value`, of which `value ->> 0` is the first: one parameter for any number of them, so that
 * nothing is compiled anew for their number, and they are handed over at once.
 */
export const rowsOfJson = (db: Reader, lists: readonly (readonly (number | string)[])[]) => {
  const json = JSON.stringify(lists);
  return engineOf(db) === "postgres" ? sql`json_array_elements(cast(${json} as json))` : sql`json_each(${json})`;
};

/** A body that the service itself has written into a table. */
export function parseBody(text: string): JsonObject {
  const json: unknown = JSON.parse(text);
  if (!isObject(json)) throw new Error("a stored body is not an object");
  return json;
}
