import { spawn } from "node:child_process";
import { once } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { type Database, type DatabaseTarget, openDatabase } from "../../../../src/store/engine/open.ts";
import { writeTransaction } from "../../../../src/store/engine/write-transaction.ts";
import { describeOnBothEngines } from "../../../support/both-engines.ts";
import { builtOf } from "../../../support/built.ts";

/** A process of its own, which says when it is there, and begins when it is told anything. */
const startCounting = (target: DatabaseTarget, steps: number) =>
  spawn(
    process.execPath,
    [builtOf("test/integration/store/engine/counting-process.ts"), JSON.stringify(target), String(steps)],
    {
      stdio: ["pipe", "pipe", "inherit"],
    },
  );

type Schema = { things: { id: number; text: string | null } };

describeOnBothEngines("openDatabase", (newTarget, engine) => {
  const onSqlite = engine === "sqlite" ? test : test.skip;
  const onPostgres = engine === "postgres" ? test : test.skip;
  const opened: Database<Schema>[] = [];
  afterEach(async () => {
    for (const database of opened.splice(0)) await database.close();
  });

  const open = (target: DatabaseTarget) => {
    const database = openDatabase<Schema>(target);
    opened.push(database);
    return database;
  };
  const openWithTable = async (target = newTarget()) => {
    const database = open(target);
    await sql`create table things (id bigint primary key, text text)`.execute(database.db);
    return database;
  };

  test.each([
    ["a boolean", true],
    ["undefined", undefined],
    ["NaN", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["a date", new Date(0)],
    ["a list", [1]],
    ["text with NUL", "a\0b"],
  ])("refuses %s instead of binding it", async (_kind, parameter) => {
    const { db } = open(newTarget());

    const query = sql`select ${parameter} as value`.execute(db);

    await expect(query).rejects.toThrow(/^SQL parameter 1 is /);
  });

  test("gives numbers, text, null and blobs back as they were", async () => {
    const { db, engine } = open(newTarget());
    const blob = sql.raw(engine === "sqlite" ? "blob" : "bytea");

    const { rows } = await sql<Record<string, unknown>>`select
      cast(${9_007_199_254_740_991n} as bigint) as big, cast(${"ü😀 שלום"} as text) as text,
      cast(${null} as text) as none, cast(${Buffer.from([0, 255])} as ${blob}) as bytes, count(*) as counted`.execute(
      db,
    );

    expect(rows).toEqual([
      {
        big: Number.MAX_SAFE_INTEGER,
        text: "ü😀 שלום",
        none: null,
        bytes: expect.any(Buffer),
        counted: 1,
      },
    ]);
    expect(rows[0]?.["bytes"]).toEqual(Buffer.from([0, 255]));
  });

  test("keeps nothing of a transaction that throws", async () => {
    const database = await openWithTable();

    const transaction = writeTransaction(database, async (trx) => {
      await trx.insertInto("things").values({ id: 1, text: "one" }).execute();
      throw new Error("stop");
    });

    await expect(transaction).rejects.toThrow("stop");
    expect(await database.db.selectFrom("things").selectAll().execute()).toEqual([]);
  });

  test("lets two processes count up one row without losing a step", async () => {
    const target = newTarget();
    const { db } = await openWithTable(target);
    await db.insertInto("things").values({ id: 0, text: "0" }).execute();
    const processes = [startCounting(target, 100), startCounting(target, 100)];
    await Promise.all(processes.map(({ stdout }) => once(stdout, "data")));

    for (const { stdin } of processes) stdin.write("go");
    const codes = await Promise.all(processes.map(async (each) => (await once(each, "exit"))[0]));

    expect(codes).toEqual([0, 0]);
    expect(await db.selectFrom("things").select("text").execute()).toEqual([{ text: "200" }]);
  });

  // Writers of different rows do not wait for each other on PostgreSQL.
  onSqlite("gives up on a writer that does not end, and writes when it has ended", async () => {
    const target = newTarget();
    const first = await openWithTable(target);
    const second = open(target);
    const insert = (database: Database<Schema>, id: number) =>
      writeTransaction(
        database,
        async (trx) => {
          await trx.insertInto("things").values({ id, text: null }).execute();
        },
        { patienceMs: 20 },
      );

    await writeTransaction(first, async () => {
      await expect(insert(second, 1)).rejects.toThrow("locked");
      await expect(insert(second, 1)).rejects.toThrow("locked");
    });

    await insert(second, 2);
    expect(await first.db.selectFrom("things").select("id").execute()).toEqual([{ id: 2 }]);
  });

  onSqlite("refuses what still waits when it is closed", async () => {
    const target = newTarget();
    const first = await openWithTable(target);
    const second = open(target);

    await writeTransaction(first, async () => {
      const waiting = second.db.insertInto("things").values({ id: 1, text: null }).execute();
      const refused = expect(waiting).rejects.toThrow("The database is closed");
      await nextTurn();
      await second.close();
      await refused;
    });
  });

  onSqlite("lets the event loop turn during a long run of queries", async () => {
    const { db } = await openWithTable();
    let turns = 0;
    const turning = setInterval(() => {
      turns += 1;
    }, 0);

    for (let n = 0; n < 5_000; n += 1) await db.selectFrom("things").select("id").execute();
    clearInterval(turning);

    expect(turns).toBeGreaterThan(10);
  });

  onSqlite("takes single writes while another process writes, and commits after it has met its lock", async () => {
    const target = newTarget();
    const first = await openWithTable(target);
    const second = open(target);
    const insert = ({ db }: Database<Schema>, id: number) =>
      db.insertInto("things").values({ id, text: null }).execute();

    const ids = Array.from({ length: 20 }, (_, id) => id);
    await Promise.all(ids.map((id) => insert(id % 2 === 0 ? first : second, id)));

    expect(await second.db.selectFrom("things").select("id").orderBy("id").execute()).toEqual(
      ids.map((id) => ({ id })),
    );
  });

  /** Has the row 1, in a transaction on a connection of its own, until it is let go. */
  async function holdRow(target: DatabaseTarget, { idleMs }: { idleMs: number }) {
    const { db } = open(target);
    let letGo = (): void => undefined;
    const isLetGo = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let ended: Promise<unknown> = Promise.resolve();
    await new Promise<void>((resolve, reject) => {
      ended = db.transaction().execute(async (trx) => {
        await sql`set local idle_in_transaction_session_timeout = ${sql.lit(idleMs)}`.execute(trx);
        await trx.updateTable("things").set({ text: "held" }).where("id", "=", 1).execute();
        resolve();
        await isLetGo;
        await trx.updateTable("things").set({ text: "later" }).where("id", "=", 1).execute();
      });
      ended.catch(reject);
    });
    return { db, letGo, ended };
  }
  const openWithRow = async (target: DatabaseTarget) => {
    const database = await openWithTable(target);
    await database.db.insertInto("things").values({ id: 1, text: null }).execute();
    return database;
  };

  onPostgres("what waits for a lock is run again, as after any other contention", async () => {
    const target = newTarget();
    const database = await openWithRow(target);
    const held = await holdRow(target, { idleMs: 0 });
    let attempts = 0;

    await writeTransaction(database, async (trx) => {
      attempts += 1;
      if (attempts === 2) held.letGo();
      await sql`set local lock_timeout = 50`.execute(trx);
      await trx.updateTable("things").set({ text: "written" }).where("id", "=", 1).execute();
    });
    await held.ended;

    expect(attempts).toBeGreaterThan(1);
    expect(await database.db.selectFrom("things").select("text").execute()).toEqual([{ text: "written" }]);
  });

  onPostgres("who is stopped in a transaction holds nobody up: it fails as one whose connection is lost", async () => {
    const lost: Error[] = [];
    const target = newTarget();
    const database = await openWithRow(target);
    const watched = { ...target, onConnectionLost: (error: Error) => lost.push(error) };
    const held = await holdRow(watched, { idleMs: 50 });

    await writeTransaction(database, (trx) =>
      trx.updateTable("things").set({ text: "written" }).where("id", "=", 1).execute(),
    );
    held.letGo();

    await expect(held.ended).rejects.toThrow();
    expect(lost).toContainEqual(expect.objectContaining({ code: "25P03" }));
    expect(await held.db.selectFrom("things").select("text").execute()).toEqual([{ text: "written" }]);
  });

  onPostgres("waits for no lock, and holds none in idleness, without a limit", async () => {
    const { db } = open({ ...newTarget(), isRepeatable: true });
    const { rows } = await sql`select name, setting from pg_settings
      where name in ('lock_timeout', 'idle_in_transaction_session_timeout', 'synchronous_commit') order by name`.execute(
      db,
    );

    expect(rows).toEqual([
      { name: "idle_in_transaction_session_timeout", setting: "10000" },
      { name: "lock_timeout", setting: "5000" },
      { name: "synchronous_commit", setting: "off" },
    ]);
  });

  onPostgres("survives the loss of its connection in a transaction", async () => {
    const lost: Error[] = [];
    const target = { ...newTarget(), onConnectionLost: (error: Error) => lost.push(error) };
    const database = await openWithTable(target);
    const other = open(target);
    const cut = writeTransaction(database, async (trx) => {
      await trx.insertInto("things").values({ id: 1, text: null }).execute();
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
      await sql`select pg_terminate_backend(${rows[0]?.pid ?? 0}::integer)`.execute(other.db);
      await trx.insertInto("things").values({ id: 2, text: null }).execute();
    });

    await expect(cut).rejects.toThrow();
    expect(lost.length).toBeGreaterThan(0);
    await writeTransaction(database, (trx) => trx.insertInto("things").values({ id: 3, text: null }).execute());
    expect(await database.db.selectFrom("things").select("id").execute()).toEqual([{ id: 3 }]);
  });
});

test("a database in memory works and dies with its handle", async () => {
  const database = openDatabase({ kind: "sqlite", path: ":memory:" });
  await sql`create table t (a integer)`.execute(database.db);
  await sql`insert into t values (${1})`.execute(database.db);

  const { rows } = await sql`select a from t`.execute(database.db);
  await database.close();

  expect(rows).toEqual([{ a: 1 }]);
});

test("a schema name that would need quoting is refused", async () => {
  const database = openDatabase({ kind: "postgres", url: "postgres://127.0.0.1:1/none", schema: 'a"b' });

  await expect(sql`select 1`.execute(database.db)).rejects.toThrow("is not a schema name");
});
