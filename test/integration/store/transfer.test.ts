import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { type Migration, migrate, NewerDatabaseError } from "../../../src/store/engine/migrate.ts";
import { type DatabaseTarget, type Engine, openDatabase } from "../../../src/store/engine/open.ts";
import { writeTransaction } from "../../../src/store/engine/write-transaction.ts";
import { TABLES_OF_TEAMS } from "../../../src/store/forget-team.ts";
import { migrations as ofApp } from "../../../src/store/migrations/migrations.ts";
import { checkBackup, readBackup, writeBackup } from "../../../src/store/transfer/backup-file.ts";
import { describeTables } from "../../../src/store/transfer/describe-tables.ts";
import { NotEmptyError } from "../../../src/store/transfer/fill.ts";
import { compareItems, DifferenceError, type Item } from "../../../src/store/transfer/item.ts";
import { readItems } from "../../../src/store/transfer/read-items.ts";
import { InUseError, type Part, withScopes } from "../../../src/store/transfer/scope.ts";
import { transfer } from "../../../src/store/transfer/transfer.ts";
import { migrations as ofTasksService } from "../../../src/tasks-service/tables/migrations/migrations.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { letGoOfFile } from "../../support/let-go-of-file.ts";

/** Every kind of column, a key of several columns, a counter, rows that refer to others of their own table, and a row from the beginning. */
const first: Migration = {
  version: 1,
  name: "things",
  async up(trx, engine) {
    const [bytes, real, counter] =
      engine === "sqlite"
        ? ["blob", "real", "integer primary key autoincrement"]
        : ["bytea", "double precision", "bigint generated always as identity primary key"];
    const statements = [
      `create table things (name text not null, place integer not null, parent text references leaves (id), amount bigint,
        weight ${real}, picture ${bytes}, "select" text, primary key (name, place))`,
      "create table leaves (id text primary key, parent text references leaves (id) on delete cascade)",
      `create table events (seq ${counter}, body text not null)`,
      "insert into leaves (id) values ('from the beginning')",
    ];
    // SQLite takes a table that refers to a later one, PostgreSQL does not.
    const order = engine === "sqlite" ? statements : [1, 0, 2, 3].map((place) => statements[place] ?? "");
    for (const statement of order) await sql.raw(statement).execute(trx);
  },
};
/** Renames what older backups have. */
const second: Migration = {
  version: 2,
  name: "louder",
  async up(trx) {
    await sql`update events set body = upper(body)`.execute(trx);
    await sql`alter table events add column heard integer not null default 0`.execute(trx);
  },
};

const folder = mkdtempSync(join(tmpdir(), "labeldesk-transfer-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newFile = (): string => {
  files += 1;
  return join(folder, `${files}.backup`);
};

const partAt = (target: DatabaseTarget, migrations: readonly Migration[] = [first]): Part => ({
  name: "things",
  target,
  migrations,
});

/** Waits, with an end, for whoever had it alone before to let go of its file. */
async function query<Row>(target: DatabaseTarget, text: string): Promise<readonly Row[]> {
  const until = performance.now() + 10_000;
  for (;;) {
    const { db, close } = openDatabase<unknown>(target);
    try {
      return (await sql.raw<Row>(text).execute(db)).rows;
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error;
    } finally {
      await close();
    }
    await letGoOf(target);
  }
}

/** PostgreSQL closes what is closed. */
const letGoOf = async (target: DatabaseTarget): Promise<void> => {
  if (target.kind === "sqlite") await letGoOfFile(target.path);
};

const isBusy = (error: unknown): boolean =>
  error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY");

/** A database with what is hard to carry. */
async function make(target: DatabaseTarget, migrations: readonly Migration[] = [first]): Promise<Part> {
  const database = openDatabase<unknown>(target);
  const { db } = database;
  await migrate(database, migrations);
  await sql`insert into leaves (id, parent) values ('b', null)`.execute(db);
  await sql`insert into leaves (id, parent) values ('a', 'b')`.execute(db);
  // In the order of a language Ä comes beside A, in that of bytes behind z.
  for (const [place, name] of ["z", "Ä", "A", "a", "😀", "日本", "", "line\nline", "'\"\\"].entries()) {
    await sql`insert into things (name, place, parent, amount, weight, picture, "select")
      values (${name}, ${place}, 'a', ${9_007_199_254_740_993n + BigInt(place)}, ${0.1 * place}, ${Buffer.from([0, place, 255])}, ${name})`.execute(
      db,
    );
  }
  await sql`insert into things (name, place, amount) values ('none', -1, -5), ('none', 10, null), ('none', 2, ${-(2n ** 63n)})`.execute(
    db,
  );
  for (const body of ["first", "second", "third"]) await sql`insert into events (body) values (${body})`.execute(db);
  await sql`delete from events where body = 'third'`.execute(db);
  await database.close();
  return partAt(target, migrations);
}

const options = { replace: false, onProgress: () => {} };
const backUp = async (part: Part): Promise<string> => {
  const file = newFile();
  await withScopes([part], "look", (scopes) => writeBackup(file, readItems(scopes), { madeAt: new Date() }));
  return file;
};
async function restore(file: string, part: Part, replace = false): Promise<void> {
  const letGo = () => letGoOf(part.target);
  await letGo();
  await transfer([part], () => readBackup(file), { ...options, replace }).finally(letGo);
}
const contentOf = (file: string): string =>
  gunzipSync(readFileSync(file)).toString().split("\n").slice(1, -2).join("\n");

/** From one engine into the other, where there are both. */
const isSkipped = (from: Engine, into: Engine): boolean =>
  process.env["TEST_DATABASE_URL"] !== undefined && from === into;

describeOnBothEngines("what is kept", (newSource, from) => {
  describeOnBothEngines("goes over by a backup", (newTarget, engine) => {
    if (isSkipped(from, engine)) {
      test.skip("is said of the other engine", () => {});
      return;
    }

    test("every row, with all that is hard to carry", async () => {
      const file = await backUp(await make(newSource()));
      const target = partAt(newTarget());
      await restore(file, target);

      expect(contentOf(await backUp(target))).toBe(contentOf(file));
      expect(contentOf(file)).toContain('"integer":"9007199254740993"');
    });

    test("and the counters go on behind all numbers that were given, not behind the rows that are left", async () => {
      const file = await backUp(await make(newSource()));
      const target = newTarget();
      await restore(file, partAt(target));

      await query(target, "insert into events (body) values ('next')");
      const [next] = await query<{ seq: number }>(target, "select seq from events where body = 'next'");
      expect(next?.seq).toBe(4);
    });

    test("from a version before, and is brought to this one by its migrations", async () => {
      const file = await backUp(await make(newSource()));
      const target = newTarget();
      await restore(file, partAt(target, [first, second]));

      expect(await query(target, "select body, heard from events order by seq")).toEqual([
        { body: "FIRST", heard: 0 },
        { body: "SECOND", heard: 0 },
      ]);
    });

    test("without the references it has, where they lead nowhere, it is refused and nothing is there", async () => {
      const source = newSource();
      const file = await backUp(await make(source));
      const lines = contentOf(file)
        .split("\n")
        .filter((line) => line !== '["b",null]');
      const target = newTarget();

      await expect(transfer([partAt(target)], () => itemsOf(lines), options)).rejects.toThrow(/refers to|foreign key/);
      await letGoOf(target);
      expect(await withScopes([partAt(target)], "look", async ([scope]) => scope && describeTables(scope))).toEqual([]);
    });

    test(`where there is something on ${engine}, it is left unless it is to be replaced`, async () => {
      const file = await backUp(await make(newSource()));
      const target = newTarget();
      const part = await make(target);
      await query(target, "update events set body = 'kept'");

      await expect(restore(file, part)).rejects.toThrow(NotEmptyError);
      const left = await query(target, "select body from events order by seq");
      await restore(file, part, true);
      const replaced = await query(target, "select body from events order by seq");
      expect({ left, replaced }).toEqual({
        left: [{ body: "kept" }, { body: "kept" }],
        replaced: [{ body: "first" }, { body: "second" }],
      });
    });
  });

  test("is of one moment in a backup, though others write meanwhile", async () => {
    const source = newSource();
    const part = await make(source);
    const database = openDatabase<unknown>(source);
    let isOver = false;
    const writing = (async () => {
      for (let place = 0; !isOver; place += 1) {
        await writeTransaction(database, async (trx) => {
          await sql`insert into events (body) values ('pair')`.execute(trx);
          await sql`insert into things (name, place) values ('pair', ${place})`.execute(trx);
        });
      }
    })();
    const contents: string[] = [];
    for (let round = 0; round < 3; round += 1) contents.push(contentOf(await backUp(part)));
    isOver = true;
    await writing;
    await database.close();

    const counts = contents.map((text) => [
      text.match(/^\["pair",\d+\]$/gm)?.length,
      text.match(/^\[null,"pair",null,null,\d+,null,null\]$/gm)?.length,
    ]);
    expect(new Set(counts.map(([events]) => events)).size).toBeGreaterThan(1);
    for (const [events, things] of counts) expect(things).toBe(events);
  });

  test("is not taken for another's while it is open there", async () => {
    const source = newSource();
    const part = await make(source);
    const file = await backUp(part);
    const open = openDatabase<unknown>(source);
    await sql`select 1`.execute(open.db);

    await expect(restore(file, part, true)).rejects.toThrow(InUseError);
    await open.close();
  });
});

describeOnBothEngines("what is copied or moved", (newTarget, engine) => {
  const onPostgres = engine === "postgres" ? test : test.skip;

  onPostgres.each(["look", "have alone"] as const)("takes as long as the other end does, to %s", async (purpose) => {
    const limits = await withScopes([partAt(newTarget())], purpose, async ([scope]) => {
      const query = sql`select current_setting('lock_timeout') as lock,
        current_setting('idle_in_transaction_session_timeout') as idle`;
      return scope && (await query.execute(scope.trx)).rows;
    });

    expect(limits).toEqual([{ lock: "0", idle: "0" }]);
  });
});

describeOnBothEngines("every table of ours", (newTarget) => {
  test.each([
    ["the app", ofApp, [...TABLES_OF_TEAMS, "outbox", "secrets"]],
    ["the tasks service", ofTasksService, ["inputs", "assignments", "annotations"]],
  ])("can be carried: those of %s", async (name, migrations, some) => {
    const target = newTarget();
    const database = openDatabase<unknown>(target);
    await migrate(database, migrations);
    await database.close();
    const part = { name, target, migrations };

    const shapes = await withScopes([part], "look", ([scope]) => (scope ? describeTables(scope) : Promise.resolve([])));

    expect(shapes.map((shape) => shape.name)).toEqual(expect.arrayContaining([...some, "migrations"]));
  });
});

describe("a backup", () => {
  const newTarget = (): DatabaseTarget => ({ kind: "sqlite", path: `${newFile()}.db` });

  test("is readable for its owner alone, and takes no file's place", async () => {
    const part = await make(newTarget());
    const file = await backUp(part);

    expect(statSync(file).mode & 0o777).toBe(0o600);
    const again = withScopes([part], "look", (scopes) => writeBackup(file, readItems(scopes), { madeAt: new Date() }));
    await expect(again).rejects.toMatchObject({ code: "EEXIST" });
    expect(await checkBackup(file)).toMatchObject({ parts: ["things"] });
  });

  test("that was broken off leaves no file", async () => {
    const file = newFile();
    async function* broken(): AsyncGenerator<Item> {
      yield { part: "things", version: 1 };
      throw new Error("the database went away");
    }

    await expect(writeBackup(file, broken(), { madeAt: new Date() })).rejects.toThrow("the database went away");
    expect(existsSync(file)).toBe(false);
  });

  test("of a newer version is refused", async () => {
    const file = await backUp(await make(newTarget(), [first, second]));

    await expect(restore(file, partAt(newTarget()))).rejects.toThrow(NewerDatabaseError);
  });

  test.each<[string, (bytes: Buffer) => Buffer, string]>([
    ["cut off", (bytes) => bytes.subarray(0, bytes.length - 20), "cut off or damaged"],
    [
      "cut off between two lines",
      (bytes) => gzipSync(gunzipSync(bytes).toString().split("\n").slice(0, 6).join("\n").concat("\n")),
      "end is missing",
    ],
    [
      "changed in one word",
      (bytes) => gzipSync(gunzipSync(bytes).toString().replace('"first"', '"worst"')),
      "checksum",
    ],
    ["longer than it was", (bytes) => gzipSync(`${gunzipSync(bytes)}[1]\n`), "after its end"],
    ["no backup", () => gzipSync("something else\n"), "no backup"],
    ["empty", () => Buffer.alloc(0), "no gzip file"],
    ["not even packed", () => Buffer.from("plain"), "no gzip file"],
  ])("that is %s is told before anything is done with it", async (_, damage, reason) => {
    const file = await backUp(await make(newTarget()));
    writeFileSync(`${file}.damaged`, damage(readFileSync(file)));

    await expect(checkBackup(`${file}.damaged`)).rejects.toThrow(reason);
  });
});

test("a text that SQLite would give cut at NUL is told, and nothing of it is copied", async () => {
  const target: DatabaseTarget = { kind: "sqlite", path: `${newFile()}.db` };
  const part = await make(target);
  await query(target, "insert into events (body) values (cast(x'610062' as text))");

  await expect(backUp(part)).rejects.toThrow("NUL");
});

test("what was written otherwise than it was read is told by its place", async () => {
  const items = async function* (row: readonly (string | number)[]): AsyncGenerator<Item> {
    yield { table: { name: "t", columns: [], key: [] } };
    yield { rows: [["same"], row] };
  };

  await compareItems(items([1, "a"]), items([1, "a"]));
  await expect(compareItems(items([1, "a"]), items([1, "b"]))).rejects.toThrow(
    new DifferenceError("What was written differs from what was read, at row 2 of t"),
  );
});

/** What lines of a backup hold, whatever its end says. */
async function* itemsOf(lines: readonly string[]): AsyncGenerator<Item> {
  for (const line of lines) {
    const json = JSON.parse(line || "{}");
    if (Array.isArray(json))
      yield {
        rows: [
          json.map((value) =>
            typeof value?.integer === "string"
              ? BigInt(value.integer)
              : value?.bytes
                ? Buffer.from(value.bytes, "base64")
                : value,
          ),
        ],
      };
    else if (json.part || json.table) yield json;
  }
}
