import { withUnit } from "./numbers.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Time that was worked: "50 s", "45 min", "2 h 10 min". */
export function sayWorked(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes === 0) return withUnit(Math.max(1, Math.round(ms / SECOND_MS)), "s");
  const hours = Math.floor(minutes / 60);
  const parts = [
    ...(hours > 0 ? [withUnit(hours, "h")] : []),
    ...(minutes % 60 > 0 ? [withUnit(minutes % 60, "min")] : []),
  ];
  return parts.join(" ");
}

/** A length of time as people say it, in the largest unit that fits, rounded: "40 seconds", "an hour", "3 days". */
export function sayDuration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / SECOND_MS));
  if (seconds < 60) return seconds === 1 ? "a second" : `${seconds} seconds`;
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 60) return minutes === 1 ? "a minute" : `${minutes} minutes`;
  const hours = Math.round(ms / HOUR_MS);
  if (hours < 24) return hours === 1 ? "an hour" : `${hours} hours`;
  const days = Math.round(ms / DAY_MS);
  return days === 1 ? "a day" : `${days} days`;
}
