import { nextWallTime, readWallClock } from "../settings/wall-clock.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A working day, as stalls count it: Monday to Friday, all 24 hours of it, since nobody has told the app when people work. */
export const WORKING_DAY_MS = DAY_MS;

/** Longer times are not told apart: every limit is far below, and a watch may have stood for years. */
const LONGEST_MS = 60 * DAY_MS;

/**
 * The time between two moments (milliseconds since 1970) that is no weekend on the person's own clock, in milliseconds; at most what two
 * months hold. 0 when `until` is not later.
 */
export function workingMsBetween(from: number, until: number, timeZone: string): number {
  const begin = Math.max(from, until - LONGEST_MS);
  let working = 0;
  for (let at = begin; at < until; ) {
    const { year, month, day } = readWallClock(new Date(at), timeZone);
    const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
    const end = Math.min(until, nextWallTime(new Date(at), 0, timeZone).getTime());
    if (weekday !== 0 && weekday !== 6) working += end - at;
    at = end;
  }
  return working;
}
