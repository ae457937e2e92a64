import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import Libsql from "libsql";
import pg from "pg";
import { createStore } from "../../src/store/store.ts";
import { builtOf } from "../support/built.ts";
import { letGoOfFile } from "../support/let-go-of-file.ts";
import { createRecordingLog } from "../support/recording-log.ts";

const folder = mkdtempSync(join(tmpdir(), "labeldesk-state-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Result = { readonly code: unknown; readonly stdout: string; readonly stderr: string };

/** Runs a file of src as a process of its own, with these variables and nothing else. */
const run = (file: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Result> =>
  new Promise((done) => {
    execFile(
      process.execPath,
      [builtOf(file), ...args],
      { cwd: folder, env, timeout: 60_000 },
      (error, stdout, stderr) => done({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });

const command = (name: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Result> =>
  run(`src/cli/${name}.ts`, args, env);

const openStore = (dir: string) =>
  createStore({ kind: "sqlite", path: join(dir, "labeldesk.db") }, { now: () => new Date(), newId: () => "id" });

test("status says what waits and makes nothing; what was migrated is up to date", async () => {
  const env = { DATA_DIR: join(folder, "migrated") };

  const before = await command("migrate", ["status"], env);
  const isThere = existsSync(env.DATA_DIR);
  const migrated = await command("migrate", [], env);
  const after = await command("migrate", ["status"], env);

  expect({ ...before, isThere }).toMatchObject({
    code: 2,
    stdout: expect.stringMatching(/ 1 {2}waits {2}drafts/),
    isThere: false,
  });
  expect(migrated).toMatchObject({ code: 0, stdout: expect.stringContaining("applied 1, 2") });
  expect(after).toMatchObject({ code: 0, stdout: expect.stringMatching(/ 1 {2}applied .*drafts/), stderr: "" });
});

test("a database of a newer version is refused in words, by the app too", async () => {
  const dir = join(folder, "newer");
  await command("migrate", [], { DATA_DIR: dir });
  const database = new Libsql(join(dir, "labeldesk.db"));
  database.exec("insert into migrations (version, name) select max(version) + 1, 'from the future' from migrations");
  database.close();
  const slack = { SLACK_BOT_TOKEN: "xoxb-1-a", SLACK_SIGNING_SECRET: "a-secret", SLACK_API_URL: "http://127.0.0.1:9/" };

  const results = [
    await command("migrate", ["status"], { DATA_DIR: dir }),
    await command("migrate", [], { DATA_DIR: dir }),
    await run("src/main.ts", [], { ...slack, DATA_DIR: dir, PORT: "0" }),
  ];

  for (const result of results)
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining("start the newer program again") });
});

test("what a running app keeps is backed up, and restored elsewhere once and not again", async () => {
  const dir = join(folder, "running");
  const store = await openStore(dir);
  await store.secrets.ensure("cookies", () => "kept", { sealer: undefined, log: createRecordingLog() });
  const backup = await command("backup", ["running.backup"], { DATA_DIR: dir });
  const overOpen = await command("restore", ["--replace", "running.backup"], { DATA_DIR: dir });
  await store.close();
  const target = { DATA_DIR: join(folder, "restored") };

  const restored = await command("restore", ["running.backup"], target);
  const again = await command("restore", ["running.backup"], target);
  const replaced = await command("restore", ["--replace", "running.backup"], target);

  expect(backup).toMatchObject({ code: 0, stdout: expect.stringContaining("was read back") });
  expect(overOpen).toMatchObject({ code: 1, stderr: expect.stringContaining("Stop Labeldesk first") });
  expect([restored.code, again.code, replaced.code]).toEqual([0, 1, 0]);
  expect(again.stderr).toMatch(/holds something already.*--replace/);
  const reopened = await openStore(target.DATA_DIR);
  expect(
    await reopened.secrets.ensure("cookies", () => "made anew", { sealer: undefined, log: createRecordingLog() }),
  ).toBe("kept");
  await reopened.close();
});

const server = process.env["TEST_DATABASE_URL"];
const onPostgres = server === undefined ? describe.skip : describe;

onPostgres("moving to PostgreSQL", () => {
  const name = `labeldesk_move_${Date.now()}`;
  const target = new URL(server ?? "postgres://nowhere");
  target.pathname = `/${name}`;
  // Where the server asks for none, one that is taken all the same.
  target.password ||= "a-password-of-ours";
  const ask = async (url: string, statement: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return client.query(statement).finally(() => client.end());
  };
  beforeAll(() => ask(server ?? "", `create database ${name}`));
  afterAll(() => ask(server ?? "", `drop database ${name} with (force)`));

  test("waits for the app to end, brings all of it, and never twice", async () => {
    const dir = join(folder, "moved");
    const env = { DATA_DIR: dir, MOVE_TO_URL: target.href };
    const store = await openStore(dir);
    await store.secrets.ensure("cookies", () => "kept", { sealer: undefined, log: createRecordingLog() });
    const whileOpen = await command("move-to", [], env);
    await store.close();
    await letGoOfFile(join(dir, "labeldesk.db"));

    const moved = await command("move-to", [], env);
    const again = await command("move-to", [], env);

    expect(whileOpen).toMatchObject({ code: 1, stderr: expect.stringContaining("Stop Labeldesk first") });
    expect(moved).toMatchObject({ code: 0, stdout: expect.stringContaining("Set DATABASE_URL") });
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining("holds something already") });
    expect((await ask(target.href, "select value from labeldesk.secrets")).rows).toEqual([{ value: "kept" }]);
    for (const { stdout, stderr } of [whileOpen, moved, again]) expect(stdout + stderr).not.toContain(target.password);
  });

  test.each([
    ["an address that is none", { MOVE_TO_URL: "mysql://there" }, "must be an address that begins with postgres://"],
    ["a state that is on PostgreSQL already", { DATABASE_URL: target.href, MOVE_TO_URL: target.href }, "already"],
    ["nothing to move", { DATA_DIR: join(folder, "nothing"), MOVE_TO_URL: target.href }, "no database in DATA_DIR"],
    [
      "a server that does not answer",
      { DATA_DIR: join(folder, "restored"), MOVE_TO_URL: "postgres://a:b@127.0.0.1:9/c" },
      "ECONNREFUSED",
    ],
  ])("is refused in words: %s", async (_, env, words) => {
    const { code, stderr } = await command("move-to", [], env);

    expect(code).toBe(1);
    expect(stderr).toContain(words);
  });
});
