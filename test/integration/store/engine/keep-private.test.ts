import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createStore, type Store } from "../../../../src/store/store.ts";
import { createTestIds } from "../../../support/app-store.ts";

let parent: string;
let store: Store | undefined;
async function open(path: string) {
  store = await createStore({ kind: "sqlite", path }, { now: () => new Date(), newId: createTestIds() });
}
const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
/** The rights of the folder, and of the database with the files that SQLite keeps beside it. */
async function modesIn(folder: string) {
  const files = ["labeldesk.db", "labeldesk.db-wal", "labeldesk.db-shm"];
  return [await modeOf(folder), ...(await Promise.all(files.map((file) => modeOf(join(folder, file)))))];
}

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "labeldesk-private-"));
});
afterEach(async () => {
  await store?.close();
  store = undefined;
  await rm(parent, { recursive: true, force: true });
});

test("a new database can be read by nobody else", async () => {
  const folder = join(parent, "new", "data");

  await open(join(folder, "labeldesk.db"));

  expect(await modesIn(folder)).toEqual(["700", "600", "600", "600"]);
});

test("one of an older version, which everybody could read, can be no longer", async () => {
  const folder = join(parent, "old");
  await mkdir(folder, { mode: 0o755 });
  await open(join(folder, "labeldesk.db"));
  await store?.close();
  for (const file of ["labeldesk.db", "labeldesk.db-wal", "labeldesk.db-shm"]) {
    await writeFile(join(folder, file), "", { flag: "a" });
    await chmod(join(folder, file), 0o644);
  }
  await chmod(folder, 0o755);

  await open(join(folder, "labeldesk.db"));

  expect(await modesIn(folder)).toEqual(["700", "600", "600", "600"]);
});

test("a folder for everybody stays one", async () => {
  const folder = join(parent, "shared");
  await mkdir(folder);
  await chmod(folder, 0o1777);

  await open(join(folder, "labeldesk.db"));

  expect(await modesIn(folder)).toEqual(["777", "600", "600", "600"]);
});
