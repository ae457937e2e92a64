import { afterEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { type Migration, migrate, NewerDatabaseError } from "../../../../src/store/engine/migrate.ts";
import { type Database, type DatabaseTarget, openDatabase } from "../../../../src/store/engine/open.ts";
import { describeOnBothEngines } from "../../../support/both-engines.ts";

type Schema = { a: { x: number }; b: { y: number } };

const createA: Migration = {
  version: 1,
  name: "a",
  up: async (trx) => {
    await sql`create table a (x integer)`.execute(trx);
  },
};
const createB: Migration = {
  version: 2,
  name: "b",
  up: async (trx) => {
    await sql`create table b (y integer)`.execute(trx);
  },
};
const broken: Migration = {
  version: 3,
  name: "broken",
  up: async (trx) => {
    await sql`insert into b values (1)`.execute(trx);
    throw new Error("broken");
  },
};

describeOnBothEngines("migrate", (newTarget, engine) => {
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

  onPostgres("waits for whoever is migrating a large table", async () => {
    let limit: unknown;
    const look: Migration = {
      version: 1,
      name: "look",
      up: async (trx) => {
        limit = (await sql`show lock_timeout`.execute(trx)).rows;
      },
    };
    await migrate(open(newTarget()), [look]);

    expect(limit).toEqual([{ lock_timeout: "0" }]);
  });

  test("applies each migration once, whenever it arrives", async () => {
    const database = open(newTarget());

    const applied = [
      await migrate(database, [createA]),
      await migrate(database, [createA, createB]),
      await migrate(database, [createA, createB]),
    ];

    expect(applied).toEqual([[1], [2], []]);
  });

  test("is done once when several replicas start together", async () => {
    const target = newTarget();
    const replicas = Array.from({ length: 4 }, () => open(target));

    const applied = await Promise.all(replicas.map((replica) => migrate(replica, [createA, createB])));

    expect(applied.flat()).toEqual([1, 2]);
  });

  test("leaves the database as it was when a step fails", async () => {
    const database = open(newTarget());
    await migrate(database, [createA]);

    await expect(migrate(database, [createA, createB, broken])).rejects.toThrow("broken");

    expect(await migrate(database, [createA, createB])).toEqual([2]);
    expect(await database.db.selectFrom("b").selectAll().execute()).toEqual([]);
  });

  test("refuses a database from a newer program", async () => {
    const database = open(newTarget());
    await migrate(database, [createA, createB]);

    await expect(migrate(database, [createA])).rejects.toThrow(NewerDatabaseError);
  });

  test("refuses a list of migrations with a gap", async () => {
    await expect(migrate(open(newTarget()), [createB])).rejects.toThrow("carries the version 2");
  });
});
