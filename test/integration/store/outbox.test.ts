import { spawn } from "node:child_process";
import { once } from "node:events";
import { text as readText } from "node:stream/consumers";
import { expect, test } from "@jest/globals";
import type { EventHandling } from "../../../src/domain/notifications/events.ts";
import type { Claim } from "../../../src/domain/notifications/outbox-event.ts";
import type { DatabaseTarget } from "../../../src/store/engine/open.ts";
import { createStore } from "../../../src/store/store.ts";
import { createTestIds, storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { builtOf } from "../../support/built.ts";
import { claimOf } from "../../support/claim-of.ts";

const LEASE_MS = 60_000;
const event = (n: number, how: EventHandling = {}) => ({ kind: "test", payload: { team: "T1", n }, ...how });
const numbers = (events: readonly { payload: { [key: string]: unknown } }[]) =>
  events.map(({ payload }) => payload["n"]);

/** A process of its own, which says when it is there, and begins when it is told anything. */
const startClaiming = (target: DatabaseTarget, now: Date) =>
  spawn(
    process.execPath,
    [builtOf("test/integration/store/claiming-process.ts"), JSON.stringify(target), now.toISOString()],
    { stdio: ["pipe", "pipe", "inherit"] },
  );

describeOnBothEngines("the outbox", (newTarget) => {
  const { open, clock } = storesOf(newTarget);

  test("gives events back as they were written, in order, and never twice", async () => {
    const { outbox } = await open();
    const payload = { team: "T1", text: "a\0b 😀 \ud800", flag: true, nothing: null, list: [1.5, { deep: "x" }] };
    await outbox.add([{ kind: "first", payload, group: "g" }, event(2)]);

    const claimed = await outbox.claim(10, LEASE_MS);

    expect(claimed.map(({ id: _id, claim: _claim, ...rest }) => rest)).toEqual([
      { team: "T1", kind: "first", payload, group: "g", attempts: 0 },
      { team: "T1", kind: "test", payload: { team: "T1", n: 2 }, attempts: 0 },
    ]);
    expect(await outbox.claim(10, LEASE_MS)).toEqual([]);
  });

  test("of one workspace gives its events alone, and says when its next one is due", async () => {
    const { outbox } = await open();
    const of = (team: string, n: number, how: EventHandling = {}) => ({ ...event(n, how), payload: { team, n } });
    const dueAt = new Date(clock.now().getTime() + 5_000);
    await outbox.add([of("T1", 1), of("T2", 2), of("T1", 3), of("T2", 4, { dueAt })]);

    const claimed = await outbox.claim(10, LEASE_MS, { except: [], team: "T2" });

    expect(claimed.map(({ team, payload }) => [team, payload["n"]])).toEqual([["T2", 2]]);
    await outbox.complete(claimOf(claimed[0]));
    expect(await outbox.nextDueAt({ except: ["other"], team: "T2" })).toEqual(dueAt);
    expect(await outbox.nextDueAt({ only: "other", team: "T1" })).toBeUndefined();
    expect(numbers(await outbox.claim(10, LEASE_MS, { only: "test", team: "T1" }))).toEqual([1, 3]);
  });

  test("says how much is due, failed, waits or was given up, and since when", async () => {
    const { outbox } = await open();
    expect(await outbox.countOpen()).toEqual(
      ["due", "retrying", "waiting", "dead"].map((state) => ({ state, events: 0, oldestS: 0 })),
    );
    const inHours = (hours: number) => new Date(clock.now().getTime() + hours * 3_600_000);
    await outbox.add([event(1), event(2), event(3), event(4), event(5), event(6, { dueAt: inHours(9) })]);
    const [done, failed, dead] = await outbox.claim(3, LEASE_MS);
    await outbox.complete(claimOf(done));
    await outbox.postpone(claimOf(failed), inHours(1), "Slack does not answer");
    clock.advance(20_000);
    await outbox.bury(claimOf(dead), "refused");
    clock.advance(10_000);

    expect(await outbox.countOpen()).toEqual([
      { state: "due", events: 2, oldestS: 30 },
      { state: "retrying", events: 1, oldestS: 30 },
      { state: "waiting", events: 1, oldestS: 30 },
      { state: "dead", events: 1, oldestS: 10 },
    ]);
  });

  test("keeps for which request an event was written, with what follows from it", async () => {
    const target = newTarget();
    await open(target);
    const tools = { now: clock.now, newId: createTestIds("own"), currentRequest: () => "0123456789ab" };
    const store = await createStore(target, tools);
    await store.outbox.add([event(1)]);
    const [first] = await store.outbox.claim(1, LEASE_MS);
    await store.submissions.begin(
      { id: "s", team: "T1", person: "U1", kind: "create-task", viewId: "V1", payload: {} },
      LEASE_MS,
    );
    const submission = await store.submissions.find("s");
    await store.close();

    expect(first?.request).toBe("0123456789ab");
    expect(submission?.request).toBe("0123456789ab");
  });

  test("gives no event to two replicas", async () => {
    const target = newTarget();
    const { outbox } = await open(target);
    await outbox.add(Array.from({ length: 120 }, (_, n) => event(n)));
    const replicas = [1, 2, 3].map(() => startClaiming(target, clock.now()));
    await Promise.all(replicas.map(({ stdout }) => once(stdout, "data")));

    for (const { stdin } of replicas) stdin.write("go");
    const claims = await Promise.all(replicas.map(({ stdout }) => readText(stdout)));

    const claimed = claims.flatMap((text): string[] => JSON.parse(text));
    expect(claimed).toHaveLength(120);
    expect(new Set(claimed).size).toBe(120);
    expect(await outbox.claim(1_000, LEASE_MS)).toEqual([]);
  });

  test("of one subject one goes at a time, in its order, also when the first is put off; others pass", async () => {
    const { outbox } = await open();
    const about = (subject: string) => ({ subject });
    await outbox.add([event(1, about("a")), event(2, about("a")), event(3, about("b")), event(4)]);

    const [first, ...others] = await outbox.claim(10, LEASE_MS);
    expect(first && numbers([first, ...others])).toEqual([1, 3, 4]);
    await outbox.postpone(claimOf(first), new Date(clock.now().getTime() + 60_000), "later");
    for (const other of others) await outbox.complete(other);
    expect(await outbox.claim(10, LEASE_MS)).toEqual([]);
    expect(await outbox.nextDueAt()).toEqual(new Date(clock.now().getTime() + 60_000));

    clock.advance(60_000);
    const again = await outbox.claim(10, LEASE_MS);
    expect(numbers(again)).toEqual([1]);
    await outbox.bury(claimOf(again[0]), "given up");
    expect(numbers(await outbox.claim(10, LEASE_MS))).toEqual([2]);
  });

  test("a lease is prolonged while it is held; what was postponed or done meanwhile is left alone", async () => {
    const { outbox } = await open();
    await outbox.add([1, 2, 3].map((n) => ({ kind: "test", payload: { team: "T1", n } })));
    const claimed = await outbox.claim(3, 1_000);
    const [first, second, third] = claimed.map(claimOf) as [Claim, Claim, Claim];
    await outbox.postpone(second, new Date(clock.now().getTime() + 60_000), "later");
    await outbox.complete(third);
    await outbox.renew([first, second, third], 5_000);

    clock.advance(4_999);
    expect(await outbox.claim(3, 1_000)).toEqual([]);
    clock.advance(1);
    expect((await outbox.claim(3, 1_000)).map(({ id }) => id)).toEqual([first.id]);
  });

  test("claims again what was neither completed nor postponed within its lease", async () => {
    const { outbox } = await open();
    await outbox.add([event(1)]);
    const [first] = await outbox.claim(1, LEASE_MS);

    clock.advance(LEASE_MS - 1);
    const early = await outbox.claim(1, LEASE_MS);
    clock.advance(1);
    const [second] = await outbox.claim(1, LEASE_MS);

    expect(early).toEqual([]);
    const claim = claimOf(first).claim;
    expect(second).toMatchObject({ id: first?.id, attempts: 1, claim: claim + 1 });
  });

  test("waits until an event is due, and says when the next one is", async () => {
    const { outbox } = await open();
    const dueAt = new Date(clock.now().getTime() + 5_000);
    expect(await outbox.nextDueAt()).toBeUndefined();
    await outbox.add([event(1, { dueAt })]);

    expect(await outbox.claim(1, LEASE_MS)).toEqual([]);
    expect(await outbox.nextDueAt()).toEqual(dueAt);

    clock.advance(5_000);
    expect(numbers(await outbox.claim(1, LEASE_MS))).toEqual([1]);
    expect(await outbox.nextDueAt()).toEqual(new Date(clock.now().getTime() + LEASE_MS));
  });

  test("leaves out a second event with the same key, also after the first was sent", async () => {
    const { outbox } = await open();
    await outbox.add([event(1, { dedupeKey: "k" }), event(2, { dedupeKey: "k" }), event(3)]);
    const claimed = await outbox.claim(10, LEASE_MS);
    for (const event of claimed) await outbox.complete(event);

    await outbox.add([event(4, { dedupeKey: "k" })]);

    expect(numbers(claimed)).toEqual([1, 3]);
    expect(await outbox.claim(10, LEASE_MS)).toEqual([]);
  });

  test("postpones, counting the attempt unless it was none", async () => {
    const { outbox } = await open();
    await outbox.add([event(1)]);
    const [claimed] = await outbox.claim(1, LEASE_MS);
    const later = () => new Date(clock.now().getTime() + 1_000);

    await outbox.postpone(claimOf(claimed), later(), "unavailable");
    clock.advance(1_000);
    const [second] = await outbox.claim(1, LEASE_MS);
    await outbox.postpone(claimOf(second), later(), "rate_limited", { untried: true });
    clock.advance(1_000);
    const [third] = await outbox.claim(1, LEASE_MS);

    expect([claimed?.attempts, second?.attempts, third?.attempts]).toEqual([0, 1, 1]);
  });

  test("writes follow-ups once, with whoever settles first", async () => {
    const { outbox } = await open();
    await outbox.add([event(1)]);
    const [claimed] = await outbox.claim(1, LEASE_MS);
    const claim = claimOf(claimed);

    const recorded = await Promise.all([
      outbox.complete(claim, [event(2)]),
      outbox.complete(claim, [event(3)]),
      outbox.bury(claim, "late", []),
    ]);

    expect(recorded.filter(Boolean)).toHaveLength(1);
    expect(await outbox.claim(10, LEASE_MS)).toHaveLength(1);
  });

  test("takes nothing from whoever has lost an event to another", async () => {
    const target = newTarget();
    const [paused, other] = [await open(target), await open(target)];
    await paused.outbox.add([event(1, { group: "g" })]);
    const [lost] = await paused.outbox.claim(1, LEASE_MS);
    clock.advance(LEASE_MS);
    const [taken] = await other.outbox.claim(1, LEASE_MS);

    const late = claimOf(lost);
    const recorded = [
      await paused.outbox.complete(late, [event(2)]),
      await paused.outbox.bury(late, "late", [event(3)]),
      await paused.outbox.postpone(late, clock.now(), "late"),
    ];
    const renewed = await paused.outbox.renew([late], 10 * LEASE_MS);

    expect(recorded).toEqual([false, false, false]);
    expect(renewed).toEqual([]);
    expect(await other.outbox.claim(10, LEASE_MS)).toEqual([]);
    expect(await other.outbox.complete(claimOf(taken))).toBe(true);
    expect(await other.outbox.nextDueAt()).toBeUndefined();
  });

  test("says of an event which attempts may have sent it, until one surely has not", async () => {
    const { outbox } = await open();
    await outbox.add([event(1)]);
    const claimNext = async () => {
      clock.advance(LEASE_MS);
      return (await outbox.claim(1, LEASE_MS))[0];
    };
    const first = await claimNext();
    const began = clock.now();
    const second = await claimNext();
    const again = clock.now();
    const third = await claimNext();
    await outbox.postpone(claimOf(third), clock.now(), "not sent", { doubt: third?.doubt });
    const fourth = await claimNext();
    await outbox.postpone(claimOf(fourth), clock.now(), "not there");

    expect(first?.doubt).toBeUndefined();
    expect(second?.doubt).toEqual({ from: began, to: began });
    expect(third?.doubt).toEqual({ from: began, to: again });
    expect(fourth?.doubt).toEqual({ from: began, to: again });
    expect((await claimNext())?.doubt).toBeUndefined();
  });

  test("keeps the books of a group", async () => {
    const { outbox } = await open();
    await outbox.add([event(1, { group: "g" }), event(2, { group: "g" }), event(3, { group: "g" }), event(4)]);
    const [one, two] = await outbox.claim(2, LEASE_MS);
    await outbox.complete(claimOf(one));
    await outbox.bury(claimOf(two), "user_disabled\0");

    expect(await outbox.countWaiting("g")).toBe(1);
    expect(await outbox.listBuried("g")).toEqual([
      {
        id: two?.id,
        team: "T1",
        kind: "test",
        payload: { team: "T1", n: 2 },
        group: "g",
        attempts: 1,
        error: "user_disabled",
      },
    ]);
  });

  test("writes thousands of events at once, all or none", async () => {
    const { outbox } = await open();
    const many = Array.from({ length: 1_201 }, (_, n) => event(n, { group: "g" }));
    const unwritable = { kind: "a\0b", payload: { team: "T1" } };

    await expect(outbox.add([...many, unwritable])).rejects.toThrow("NUL");
    expect(await outbox.countWaiting("g")).toBe(0);

    await outbox.add(many);
    expect(await outbox.countWaiting("g")).toBe(1_201);
  });
});
