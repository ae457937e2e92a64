import { expect, test } from "@jest/globals";
import { newEvent } from "../../../src/domain/notifications/events.ts";
import type { ReminderStore } from "../../../src/services/follow/ports.ts";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const task = { team: "T1", taskId: "t1" };

describeOnBothEngines("reminders", (newTarget) => {
  const { open, clock } = storesOf(newTarget);
  const eventOf = (person: string) =>
    newEvent("work.reminder", { team: "T1", person, task: { id: "t1", name: "Digits" }, from: "U9" });
  const remind = (store: ReminderStore, people: readonly string[]) =>
    store.remind(task, people, { since: new Date(clock.now().getTime() - DAY), eventOf });

  test("of many who remind at once one does, and again after a day", async () => {
    const { reminders, outbox } = await open();

    const first = await Promise.all(Array.from({ length: 4 }, () => remind(reminders, ["U1", "U2"])));
    clock.advance(DAY - 1);
    const tooSoon = await remind(reminders, ["U1", "U3"]);
    clock.advance(1);
    const later = await remind(reminders, ["U1", "U3"]);

    expect(first.filter((people) => people.length > 0)).toEqual([["U1", "U2"]]);
    expect([tooSoon, later]).toEqual([["U3"], ["U1"]]);
    expect(await outbox.claim(10, HOUR)).toHaveLength(4);
  });

  test("whoever was asked by itself counts as reminded", async () => {
    const { reminders, following } = await open();
    await following.notice("T1", ["t1"], clock.now().getTime());
    const [claimed] = await following.claimDue("T1", 1, HOUR);
    if (!claimed) throw new Error("nothing is due");
    const watch = { firstSeenAt: 1, changedAt: 1, waiting: 0, reviewToldOf: 0, workers: {} };
    await following.save("T1", claimed, {
      watch,
      counts: [],
      seenBy: new Map(),
      reminded: ["U1"],
      events: [],
      dueAt: 0,
    });

    const since = new Date(clock.now().getTime() - DAY);
    expect(await reminders.listSince("T1", "t1", since)).toEqual(new Map([["U1", clock.now()]]));
    expect(await reminders.listSince("T1", "t2", since)).toEqual(new Map());
    expect(await remind(reminders, ["U1"])).toEqual([]);
    clock.advance(8 * DAY);
    expect(await reminders.sweep()).toBe(1);
  });

  test("the message that asks for a review is the last one", async () => {
    const { reviewAsks } = await open();
    const key = { ...task, person: "U1" };
    await reviewAsks.save(key, { channel: "D1", ts: "1.0" });
    await reviewAsks.save(key, { channel: "D1", ts: "2.0" });

    expect(await reviewAsks.find(key)).toEqual({ channel: "D1", ts: "2.0" });
    expect(await reviewAsks.find({ ...key, person: "U2" })).toBeUndefined();
    clock.advance(91 * DAY);
    expect(await reviewAsks.sweep()).toBe(1);
  });
});
