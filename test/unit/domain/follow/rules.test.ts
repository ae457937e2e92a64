import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { findFallenBehind, findOutliers } from "../../../../src/domain/follow/fall-behind.ts";
import { isAgreementDue, observe } from "../../../../src/domain/follow/observe.ts";
import { wilson } from "../../../../src/domain/follow/proportion.ts";
import type { Ask, SeenTask, SeenWorker, TaskWatch } from "../../../../src/domain/follow/task-watch.ts";
import { workingMsBetween } from "../../../../src/domain/follow/working-time.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Wednesday, at noon in Vienna. */
const START = Date.parse("2026-11-25T11:00:00Z");
const ZONE = "Europe/Vienna";

const worker = (account: string, figures: Partial<SeenWorker> = {}): SeenWorker => ({
  account,
  left: 0,
  awaitingReview: 0,
  awaitingConsensus: 0,
  accepted: 0,
  rejected: 0,
  sentBack: 0,
  timeZone: ZONE,
  ...figures,
});

const task = (workers: readonly SeenWorker[], facts: Partial<SeenTask> = {}): SeenTask => ({
  isOpen: true,
  isReviewed: false,
  isWithoutLabelerConsensus: false,
  isFinished: false,
  workers,
  ...facts,
});

/** What is told as the task is looked at again and again. */
function tell(looks: readonly { at: number; seen: SeenTask }[], isOld = false): (readonly Ask[])[] {
  let before: TaskWatch | undefined;
  return looks.map(({ at, seen }) => {
    const { watch, asks } = observe({ before, seen, isOld, at });
    before = watch;
    return asks;
  });
}
const kinds = (told: readonly (readonly Ask[])[]): string[][] => told.map((asks) => asks.map(({ kind }) => kind));

describe("working time", () => {
  const zones = fc.constantFrom("Europe/Vienna", "America/New_York", "Asia/Kolkata", "UTC", "Pacific/Auckland");
  const times = fc.integer({ min: Date.parse("2026-01-01"), max: Date.parse("2027-12-31") });

  test("adds up over any moment in between, and is no longer than the time itself", () => {
    fc.assert(
      fc.property(zones, times, fc.nat(20 * DAY), fc.nat(20 * DAY), (zone, from, first, second) => {
        const whole = workingMsBetween(from, from + first + second, zone);
        expect(whole).toBe(
          workingMsBetween(from, from + first, zone) + workingMsBetween(from + first, from + first + second, zone),
        );
        expect(whole).toBeLessThanOrEqual(first + second);
      }),
    );
  });

  test("stands still from Friday's midnight to Monday's, on the person's own clock", () => {
    const friday = Date.parse("2026-11-27T23:00:00+01:00");
    const monday = Date.parse("2026-11-30T01:00:00+01:00");
    expect(workingMsBetween(friday, monday, ZONE)).toBe(2 * HOUR);
    expect(workingMsBetween(friday, monday, "America/New_York")).toBe(7 * HOUR);
  });

  test("counts the hour that a change of clocks takes or gives", () => {
    const thursday = Date.parse("2026-10-22T00:00:00+02:00");
    const nextThursday = Date.parse("2026-10-29T00:00:00+01:00");
    expect(workingMsBetween(thursday, nextThursday, ZONE)).toBe(5 * DAY);
  });
});

describe("review is ready", () => {
  const look = (hours: number, awaitingReview: number, done = 0, left = 90) => ({
    at: START + hours * HOUR,
    seen: task([worker("ana", { awaitingReview, accepted: done, left })], { isReviewed: true }),
  });

  test("with the first ten, then at most hourly, and only for what is new", () => {
    const told = tell([look(0, 9), look(0.1, 10), look(0.5, 30), look(1.2, 30), look(2.5, 30), look(2.6, 31)]);

    expect(kinds(told)).toEqual([[], ["review-ready"], [], ["review-ready"], [], ["review-ready"]]);
    expect(told.flat().map((ask) => ask.kind === "review-ready" && [ask.waiting, ask.isNew])).toEqual([
      [10, true],
      [30, false],
      [31, false],
    ]);
  });

  test("anew once a day, and twice where nothing waited in between", () => {
    const days = [look(0, 10), look(2, 20, 5), look(3, 0, 30), look(4, 10, 35), look(5, 0, 50), look(6, 10, 55)];
    const told = tell([...days, look(30, 20, 60)]);

    expect(told.flat().map((ask) => (ask.kind === "review-ready" ? ask.isNew : ask.kind))).toEqual([
      ...[true, false, "review-over", true],
      ...["review-over", false, true],
    ]);
  });

  test("with fewer where nothing more is to come", () => {
    expect(kinds(tell([look(0, 2, 0, 1), look(0.1, 3, 0, 0)]))).toEqual([[], ["review-ready"]]);
  });

  test("again for what was sent back and comes a second time", () => {
    const told = tell([look(0, 10), look(1.5, 0, 5, 95), look(2.5, 10, 5, 85)]);
    expect(kinds(told)).toEqual([["review-ready"], ["review-over"], ["review-ready"]]);
  });

  test("a closed task asks for nothing any more, and anew once it is open again", () => {
    const closed = (hours: number) => ({ ...look(hours, 10), seen: { ...look(hours, 10).seen, isOpen: false } });
    const told = tell([look(0, 10), closed(1), closed(2), look(3, 10)]);

    expect(kinds(told)).toEqual([["review-ready"], ["review-over"], [], ["review-ready"]]);
    expect(told[3]).toEqual([{ kind: "review-ready", waiting: 10, isNew: true }]);
  });

  test("what only waits for others to agree is nobody's yet", () => {
    const seen = task([worker("ana", { awaitingConsensus: 50, left: 50 })], { isReviewed: true });
    expect(tell([{ at: START, seen }])).toEqual([[]]);
    const without = { ...seen, isWithoutLabelerConsensus: true };
    expect(tell([{ at: START, seen: without }])).toEqual([[{ kind: "review-ready", waiting: 50, isNew: true }]]);
  });
});

describe("a task is finished", () => {
  test("told once; and again where it was taken up anew", () => {
    const at = (hours: number, isFinished: boolean, done: number) => ({
      at: START + hours * HOUR,
      seen: task([worker("ana", { accepted: done })], { isFinished }),
    });
    const told = tell([at(0, false, 5), at(3, true, 9), at(4, true, 9), at(5, false, 9), at(6, true, 12)]);
    expect(told).toEqual([[], [{ kind: "finished", begunAt: START }], [], [], [{ kind: "finished", begunAt: START }]]);
  });
});

describe("work stalls", () => {
  const look = (days: number, figures: Partial<SeenWorker>) => ({
    at: START + days * DAY,
    seen: task([worker("ana", figures)]),
  });

  test("who has not begun is asked after two working days, and the lead told a working day later", () => {
    const idle = { left: 10 };
    const told = tell([
      look(0, idle),
      look(1.9, idle),
      look(2.1, idle),
      look(5.9, idle),
      look(6, idle),
      look(30, idle),
    ]);
    // Wednesday noon to Friday noon; then over the weekend to Monday.
    expect(kinds(told)).toEqual([[], [], ["stalled"], ["still-stalled"], [], []]);
    expect(told[2]).toEqual([{ kind: "stalled", account: "ana", left: 10, since: START, hasBegun: false }]);
  });

  test("who has begun is asked after one, and nothing is said to the lead once they go on", () => {
    const told = tell([
      look(0, { left: 10 }),
      look(0.5, { left: 6, accepted: 4 }),
      look(1.6, { left: 6, accepted: 4 }),
      look(1.7, { left: 5, accepted: 5 }),
      look(2.6, { left: 5, accepted: 5 }),
    ]);
    expect(kinds(told)).toEqual([[], [], ["stalled"], [], []]);
  });

  test("nobody is asked for what is done, closed, or was idle before the app followed tasks", () => {
    const closed = (days: number) => ({
      at: START + days * DAY,
      seen: task([worker("a", { left: 3 })], { isOpen: false }),
    });
    expect(kinds(tell([closed(0), closed(9)]))).toEqual([[], []]);
    expect(kinds(tell([look(0, { accepted: 3 }), look(9, { accepted: 3 })]))).toEqual([[], []]);
    expect(kinds(tell([look(0, { left: 3 }), look(9, { left: 3 })], true))).toEqual([[], []]);
  });
});

test("of a task that was there before, nothing is told that is so already; of what happens next, all", () => {
  const seen = task(
    [
      worker("ana", { accepted: 30, awaitingReview: 20, left: 5 }),
      worker("bo", { accepted: 10, rejected: 40, left: 1 }),
    ],
    { isReviewed: true },
  );
  const next = task(
    [
      worker("ana", { accepted: 30, awaitingReview: 21, left: 4 }),
      worker("bo", { accepted: 10, rejected: 40, left: 1 }),
    ],
    { isReviewed: true },
  );
  expect(
    kinds(
      tell(
        [
          { at: START, seen },
          { at: START + DAY, seen: next },
        ],
        true,
      ),
    ),
  ).toEqual([[], ["review-ready"]]);
});

test("nothing is told twice, however often a task is looked at", () => {
  const looks = fc.array(
    fc.record({ left: fc.nat(3), accepted: fc.nat(40), rejected: fc.nat(40), awaitingReview: fc.nat(12) }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(looks, fc.boolean(), (figures, isOld) => {
      const seen = figures.map((each, index) => ({
        at: START + index * DAY,
        seen: task([worker("ana", each), worker("bo", { accepted: 100 })], {
          isReviewed: true,
          isFinished: each.left === 0,
        }),
      }));
      const twice = seen.flatMap(({ at, seen: one }) => [
        { at, seen: one },
        { at: at + 1, seen: one },
      ]);
      const told = tell(twice, isOld);
      expect(told.filter((_, index) => index % 2 === 1)).toEqual(seen.map(() => []));
    }),
  );
});

describe("a labeler falls far below the others", () => {
  test("by the whole interval and ten points, from twenty decided labels on", () => {
    const others = [
      { account: "bo", hits: 95, of: 100 },
      { account: "cy", hits: 93, of: 100 },
    ];
    expect(findFallenBehind([{ account: "ana", hits: 8, of: 19 }, ...others])).toEqual([]);
    expect(findFallenBehind([{ account: "ana", hits: 17, of: 20 }, ...others])).toEqual([]);
    expect(findFallenBehind([{ account: "ana", hits: 880, of: 1000 }, ...others])).toEqual([]);
    const [behind, ...rest] = findFallenBehind([{ account: "ana", hits: 28, of: 40 }, ...others]);
    expect(rest).toEqual([]);
    expect(behind).toMatchObject({ account: "ana", accepted: { hits: 28, of: 40 }, others: { hits: 188, of: 200 } });
    // R: binom::binom.confint(28, 40, methods = "wilson")
    expect(behind?.interval.low).toBeCloseTo(0.5457, 3);
    expect(behind?.interval.high).toBeCloseTo(0.8193, 3);
  });

  test("the interval holds the share, and shrinks with what it rests on", () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (hits, misses) => {
        const of = hits + misses;
        const { low, high } = wilson({ hits, of });
        const share = of === 0 ? 0.5 : hits / of;
        expect(low).toBeLessThanOrEqual(share + 1e-12);
        expect(high).toBeGreaterThanOrEqual(share - 1e-12);
        const wider = wilson({ hits: hits * 4, of: of * 4 });
        expect(wider.high - wider.low).toBeLessThanOrEqual(high - low);
      }),
    );
  });
});

describe("where nobody reviews, a labeler falls far below the others", () => {
  const never = (): boolean => false;
  const half = (item: number): boolean => item % 2 === 0;

  /** Whoever is wrong about an item says something else than everybody. */
  const agreementOf = (wrongOf: Readonly<Record<string, (item: number) => boolean>>, items: number) => {
    const accounts = Object.keys(wrongOf);
    const said = (account: string, item: number): string => (wrongOf[account]?.(item) ? account : "right");
    return accounts.map((account) => {
      let agreeing = 0;
      for (let item = 0; item < items; item += 1) {
        for (const other of accounts) if (other !== account && said(account, item) === said(other, item)) agreeing += 1;
      }
      const pairs = items * (accounts.length - 1);
      return { account, items, pairs, agreement: agreeing / pairs };
    });
  };

  test("when they agree with the others far less than those do among themselves", () => {
    const [behind, ...rest] = findOutliers(agreementOf({ ana: never, bo: never, cy: half }, 40));

    expect(rest).toEqual([]);
    const judged = { accepted: { hits: 20, of: 40 }, others: { hits: 40, of: 40 } };
    expect(behind).toMatchObject({ account: "cy", by: "agreement", ...judged });
    expect(behind?.interval).toEqual(wilson({ hits: 20, of: 40 }));
    // Of two who differ nobody knows which one is right; of few inputs nothing can be said.
    expect(findOutliers(agreementOf({ ana: never, cy: half }, 40))).toEqual([]);
    expect(findOutliers(agreementOf({ ana: never, bo: never, cy: half }, 19))).toEqual([]);
    expect(findOutliers(agreementOf({ ana: never, bo: never, cy: (item) => item % 20 === 0 }, 1000))).toEqual([]);
  });

  test("whoever is named is below even at the upper end, and more of the same labels only makes it surer", () => {
    const worker = fc.record({
      items: fc.integer({ min: 1, max: 300 }),
      agreement: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(worker, { minLength: 3, maxLength: 8 }), fc.integer({ min: 2, max: 9 }), (team, times) => {
        const grown = (factor: number) =>
          team.map(({ items, agreement }, index) => ({
            account: String(index),
            items: items * factor,
            pairs: items * factor * (team.length - 1),
            agreement,
          }));
        const found = findOutliers(grown(1));
        for (const { accepted, interval, others } of found) {
          expect(interval.high).toBeLessThan(others.hits / others.of);
          expect(others.hits / others.of - accepted.hits / accepted.of).toBeGreaterThanOrEqual(0.1 - 1e-9);
        }
        const later = new Set(findOutliers(grown(times)).map(({ account }) => account));
        expect(found.filter(({ account }) => !later.has(account))).toEqual([]);
      }),
    );
  });

  test("agreement is measured when there is enough, and again when there is half as much more; never of what is reviewed", () => {
    const look = (done: number, facts: Partial<SeenTask> = {}) =>
      task(
        [worker("ana", { accepted: done }), worker("bo", { accepted: done }), worker("cy", { accepted: done })],
        facts,
      );
    let before: TaskWatch | undefined;
    const measuredAt = [10, 19, 20, 25, 29, 30, 44, 45, 46].filter((done) => {
      const seen = look(done);
      const isDue = isAgreementDue(before, seen);
      before = observe({ before, seen, isOld: false, at: START }).watch;
      return isDue;
    });

    expect(measuredAt).toEqual([20, 30, 45]);
    expect(isAgreementDue(before, look(47, { isFinished: true }))).toBe(true);
    expect(isAgreementDue(before, look(45, { isFinished: true }))).toBe(false);
    expect(isAgreementDue(undefined, look(500, { isReviewed: true }))).toBe(false);
    expect(isAgreementDue(undefined, look(500, { isOpen: false }))).toBe(false);
  });

  test("it is told once", () => {
    const seen = task(["ana", "bo", "cy"].map((account) => worker(account, { accepted: 40 })));
    const measured = agreementOf({ ana: never, bo: never, cy: half }, 40);
    const agreement = { items: 40, pairs: [], worst: [], workers: measured };
    const first = observe({ before: undefined, seen, agreement, isOld: false, at: START });
    const again = observe({ before: first.watch, seen, agreement, isOld: false, at: START + DAY });

    expect(first.asks).toMatchObject([{ kind: "fallen-behind", account: "cy", by: "agreement" }]);
    expect(again.asks).toEqual([]);
  });
});
