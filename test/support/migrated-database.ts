import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import Libsql from "libsql";
import { migrate } from "../../src/store/engine/migrate.ts";
import { type DatabaseTarget, openDatabase } from "../../src/store/engine/open.ts";
import { migrations as ofApp } from "../../src/store/migrations/migrations.ts";
import { migrations as ofTasksService } from "../../src/tasks-service/tables/migrations/migrations.ts";
import { putMigratedSchema } from "./migrated-schema.ts";

const MIGRATIONS = { app: ofApp, tasksService: ofTasksService };

/** Whose tables a database has. */
export type TablesOf = keyof typeof MIGRATIONS;

const made = new Map<TablesOf, Promise<Buffer>>();

/**
 * Where there is no database yet (no file, no schema), puts one as the migrations leave it: made once a process by running them, for
 * they take most of the time of opening a store. Whoever opens it still looks whether one is missing.
 */
export async function putMigrated(target: DatabaseTarget, tablesOf: TablesOf): Promise<void> {
  if (target.kind === "postgres") return putMigratedSchema(target, MIGRATIONS[tablesOf]);
  if (target.path === ":memory:") return;
  const file = await migratedFile(tablesOf);
  try {
    mkdirSync(dirname(target.path), { recursive: true });
    writeFileSync(target.path, file, { flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

function migratedFile(tablesOf: TablesOf): Promise<Buffer> {
  const file = made.get(tablesOf) ?? make(tablesOf);
  made.set(tablesOf, file);
  return file;
}

async function make(tablesOf: TablesOf): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "labeldesk-migrated-"));
  const path = join(folder, "migrated.db");
  const database = openDatabase<object>({ kind: "sqlite", path });
  try {
    await migrate(database, MIGRATIONS[tablesOf]).finally(() => database.close());
    return await readDatabase(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A database as one file, with what still stands in the journal beside it. */
export async function readDatabase(path: string): Promise<Buffer> {
  const whole = `${path}.whole`;
  const database = new Libsql(path);
  database.exec(`vacuum into '${whole}'`);
  database.close();
  return readFile(whole);
}
