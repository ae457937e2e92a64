import { beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createPacer, MINUTE_MS, type Pacer, POSTS_A_MINUTE } from "../../../../src/notifications/sender/pacer.ts";

const SPACING_MS = 1_000;
let time: number;
let pacer: Pacer;

beforeEach(() => {
  time = Date.parse("2026-03-02T09:00:00Z");
  pacer = createPacer({ spacingMs: SPACING_MS, now: () => new Date(time) });
});

/** Lets events come, and come back at the times that they are told, until all have gone; gives when each went. */
function run(events: readonly { id: string; place: string }[]): { place: string; at: number }[] {
  const gone: { place: string; at: number }[] = [];
  const waiting = events.map((event, order) => ({ ...event, order, due: time }));
  while (waiting.length > 0) {
    waiting.sort((one, other) => one.due - other.due || one.order - other.order);
    const next = waiting.shift();
    if (!next) break;
    time = Math.max(time, next.due);
    const until = pacer.mustWaitUntil(next.id, next.place);
    if (until) waiting.push({ ...next, due: until.getTime() });
    else gone.push({ place: next.place, at: time });
  }
  return gone;
}

const toPeople = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `e${n}`, place: `U${n}` }));

describe("the messages of a workspace", () => {
  test("go at once while fewer went within a minute than its number, none left out", () => {
    const began = time;

    const gone = run(toPeople(1_000));

    expect(gone).toHaveLength(1_000);
    expect(gone.filter(({ at }) => at === began)).toHaveLength(POSTS_A_MINUTE);
    expect(time - began).toBe(Math.floor((1_000 - 1) / POSTS_A_MINUTE) * MINUTE_MS);
  });

  test("are counted by when they really went, however late the sender came to them", () => {
    const waiting = toPeople(3 * POSTS_A_MINUTE).map((event) => ({ ...event, due: time }));
    const gone: number[] = [];
    for (let second = 0; waiting.length > 0; second += 1, time += 1_000) {
      // Those of the second minute come four in a second, which takes longer than a minute.
      const atOnce = second > 60 && second < 136 ? 4 : waiting.length;
      for (const event of waiting.filter(({ due }) => due <= time).slice(0, atOnce)) {
        const until = pacer.mustWaitUntil(event.id, event.place);
        if (until) event.due = until.getTime();
        else gone.push(...waiting.splice(waiting.indexOf(event), 1).map(() => time));
      }
    }

    expect(gone).toHaveLength(3 * POSTS_A_MINUTE);
    for (const [nth, at] of gone.slice(POSTS_A_MINUTE).entries())
      expect(at - (gone[nth] ?? Number.NaN)).toBeGreaterThan(60_000);
  });

  test("to one place are a second apart, in their order, and use up nobody else's turn", () => {
    const began = time;
    const chatty = Array.from({ length: 100 }, (_, n) => ({ id: `c${n}`, place: "C1" }));

    const gone = run([...chatty, { id: "other", place: "U1" }]);

    expect(gone.filter(({ place }) => place === "C1").map(({ at }) => at - began)).toEqual(
      chatty.map((_, n) => n * SPACING_MS),
    );
    expect(gone.find(({ place }) => place === "U1")?.at).toBe(began);
  });

  test("never wait for ever, whatever comes when", () => {
    const events = fc.array(fc.record({ id: fc.uuid(), place: fc.constantFrom("C1", "C2", "U1", "U2") }), {
      maxLength: 120,
    });
    fc.assert(
      fc.property(events, (some) => {
        const distinct = [...new Map(some.map((event) => [event.id, event])).values()];
        const gone = run(distinct);
        expect(gone).toHaveLength(distinct.length);
        for (const place of new Set(distinct.map((event) => event.place))) {
          const times = gone.filter((one) => one.place === place).map(({ at }) => at);
          for (const [n, at] of times.slice(1).entries())
            expect(at - (times[n] ?? 0)).toBeGreaterThanOrEqual(SPACING_MS);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("when Slack asks to wait", () => {
  test("with one place, the others go on", () => {
    pacer.hold("C1", new Date(time + 30_000));

    expect(pacer.mustWaitUntil("a", "C1")?.getTime()).toBeGreaterThanOrEqual(time + 30_000);
    expect(pacer.mustWaitUntil("b", "U1")).toBeUndefined();
  });

  test("with a second one too, it is the workspace's limit: nothing goes before, and then one by one", () => {
    const until = time + 30_000;
    run(toPeople(POSTS_A_MINUTE));
    // It has its turn already.
    pacer.mustWaitUntil("late", "U900");
    pacer.hold("U1", new Date(time + 10_000));
    pacer.hold("U2", new Date(until));

    time = until - 1;
    const gone = run([
      { id: "late", place: "U900" },
      ...toPeople(5).map((one) => ({ ...one, place: `${one.place}x` })),
    ]);

    const [first, ...others] = gone.map(({ at }) => at);
    expect(first).toBeGreaterThanOrEqual(until);
    expect(new Set([first, ...others]).size).toBe(6);
    expect(time).toBeLessThan(until + 2_000);
  });

  test("a clock that is set back holds nothing", () => {
    pacer.hold("U1", new Date(time + 30_000));
    pacer.hold("U2", new Date(time + 30_000));
    time -= 3_600_000;

    expect(pacer.mustWaitUntil("a", "U1")).toBeUndefined();
  });
});
