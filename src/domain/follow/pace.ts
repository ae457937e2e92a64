import { readWallClock } from "../settings/wall-clock.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What people did before says little about what they do now. */
const WINDOW_MS = 7 * DAY_MS;
/** Fewer labels say nothing about when the rest is done. */
const FEWEST = 5;
/** The normal distribution's value for 95 %, two-sided. */
const Z = 1.96;

/** So many labels within an hour (counted since 1970). */
export type HourWork = { readonly hour: number; readonly labels: number };

/** When work ends at the present rate (milliseconds since 1970); `latest` is absent where the rate may be next to nothing. */
export type Forecast = { readonly at: number; readonly earliest: number; readonly latest?: number };

/** What was labeled in each hour, from how many labels there were at the ends of hours. What was sent back is no work undone. */
export function workByHour(counts: readonly { readonly hour: number; readonly labeled: number }[]): HourWork[] {
  return counts.slice(1).flatMap(({ hour, labeled }, index) => {
    const labels = labeled - (counts[index]?.labeled ?? 0);
    return labels > 0 ? [{ hour, labels }] : [];
  });
}

/** Labels in an hour in which somebody worked at all; undefined where nobody did. */
export function ratePerWorkedHour(work: readonly HourWork[]): number | undefined {
  const hours = new Set(work.map(({ hour }) => hour)).size;
  return hours === 0 ? undefined : total(work) / hours;
}

/**
 * When what is left is done, if as much is done per day (nights and weekends are part of it) as in the last seven. The range is where the
 * rate lies with 95 %: a sum of hours, or of days beyond the first, that differ as they did; at least as widely as counts by chance
 * (Poisson). Undefined where nothing is left, or too little was done to tell.
 */
export function forecast(work: readonly HourWork[], { left, at }: { left: number; at: number }): Forecast | undefined {
  const recent = work.filter(({ hour }) => at - hour * HOUR_MS < WINDOW_MS);
  const labels = total(recent);
  if (left === 0 || labels < FEWEST) return undefined;
  const begun = Math.min(...recent.map(({ hour }) => hour * HOUR_MS));
  const elapsed = Math.max(HOUR_MS, at - begun);
  const block = elapsed > DAY_MS ? DAY_MS : HOUR_MS;
  const sums = new Array<number>(Math.ceil(elapsed / block)).fill(0);
  for (const { hour, labels: some } of recent) {
    const index = Math.min(sums.length - 1, Math.floor((hour * HOUR_MS - begun) / block));
    sums[index] = (sums[index] ?? 0) + some;
  }
  const mean = labels / sums.length;
  const spread = sums.reduce((sum, each) => sum + (each - mean) ** 2, 0) * (sums.length / Math.max(1, sums.length - 1));
  const margin = Z * Math.sqrt(Math.max(labels, spread));
  const endAt = (assumed: number): number => at + (left * elapsed) / assumed;
  return {
    at: endAt(labels),
    earliest: endAt(labels + margin),
    ...(labels > margin && { latest: endAt(labels - margin) }),
  };
}

/** Labels of the last days on the person's own clock, today last; days without any are 0. `day` is a date in UTC at midnight. */
export function labelsPerDay(
  work: readonly HourWork[],
  { at, days, timeZone }: { at: number; days: number; timeZone: string },
): { readonly day: number; readonly labels: number }[] {
  const dayOf = (time: number): number => {
    const { year, month, day } = readWallClock(new Date(time), timeZone);
    return Date.UTC(year, month - 1, day);
  };
  const today = dayOf(at);
  const sums = new Map<number, number>();
  for (const { hour, labels } of work) {
    const day = dayOf(hour * HOUR_MS);
    sums.set(day, (sums.get(day) ?? 0) + labels);
  }
  return Array.from({ length: days }, (_, index) => {
    const day = today - (days - 1 - index) * DAY_MS;
    return { day, labels: sums.get(day) ?? 0 };
  });
}

const total = (work: readonly HourWork[]): number => work.reduce((sum, { labels }) => sum + labels, 0);
