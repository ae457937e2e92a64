import { expect, test } from "@jest/globals";
import { MINUTE_MS, POSTS_A_MINUTE } from "../../../src/domain/notifications/pace.ts";
import type { Store } from "../../../src/store/store.ts";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { claimOf } from "../../support/claim-of.ts";

const LEASE_MS = 60_000;
const SPACING_MS = 1_000;
const WAIT_MS = 30_000;
const pacing = {
  placeOf: ({ payload }: { payload: { [key: string]: unknown } }) =>
    typeof payload["place"] === "string" ? payload["place"] : undefined,
  spacingMs: SPACING_MS,
};
const event = (place: string | undefined, team = "T1") => ({
  kind: "test",
  payload: { team, ...(place !== undefined && { place }) },
});
const events = (count: number, place: (n: number) => string | undefined) =>
  Array.from({ length: count }, (_, n) => event(place(n)));

describeOnBothEngines("messages that two replicas send", (newTarget) => {
  const { open, clock } = storesOf(newTarget);

  async function openTwo(): Promise<[Store, Store]> {
    const target = newTarget();
    return [await open(target), await open(target)];
  }
  const claim = ({ outbox }: Store, limit = 8) => outbox.claim(limit, LEASE_MS, { except: [], team: "T1" }, pacing);
  const places = (claimed: Awaited<ReturnType<typeof claim>>) => claimed.map(({ payload }) => payload["place"]);

  test("to one place go a second apart, in their order, whoever has sent the one before", async () => {
    const [one, other] = await openTwo();
    await one.outbox.add(events(3, () => "C1"));

    const first = await claim(one, 1);
    const tooEarly = await claim(other);
    clock.advance(SPACING_MS);
    const second = await claim(other);
    const tooEarlyAgain = await claim(one);
    clock.advance(SPACING_MS);
    const third = await claim(one);

    expect([tooEarly, tooEarlyAgain]).toEqual([[], []]);
    expect([first, second, third].flat().map(({ attempts }) => attempts)).toEqual([0, 0, 0]);
    expect(await one.outbox.nextDueAt()).toEqual(new Date(clock.now().getTime() + LEASE_MS - 2 * SPACING_MS));
  });

  test("to a workspace share its number a minute, and are claimed as soon as it lets them", async () => {
    const [one, other] = await openTwo();
    await one.outbox.add(events(POSTS_A_MINUTE + 20, (n) => `U${n}`));

    const atOnce = [...(await claim(one, 200)), ...(await claim(other, 200)), ...(await claim(one, 200))];
    clock.advance(MINUTE_MS - 1);
    await other.outbox.renew(atOnce, 2 * LEASE_MS);
    const tooEarly = await claim(other);
    clock.advance(1);
    const later = [...(await claim(other, 15)), ...(await claim(one, 15))];

    expect(new Set(places(atOnce)).size).toBe(POSTS_A_MINUTE);
    expect(atOnce).toHaveLength(POSTS_A_MINUTE);
    expect(tooEarly).toEqual([]);
    expect(later.map(({ attempts }) => attempts)).toEqual(Array.from({ length: 20 }, () => 0));
  });

  test("go when their slot has come before thousands that have none yet, and what is posted nowhere is not held up", async () => {
    const [one, other] = await openTwo();
    await one.outbox.add(events(2, () => "C1"));
    await claim(one);
    await one.outbox.add([...events(1_000, (n) => `V${n}`), event(undefined)]);

    clock.advance(SPACING_MS);
    const [next] = await claim(other);
    const claimed = new Set<unknown>();
    // 38 rounds until a minute's messages are out, and 14 in which the others get their slots.
    for (let round = 0; round < 52 && !claimed.has(undefined); round += 1)
      for (const place of places(await claim(other))) claimed.add(place);

    expect(next?.payload["place"]).toBe("C1");
    expect(claimed).toContain(undefined);
  });

  test("both wait with a place when Slack has told one of them to; with a second one it is the workspace", async () => {
    const [one, other] = await openTwo();
    await one.outbox.add([event("C1"), event("C1"), event("C2"), event("C3")]);
    const [first, second] = await claim(one, 2);
    const dueAt = new Date(clock.now().getTime() + WAIT_MS);

    await one.outbox.postpone(claimOf(first), dueAt, "ratelimited", { untried: true, hold: "C1" });
    clock.advance(2 * SPACING_MS);
    const meanwhile = await claim(other);
    await one.outbox.postpone(claimOf(second), dueAt, "ratelimited", { untried: true, hold: "C2" });
    await one.outbox.add([event("C4")]);
    const held = await claim(other);
    clock.advance(WAIT_MS - 2 * SPACING_MS);
    const [afterwards, ...more] = await claim(other);

    expect(places([...(first ? [first] : []), ...(second ? [second] : [])])).toEqual(["C1", "C2"]);
    expect(places(meanwhile)).toEqual(["C3"]);
    expect(held).toEqual([]);
    expect(afterwards?.id).toBe(first?.id);
    expect(more).toEqual([]);
  });

  test("of another workspace wait for none of it, and a clock that was set back by hours holds nothing", async () => {
    const [one, other] = await openTwo();
    await one.outbox.add(events(POSTS_A_MINUTE + 10, (n) => `U${n}`));
    await claim(one, POSTS_A_MINUTE + 10);
    await one.outbox.add([event("U1", "T2")]);

    expect(await other.outbox.claim(8, LEASE_MS, { except: [], team: "T2" }, pacing)).toHaveLength(1);
    clock.advance(-2 * 3_600_000);
    await other.mendDueTimes();
    expect(await claim(other, 4)).toHaveLength(4);
  });
});
