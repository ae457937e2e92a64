import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setInterval as ticks } from "node:timers/promises";
import { afterAll, expect, test } from "@jest/globals";
import { leaveOver } from "../../../src/tasks-service/tables/leftovers.ts";
import { connectTasksStore, openTasksStore } from "../../../src/tasks-service/tables/store.ts";
import { createThreadTurns, createWriteTurns } from "../../../src/tasks-service/threads/write-turns.ts";

const folder = mkdtempSync(join(tmpdir(), "labeldesk-turns-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A transaction that lasts for so many turns of the event loop's timers. */
async function ticking(count: number): Promise<void> {
  let left = count;
  for await (const _ of ticks(2)) if (--left === 0) return;
}

test("a request that meets a thread's transaction does not stop the event loop", async () => {
  const database = { kind: "sqlite", path: join(folder, "turns.db") } as const;
  const turns = createWriteTurns();
  const requests = await openTasksStore(database, turns.ofRequest);
  const thread = connectTasksStore(database, createThreadTurns(turns.ofThread("background")));
  await thread.db.selectFrom("leftovers").selectAll().execute();
  const order: string[] = [];
  let sayBegun = (): void => {};
  const begun = new Promise<void>((resolve) => {
    sayBegun = resolve;
  });

  const batch = thread.write(async (trx) => {
    await leaveOver(trx, "task", [1]);
    sayBegun();
    await ticking(100);
    order.push("thread");
  });
  await begun;
  const before = performance.eventLoopUtilization();
  await requests.write(async (trx) => {
    order.push("request");
    await leaveOver(trx, "task", [2]);
  });
  const { utilization } = performance.eventLoopUtilization(before);
  await batch;
  const left = await requests.db.selectFrom("leftovers").select("key").orderBy("key").execute();
  await Promise.all([thread.close(), requests.close()]);

  expect(order).toEqual(["thread", "request"]);
  expect(left.map(({ key }) => key)).toEqual([1, 2]);
  // SQLite would wait inside of itself, for 50 ms at a time.
  expect(utilization).toBeLessThan(0.3);
});
