import { describe, expect, test } from "@jest/globals";
import {
  DEFAULT_PREFERENCES,
  type Preferences,
  readPreferences,
  timingOf,
} from "../../../../src/domain/settings/preferences.ts";
import { isTimeZone, nextWallTime, readWallClock } from "../../../../src/domain/settings/wall-clock.ts";

const at = (text: string): Date => new Date(text);
const QUIET_NIGHT: Preferences = { ...DEFAULT_PREFERENCES, quiet: { from: 22 * 60, until: 8 * 60 } };

describe("the clock on the wall", () => {
  test.each([
    ["2026-01-15T12:00:00Z", "Europe/Vienna", 13 * 60],
    ["2026-07-15T12:00:00Z", "Europe/Vienna", 14 * 60],
    ["2026-01-15T12:00:00Z", "Asia/Kathmandu", 17 * 60 + 45],
    ["2026-01-15T00:00:00Z", "America/Sao_Paulo", 21 * 60],
    ["2026-01-15T00:00:59.999Z", "UTC", 0],
  ])("%s in %s", (time, zone, minute) => {
    expect(readWallClock(at(time), zone).minute).toBe(minute);
  });

  test.each([
    // The same day, the next day, and never the moment itself.
    ["2026-01-15T06:59:59Z", 8 * 60, "Europe/Vienna", "2026-01-15T07:00:00.000Z"],
    ["2026-01-15T07:00:00Z", 8 * 60, "Europe/Vienna", "2026-01-16T07:00:00.000Z"],
    ["2026-12-31T20:00:00Z", 8 * 60, "Asia/Tokyo", "2026-12-31T23:00:00.000Z"],
    // Clocks go forward on 29 March at 2:00: 8:00 comes an hour earlier.
    ["2026-03-28T20:00:00Z", 8 * 60, "Europe/Vienna", "2026-03-29T06:00:00.000Z"],
    // 2:30 does not exist on that day: as much later as the clock jumps, which is 3:30.
    ["2026-03-28T20:00:00Z", 150, "Europe/Vienna", "2026-03-29T01:30:00.000Z"],
    // Clocks go back on 25 October at 3:00: 2:30 comes twice, the first counts, and after it the second.
    ["2026-10-24T20:00:00Z", 150, "Europe/Vienna", "2026-10-25T00:30:00.000Z"],
    ["2026-10-25T00:30:00Z", 150, "Europe/Vienna", "2026-10-25T01:30:00.000Z"],
    ["2026-10-24T20:00:00Z", 8 * 60, "Europe/Vienna", "2026-10-25T07:00:00.000Z"],
    // Half an hour of daylight saving, on Lord Howe Island.
    ["2026-04-04T10:00:00Z", 8 * 60, "Australia/Lord_Howe", "2026-04-04T21:30:00.000Z"],
    // Samoa skipped 30 December 2011 whole.
    ["2011-12-30T09:30:00Z", 8 * 60, "Pacific/Apia", "2011-12-30T18:00:00.000Z"],
  ])("after %s the clock shows minute %d in %s at %s", (after, minute, zone, expected) => {
    expect(nextWallTime(at(after), minute, zone).toISOString()).toBe(expected);
  });

  test("names that are no time zones are known as such", () => {
    expect(isTimeZone("Europe/Vienna")).toBe(true);
    expect(isTimeZone("Mars/Olympus")).toBe(false);
  });
});

describe("when somebody is told", () => {
  test("at once by default", () => {
    expect(timingOf(DEFAULT_PREFERENCES, "worker", at("2026-01-15T02:00:00Z"), "UTC")).toEqual({ kind: "now" });
  });

  test("never in a role that they have muted, and at once in the other", () => {
    const muted: Preferences = { ...DEFAULT_PREFERENCES, muted: ["worker"] };
    const time = at("2026-01-15T12:00:00Z");
    expect(timingOf(muted, "worker", time, "UTC")).toEqual({ kind: "muted" });
    expect(timingOf(muted, "reviewer", time, "UTC")).toEqual({ kind: "now" });
  });

  test.each([
    ["2026-01-15T20:59:00Z", undefined],
    ["2026-01-15T21:00:00Z", "2026-01-16T07:00:00.000Z"],
    ["2026-01-16T06:59:00Z", "2026-01-16T07:00:00.000Z"],
    ["2026-01-16T07:00:00Z", undefined],
    // Over the night in which the clocks go forward.
    ["2026-03-28T23:00:00Z", "2026-03-29T06:00:00.000Z"],
  ])("quiet hours over midnight in Vienna: at %s", (time, end) => {
    const timing = timingOf(QUIET_NIGHT, "worker", at(time), "Europe/Vienna");
    expect(timing).toEqual(end === undefined ? { kind: "now" } : { kind: "later", at: at(end) });
  });

  test("quiet hours within a day", () => {
    const lunch: Preferences = { ...DEFAULT_PREFERENCES, quiet: { from: 12 * 60, until: 13 * 60 } };
    expect(timingOf(lunch, "worker", at("2026-01-15T12:30:00Z"), "UTC").kind).toBe("later");
    expect(timingOf(lunch, "worker", at("2026-01-15T11:59:00Z"), "UTC").kind).toBe("now");
  });

  test("a digest that falls into quiet hours comes after them", () => {
    const preferences: Preferences = { ...QUIET_NIGHT, digestHour: 6 };
    expect(timingOf(preferences, "worker", at("2026-01-15T12:00:00Z"), "UTC")).toEqual({
      kind: "digest",
      at: at("2026-01-16T08:00:00Z"),
    });
  });

  test("an unknown zone counts as UTC", () => {
    for (const zone of [undefined, "Mars/Olympus"])
      expect(timingOf(QUIET_NIGHT, "worker", at("2026-01-15T23:00:00Z"), zone)).toEqual({
        kind: "later",
        at: at("2026-01-16T08:00:00Z"),
      });
  });

  test("settings of an older version read with their defaults", () => {
    expect(readPreferences({ muted: ["worker"] })).toEqual({ muted: ["worker"], digestHour: null, quiet: null });
  });
});
