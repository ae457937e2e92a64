import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { createTasksService } from "../../../src/tasks-service/create-tasks-service.ts";
import { leaveOver } from "../../../src/tasks-service/tables/leftovers.ts";
import { connectTasksStore } from "../../../src/tasks-service/tables/store.ts";

const folder = mkdtempSync(join(tmpdir(), "labeldesk-thread-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a thread runs from TypeScript too, as in development", async () => {
  const database = { kind: "sqlite", path: join(folder, "thread.db") } as const;
  const errors: unknown[] = [];
  const log = { error: (fields: object) => errors.push(fields) };
  const open = () => createTasksService({ database, now: () => new Date(), newId: () => "id", log });
  await (await open()).close();
  const store = connectTasksStore(database);
  await store.write((trx) => leaveOver(trx, "task", [77]));

  const service = await open();
  await service.idle();
  const left = await store.db.selectFrom("leftovers").selectAll().execute();
  await service.close();
  await store.close();

  expect(left).toEqual([]);
  expect(errors).toEqual([]);
});
