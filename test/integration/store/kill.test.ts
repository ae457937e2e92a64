import { expect, test } from "@jest/globals";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { readUntilKilled } from "../../support/read-until-killed.ts";

const SETTLING = "test/integration/store/settling-process.ts";

describeOnBothEngines("after a kill -9", (newTarget) => {
  const { open } = storesOf(newTarget);

  test("nothing that was acknowledged is missing, and no outcome is without its events", async () => {
    const target = newTarget();
    const reported: string[] = [];
    for (const count of [7, 20, 33]) {
      reported.push(...(await readUntilKilled(SETTLING, [JSON.stringify(target)], count)));
    }

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
