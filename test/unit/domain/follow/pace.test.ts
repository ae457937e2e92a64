import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { forecast, labelsPerDay, ratePerWorkedHour, workByHour } from "../../../../src/domain/follow/pace.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A whole hour. */
const NOW = Date.parse("2026-11-25T12:00:00Z");
const hourBefore = (hours: number): number => NOW / HOUR - hours;

test("work is what came on from one hour to the next; what was sent back takes nothing away", () => {
  const counts = [
    { hour: 1, labeled: 5 },
    { hour: 2, labeled: 9 },
    { hour: 7, labeled: 6 },
    { hour: 9, labeled: 10 },
  ];
  expect(workByHour(counts)).toEqual([
    { hour: 2, labels: 4 },
    { hour: 9, labels: 4 },
  ]);
  expect(ratePerWorkedHour(workByHour(counts))).toBe(4);
  expect(ratePerWorkedHour([])).toBeUndefined();
});

describe("when the rest is done", () => {
  const steady = Array.from({ length: 10 }, (_, index) => ({ hour: hourBefore(index + 1), labels: 20 }));

  test("at twenty an hour, forty are two hours, give or take chance alone", () => {
    const told = forecast(steady, { left: 40, at: NOW });
    expect(told?.at).toBe(NOW + 2 * HOUR);
    // 200 labels ± 1.96 √200
    expect(told?.earliest).toBeCloseTo(NOW + (40 * 10 * HOUR) / (200 + 1.96 * Math.sqrt(200)), -2);
    expect(told?.latest).toBeCloseTo(NOW + (40 * 10 * HOUR) / (200 - 1.96 * Math.sqrt(200)), -2);
  });

  test("nothing is told of too little, of long ago, or where nothing is left", () => {
    expect(forecast([{ hour: hourBefore(1), labels: 4 }], { left: 10, at: NOW })).toBeUndefined();
    expect(forecast([{ hour: hourBefore(8 * 24), labels: 400 }], { left: 10, at: NOW })).toBeUndefined();
    expect(forecast(steady, { left: 0, at: NOW })).toBeUndefined();
  });

  test("the range holds the time, more work takes longer, and uneven days make it wider", () => {
    const work = fc.array(
      fc.record({ hour: fc.integer({ min: hourBefore(160), max: hourBefore(1) }), labels: fc.nat(200) }),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(work, fc.integer({ min: 1, max: 10_000 }), (done, left) => {
        const told = forecast(done, { left, at: NOW });
        if (!told) return;
        expect(told.earliest).toBeGreaterThan(NOW);
        expect(told.earliest).toBeLessThanOrEqual(told.at);
        expect(told.latest ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(told.at);
        expect(forecast(done, { left: left + 1, at: NOW })?.at).toBeGreaterThan(told.at);
      }),
    );
    const uneven = [1, 30, 50, 70].map((hours) => ({ hour: hourBefore(hours), labels: hours === 50 ? 170 : 10 }));
    const even = [1, 30, 50, 70].map((hours) => ({ hour: hourBefore(hours), labels: 50 }));
    const [wide, narrow] = [uneven, even].map((done) => forecast(done, { left: 100, at: NOW }));
    expect(wide?.at).toBe(narrow?.at);
    expect(wide?.earliest).toBeLessThan(narrow?.earliest ?? 0);
    expect(wide?.latest).toBeUndefined();
  });
});

test("days are those of the person's own clock", () => {
  const work = [
    { hour: Date.parse("2026-11-24T22:00:00Z") / HOUR, labels: 3 },
    { hour: Date.parse("2026-11-24T23:00:00Z") / HOUR, labels: 4 },
  ];
  const days = (timeZone: string) => labelsPerDay(work, { at: NOW, days: 2, timeZone }).map(({ labels }) => labels);
  expect(days("UTC")).toEqual([7, 0]);
  expect(days("Europe/Vienna")).toEqual([3, 4]);
  expect(labelsPerDay([], { at: NOW, days: 2, timeZone: "UTC" }).map(({ day }) => NOW - day)).toEqual([
    1.5 * DAY,
    0.5 * DAY,
  ]);
});
