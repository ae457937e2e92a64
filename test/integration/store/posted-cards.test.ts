import { expect, test } from "@jest/globals";
import type { PostedCardStore, SeenEvents } from "../../../src/services/ports.ts";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";

const DAY_MS = 86_400_000;

describeOnBothEngines("posted cards", (newTarget) => {
  const { open, clock } = storesOf(newTarget);
  const copy = { team: "T1", taskId: "t1", channel: "C1", ts: "1.0" };

  test("are remembered by task, newest first, each once", async () => {
    const store = await open();
    const cards: PostedCardStore = store.postedCards satisfies PostedCardStore;
    await cards.save(copy);
    clock.advance(1);
    await cards.save({ ...copy, channel: "C2", url: "https://clarifai.com/a/b/tasks/t1" });
    await cards.save({ ...copy, taskId: "t2" });
    await cards.save({ ...copy, team: "T2" });
    clock.advance(1);
    await cards.save(copy);

    expect(await cards.listForTask("T1", "t1")).toEqual([
      copy,
      { ...copy, channel: "C2", url: "https://clarifai.com/a/b/tasks/t1" },
    ]);
    await cards.remove(copy);
    expect(await cards.listForTask("T1", "t1")).toHaveLength(1);
    expect(await cards.listForTask("T2", "t1")).toHaveLength(1);
    expect(store.seenEvents satisfies SeenEvents).toBeDefined();
  });

  test("are forgotten after a year", async () => {
    const { postedCards } = await open();
    await postedCards.save(copy);
    clock.advance(364 * DAY_MS);
    expect(await postedCards.sweep()).toBe(0);
    clock.advance(DAY_MS);
    expect(await postedCards.sweep()).toBe(1);
    expect(await postedCards.listForTask("T1", "t1")).toEqual([]);
  });
});
