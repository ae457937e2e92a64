import { expect, test } from "@jest/globals";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";

describeOnBothEngines("turns on tasks", (newTarget) => {
  const { open, clock } = storesOf(newTarget);

  test("one at a time has a task, however many ask at once", async () => {
    const { taskTurns } = await open();

    const asked = await Promise.all(Array.from({ length: 8 }, () => taskTurns.take("t1", 1_000)));
    const taken = asked.filter((token) => token !== undefined);

    expect(taken).toHaveLength(1);
    expect(await taskTurns.take("t2", 1_000)).toBeDefined();
    await taskTurns.end("t1", taken[0] ?? "");
    expect(await taskTurns.take("t1", 1_000)).toBeDefined();
  });

  test("a turn is kept as long as nobody else has had the task since", async () => {
    const { taskTurns } = await open();
    const mine = (await taskTurns.take("t1", 1_000)) ?? "";
    clock.advance(1_000);
    const isKept = await taskTurns.renew("t1", mine, 1_000);
    const other = await taskTurns.take("t1", 1_000);
    clock.advance(1_000);
    const next = (await taskTurns.take("t1", 1_000)) ?? "";
    const whileTheirs = await taskTurns.renew("t1", mine, 1_000);
    await taskTurns.end("t1", next);

    expect([isKept, other, whileTheirs]).toEqual([true, undefined, false]);
    expect(await taskTurns.renew("t1", mine, 1_000)).toBe(false);
  });

  test("a lease that is over holds nobody up, and whoever had it ends nothing", async () => {
    const { taskTurns } = await open();
    const lost = await taskTurns.take("t1", 1_000);
    clock.advance(1_000);
    const next = await taskTurns.take("t1", 1_000);

    await taskTurns.end("t1", lost ?? "");

    expect(next).toBeDefined();
    expect(await taskTurns.take("t1", 1_000)).toBeUndefined();
    clock.advance(1_000);
    expect(await taskTurns.sweep()).toBe(1);
  });
});
