import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import type { SandboxSlack } from "../../../sandbox/slack/create-sandbox-slack.ts";
import { type DatabaseChoice, databaseOf, TASKS_DATABASE } from "../../../src/app/database-of.ts";
import { createLocalTasks } from "../../../src/app/local-tasks.ts";
import { type Database, openDatabase } from "../../../src/store/engine/open.ts";
import type { Schema } from "../../../src/store/schema.ts";
import { eventually } from "../../support/eventually.ts";
import { putMigrated } from "../../support/migrated-database.ts";
import { createDatabase } from "../../support/postgres-database.ts";
import { createRecordingLog } from "../../support/recording-log.ts";
import { startTestWorkspaces } from "../../support/start-workspaces.ts";

const server = process.env["TEST_DATABASE_URL"];
const onPostgres = server === undefined ? describe.skip : describe;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function inFolder(): Promise<DatabaseChoice> {
  const dir = await mkdtemp(join(tmpdir(), "labeldesk-local-tasks-"));
  closers.push(() => rm(dir, { recursive: true, force: true }));
  return { kind: "sqlite", dir };
}

async function onServer(): Promise<DatabaseChoice> {
  const { url, drop } = await createDatabase(server ?? "");
  closers.push(drop);
  return { kind: "postgres", url };
}

/** A local tasks service that is still to be opened, and its database as whoever runs it sees that. */
async function begin(choose: () => Promise<DatabaseChoice>) {
  const database = await choose();
  const target = databaseOf(database, TASKS_DATABASE);
  await putMigrated(target, "tasksService");
  const seen = openDatabase<object>(target);
  closers.push(() => seen.close());
  let opened = 0;
  const open = createLocalTasks({
    database,
    tasksService: undefined,
    onOpened(close) {
      opened += 1;
      closers.push(close);
    },
    now: () => new Date(),
    newId: randomUUID,
    log: createRecordingLog(),
  });
  return { open, seen, countOpened: () => opened };
}

const rename = (database: Database<object>, from: string, to: string) =>
  sql`alter table ${sql.table(from)} rename to ${sql.table(to)}`.execute(database.db);

describe.each([["SQLite", inFolder] as const, ...(server === undefined ? [] : [["PostgreSQL", onServer] as const])])(
  "the local tasks service on %s",
  (_engine, choose) => {
    // With one the service itself cannot be made, with the other it is there, and has no owner.
    test.each(["leftovers", "users"])(
      "is opened once, also where it could not be at first (without %s)",
      async (table) => {
        const { open, seen, countOpened } = await begin(choose);
        await rename(seen, table, "away");
        await expect(open()).rejects.toThrow(table);
        await expect(open()).rejects.toThrow(table);
        await rename(seen, "away", table);

        const [first, second] = await Promise.all([open(), open()]);
        await first.service.ensureApp("labeldesk", "T1");

        expect(second).toBe(first);
        expect(await open()).toBe(first);
        expect(countOpened()).toBe(1);
      },
    );
  },
);

onPostgres("the local tasks service, where it cannot be opened", () => {
  test("leaves no connection behind", async () => {
    const { open, seen } = await begin(onServer);
    await rename(seen, "leftovers", "away");

    await expect(open()).rejects.toThrow("leftovers");

    const others = sql`select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
    await eventually(async () => (await others.execute(seen.db)).rows.length === 0, 5_000);
  });
});

test("a workspace is set to work, and another one left, as soon as the local tasks service can be opened after all", async () => {
  const log = createRecordingLog();
  const world = await startTestWorkspaces(
    [{ team: { id: "T0RED", name: "Red", domain: "red" } }, { team: { id: "T0BLUE", name: "Blue", domain: "blue" } }],
    { overrides: { log, times: { housekeeping: { round: 100 } } } },
  );
  closers.push(world.stop);
  const [red, blue] = world.slacks as [SandboxSlack, SandboxSlack];
  const tasks = openDatabase<object>({ kind: "sqlite", path: join(world.dataDir, "tasks-service.db") });
  const app = openDatabase<Schema>({ kind: "sqlite", path: join(world.dataDir, "labeldesk.db") });
  closers.push(tasks.close, app.close);
  const isLogged = async (words: string) => log.lines.some(({ message }) => message.includes(words));

  await rename(tasks, "users", "away");
  for (const slack of [red, blue]) await world.install(slack);
  world.oauth.remove(blue);
  await blue.sendEvent({ type: "app_uninstalled" });
  await eventually(() => isLogged("could not be opened"));
  await eventually(() => isLogged("could not be left"));
  await rename(tasks, "away", "users");

  await red.person("lena").openModal();
  const installed = () => app.db.selectFrom("installations").select("team").execute();
  await eventually(async () => (await installed()).length === 1);
  expect(await installed()).toEqual([{ team: "T0RED" }]);
});
