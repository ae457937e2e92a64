import { beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Slot } from "../../../../src/domain/notifications/outbox-event.ts";
import {
  holdLines,
  type Line,
  MINUTE_MS,
  newLine,
  POSTS_A_MINUTE,
  takeSlot,
} from "../../../../src/domain/notifications/pace.ts";

const SPACING_MS = 1_000;
let time: number;
let workspace: Line;
let places: Map<string, Line>;
/** How often slots were asked for. */
let asked: number;

beforeEach(() => {
  time = Date.parse("2026-03-02T09:00:00Z");
  workspace = newLine();
  places = new Map();
  asked = 0;
});

type Message = { readonly id: string; readonly place: string; readonly slot?: Slot };

function linesOf(name: string) {
  const place = places.get(name) ?? newLine();
  places.set(name, place);
  return { place, workspace };
}
function take(slot: Slot | undefined, place: string): Slot | undefined {
  asked += 1;
  return takeSlot(slot, linesOf(place), { time, spacingMs: SPACING_MS });
}
const hold = (place: string, until: number, isAll = false) => holdLines(linesOf(place), until, { isAll });

/** Lets messages come, and come back at the slots that they are given, until all have gone; gives when each went. */
function run(messages: readonly Message[]): { place: string; at: number }[] {
  const gone: { place: string; at: number }[] = [];
  const waiting = messages.map((message, order) => ({ ...message, order, due: message.slot?.at ?? time }));
  while (waiting.length > 0) {
    waiting.sort((one, other) => one.due - other.due || one.order - other.order);
    const next = waiting.shift();
    if (!next) break;
    time = Math.max(time, next.due);
    const slot = take(next.slot, next.place);
    if (slot) waiting.push({ ...next, slot, due: slot.at });
    else gone.push({ place: next.place, at: time });
  }
  return gone;
}

const toPeople = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `e${n}`, place: `U${n}` }));
/** Those that were given a slot, as they come back for it. */
const waitingOf = (messages: readonly Message[]): Message[] =>
  messages.flatMap((message) => {
    const slot = take(message.slot, message.place);
    return slot ? [{ ...message, slot }] : [];
  });

describe("the messages of a workspace", () => {
  test("go at once while fewer went within a minute than its number, none left out", () => {
    const began = time;

    const gone = run(toPeople(1_000));

    expect(gone).toHaveLength(1_000);
    expect(gone.filter(({ at }) => at === began)).toHaveLength(POSTS_A_MINUTE);
    expect(time - began).toBe(Math.floor((1_000 - 1) / POSTS_A_MINUTE) * MINUTE_MS);
  });

  test("are counted by when they really went, however late the sender came to them", () => {
    const waiting: (Message & { due: number })[] = toPeople(3 * POSTS_A_MINUTE).map((one) => ({ ...one, due: time }));
    const gone: number[] = [];
    for (let second = 0; waiting.length > 0; second += 1, time += 1_000) {
      // Those of the second minute come four in a second, which takes longer than a minute.
      const atOnce = second > 60 && second < 136 ? 4 : waiting.length;
      for (const one of waiting.filter(({ due }) => due <= time).slice(0, atOnce)) {
        const slot = take(one.slot, one.place);
        if (slot) Object.assign(one, { slot, due: slot.at });
        else gone.push(...waiting.splice(waiting.indexOf(one), 1).map(() => time));
      }
    }

    expect(gone).toHaveLength(3 * POSTS_A_MINUTE);
    for (const [nth, at] of gone.slice(POSTS_A_MINUTE).entries())
      expect(at - (gone[nth] ?? Number.NaN)).toBeGreaterThan(60_000);
  });

  test("to one place are a second apart, in their order, and use up nobody else's slot", () => {
    const began = time;
    const chatty = Array.from({ length: 100 }, (_, n) => ({ id: `c${n}`, place: "C1" }));

    const gone = run([...chatty, { id: "other", place: "U1" }]);

    expect(gone.filter(({ place }) => place === "C1").map(({ at }) => at - began)).toEqual(
      chatty.map((_, n) => n * SPACING_MS),
    );
    expect(gone.find(({ place }) => place === "U1")?.at).toBe(began);
  });

  test("never wait for ever, whatever comes when", () => {
    const messages = fc.array(fc.record({ id: fc.uuid(), place: fc.constantFrom("C1", "C2", "U1", "U2") }), {
      maxLength: 120,
    });
    fc.assert(
      fc.property(messages, (some) => {
        const gone = run(some);
        expect(gone).toHaveLength(some.length);
        for (const place of new Set(some.map((one) => one.place))) {
          const times = gone.filter((one) => one.place === place).map(({ at }) => at);
          for (const [n, at] of times.slice(1).entries())
            expect(at - (times[n] ?? 0)).toBeGreaterThanOrEqual(SPACING_MS);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("slots for which nobody came, since nobody ran", () => {
  test("are not used all at once, and what waits is put off once more at most", () => {
    const waiting = waitingOf(toPeople(1_000));
    time += 600_000;
    const back = time;
    asked = 0;

    const gone = run(waiting).map(({ at }) => at);

    expect(gone).toHaveLength(1_000 - POSTS_A_MINUTE);
    expect(gone.filter((at) => at === back)).toHaveLength(POSTS_A_MINUTE);
    expect(time - back).toBe(2 * MINUTE_MS);
    expect(asked).toBeLessThanOrEqual(2 * gone.length);
  });

  test("of one place are used a second apart, in their order", () => {
    const waiting = waitingOf(Array.from({ length: 20 }, (_, n) => ({ id: `c${n}`, place: "C1" })));
    time += 60_000;

    const gone = run(waiting).map(({ at }) => at);

    expect(gone).toHaveLength(19);
    for (const [n, at] of gone.slice(1).entries()) expect(at - (gone[n] ?? 0)).toBe(SPACING_MS);
  });
});

describe("when Slack asks to wait", () => {
  test("with one place, the others go on", () => {
    hold("C1", time + 30_000);

    expect(take(undefined, "C1")?.at).toBeGreaterThanOrEqual(time + 30_000);
    expect(take(undefined, "U1")).toBeUndefined();
  });

  test("with one place, what had its slot there before waits too, and then goes a second apart", () => {
    const until = time + 30_000;
    const waiting = waitingOf(Array.from({ length: 5 }, (_, n) => ({ id: `c${n}`, place: "C1" })));
    hold("C1", until);

    const gone = run([...waiting, { id: "refused", place: "C1", slot: { at: until, of: "workspace" } }]);

    expect(gone.map(({ at }) => at)).toEqual([0, 1, 2, 3, 4].map((n) => until + n * SPACING_MS));
  });

  test("with the workspace, nothing goes before, and then one by one", () => {
    const until = time + 30_000;
    run(toPeople(POSTS_A_MINUTE));
    // It has its slot already.
    const slot = take(undefined, "U900");
    hold("U1", time + 10_000);
    hold("U2", until, true);

    time = until - 1;
    const gone = run([
      { id: "late", place: "U900", ...(slot && { slot }) },
      ...toPeople(5).map((one) => ({ ...one, place: `${one.place}x` })),
    ]);

    const times = gone.map(({ at }) => at);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(until);
    expect(new Set(times).size).toBe(6);
    expect(time).toBe(slot?.at);
    expect(times.filter((at) => at < until + 2_000)).toHaveLength(5);
  });
});
