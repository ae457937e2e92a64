import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import Libsql from "libsql";
import { type Database, openDatabase } from "../../../../src/store/engine/open.ts";
import { writeTransaction } from "../../../../src/store/engine/write-transaction.ts";

type Schema = { things: { id: number; text: string | null } };

describe("commits of one turn of the event loop on SQLite", () => {
  const folder = mkdtempSync(join(tmpdir(), "labeldesk-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const opened: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
  });

  async function openWithTable() {
    const path = join(folder, randomUUID(), "test.db");
    const database = openDatabase<Schema>({ kind: "sqlite", path });
    opened.push(database);
    await sql`create table things (id bigint primary key, text text)`.execute(database.db);
    const other = new Libsql(path);
    opened.push(other);
    const seenByOthers = () =>
      other
        .prepare("select id from things order by id")
        .all([])
        .map((row) => Object(row).id);
    return { database, path, seenByOthers };
  }

  const insert = (database: Database<Schema>, id: number) =>
    writeTransaction(database, (trx) => trx.insertInto("things").values({ id, text: null }).execute());

  test("are one wait for the disk", async () => {
    const { database, path, seenByOthers } = await openWithTable();
    const before = await countCommits(path);

    await Promise.all(Array.from({ length: 40 }, (_, id) => insert(database, id)));

    expect(seenByOthers()).toHaveLength(40);
    // The turn ends early where the process had no turn itself for a while: that is another commit.
    expect((await countCommits(path)) - before).toBeLessThanOrEqual(5);
  });

  test("leave out what has failed among them, and nothing else", async () => {
    const { database, seenByOthers } = await openWithTable();
    const fail = (id: number) =>
      writeTransaction(database, async (trx) => {
        await trx.insertInto("things").values({ id, text: null }).execute();
        throw new Error("stop");
      });

    const outcomes = await Promise.allSettled([
      fail(1),
      insert(database, 2),
      fail(3),
      insert(database, 4),
      insert(database, 4),
      insert(database, 5),
    ]);

    expect(outcomes.map(({ status }) => status)).toEqual([
      "rejected",
      "fulfilled",
      "rejected",
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    expect(seenByOthers()).toEqual([2, 4, 5]);
  });

  test("are on the disk before anybody hears of them, also who has only read", async () => {
    const { database, seenByOthers } = await openWithTable();
    const { db } = database;

    const [afterWrite, afterSingle, [read, afterRead]] = await Promise.all([
      insert(database, 1).then(seenByOthers),
      db.insertInto("things").values({ id: 2, text: null }).execute().then(seenByOthers),
      db
        .selectFrom("things")
        .select("id")
        .execute()
        .then((rows) => [rows.map(({ id }) => id), seenByOthers()]),
    ]);

    expect(afterWrite).toContain(1);
    expect(afterSingle).toContain(2);
    expect(afterRead).toEqual(expect.arrayContaining(read ?? []));
  });

  test("wait for a transaction that takes longer than the turn, without what it writes", async () => {
    const { database, seenByOthers } = await openWithTable();

    const first = insert(database, 1);
    const long = writeTransaction(database, async (trx) => {
      await trx.insertInto("things").values({ id: 2, text: null }).execute();
      await nextTurn();
      await nextTurn();
      return seenByOthers();
    });

    expect(await long).toEqual([]);
    await first;
    expect(seenByOthers()).toEqual([1, 2]);
  });

  test("of what has ended are made when it is closed, and none of what is under way", async () => {
    const { database, seenByOthers } = await openWithTable();

    const first = insert(database, 1);
    const cut = writeTransaction(database, async (trx) => {
      await trx.insertInto("things").values({ id: 2, text: null }).execute();
      await database.close();
    });

    await expect(cut).rejects.toThrow("The database is closed");
    await first;
    expect(seenByOthers()).toEqual([1]);
  });

  test("are made without what fills the disk, though SQLite then rolls back all of them", async () => {
    const { database, seenByOthers } = await openWithTable();
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database.db);
    await sql`pragma max_page_count = ${sql.lit((rows[0]?.page_count ?? 0) + 1)}`.execute(database.db);
    const write = (id: number, length: number) =>
      database.db
        .insertInto("things")
        .values({ id, text: "x".repeat(length) })
        .execute();

    const outcomes = await Promise.allSettled([write(1, 10), insert(database, 2), write(3, 100_000), write(4, 10)]);

    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
    expect(seenByOthers()).toEqual([1, 2, 4]);
  });
});

/** Commits in the write-ahead log: frames that carry the size of the database (https://www.sqlite.org/fileformat2.html#walformat). */
async function countCommits(path: string): Promise<number> {
  const log = await readFile(`${path}-wal`);
  const frame = 24 + log.readUInt32BE(8);
  let commits = 0;
  for (let at = 32; at < log.length; at += frame) if (log.readUInt32BE(at + 4) > 0) commits += 1;
  return commits;
}
