import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, test } from "@jest/globals";
import type { DatabaseTarget } from "../../../src/store/engine/open.ts";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { builtOf } from "../../support/built.ts";

const script = builtOf("test/integration/store/settling-process.ts");

/** Runs the process until it has reported `count` settled submissions, kills it, and gives what it reported. */
async function settleUntilKilled(target: DatabaseTarget, count: number): Promise<string[]> {
  const child = spawn(process.execPath, [script, JSON.stringify(target)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const reported: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    reported.push(line);
    if (reported.length === count) child.kill("SIGKILL");
  }
  await exited;
  return reported;
}

describeOnBothEngines("after a kill -9", (newTarget) => {
  const { open } = storesOf(newTarget);

  test("nothing that was acknowledged is missing, and no outcome is without its events", async () => {
    const target = newTarget();
    const reported: string[] = [];
    for (const count of [7, 20, 33]) reported.push(...(await settleUntilKilled(target, count)));

    const { submissions, outbox } = await open(target);
    const told = new Map<unknown, number>();
    const events = await outbox.claim(10_000, 60_000);
    for (const { payload } of events) told.set(payload["id"], (told.get(payload["id"]) ?? 0) + 1);

    expect(reported.length).toBeGreaterThanOrEqual(60);
    for (const id of reported) expect(await submissions.find(id)).toMatchObject({ status: "done" });
    expect([...told.keys()]).toEqual(expect.arrayContaining(reported));
    expect(new Set(told.values())).toEqual(new Set([2]));
  });
});
