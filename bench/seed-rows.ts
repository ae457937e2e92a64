import { copyFile } from "node:fs/promises";
import Database from "libsql";

/** Works on a database file as a process of its own would; what it writes is not flushed to the disk. */
export function withRows<T>(path: string, work: (database: Database.Database) => T): T {
  const database = new Database(path, { timeout: 10_000 });
  try {
    for (const setting of ["journal_mode = wal", "synchronous = off"]) database.pragma(setting, {});
    const given = work(database);
    // The file alone is whole then, and can be copied.
    database.pragma("wal_checkpoint(truncate)", {});
    return given;
  } finally {
    database.close();
  }
}

/** Reads a number of a database that others may have open, and leaves it as it is. */
export function readFrom(path: string, query: string): number {
  const database = new Database(path, { timeout: 10_000 });
  try {
    return read(database, query);
  } finally {
    database.close();
  }
}

/** Copies a database of which nobody has a connection. */
export async function copyDatabase(from: string, to: string): Promise<void> {
  withRows(from, () => {});
  await copyFile(from, to);
}

/** Adds short texts to the only app of a tasks service, as rows: a hundred thousand requests would take minutes. */
export const seedInputs = (path: string, count: number): void =>
  withRows(path, (database) => {
    const [from, app] = [read(database, "select value from counters where name = 'input'"), read(database, APP)];
    database.exec(`
      insert into inputs (key, app, id, body, created_at, modified_at)
        with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${count})
        select ${from} + n, ${app}, 'text-' || (${from} + n),
          '{"text":{"raw":"The ' || (${from} + n) || '. thing that somebody has written to us."}}', ${NOW}, ${NOW}
        from numbers;
      update counters set value = ${from + count} where name = 'input';
    `);
  });

/** The only app of the service. */
export const APP = "select max(key) from apps";
/** A time in the form in which the service keeps it. */
export const NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";

/** The number that a query gives. */
export function read(database: Database.Database, query: string): number {
  const row = database.prepare(query).raw().get() as unknown as readonly [number];
  return row[0];
}
