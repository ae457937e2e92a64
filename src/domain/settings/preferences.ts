import type { JsonObject } from "../json.ts";
import { isTimeZone, nextWallTime, readWallClock } from "./wall-clock.ts";

export type Role = "worker" | "reviewer";

/** Minutes since midnight on the person's own clock; `until` earlier than `from` goes over midnight. */
export type QuietHours = { readonly from: number; readonly until: number };

/** What somebody wants to be told, and when. */
export type Preferences = {
  /** Roles about which they want no messages. */
  readonly muted: readonly Role[];
  /** The hour (0..23) of the one daily message; null where each message comes by itself. */
  readonly digestHour: number | null;
  readonly quiet: QuietHours | null;
};

export const DEFAULT_PREFERENCES: Preferences = { muted: [], digestHour: null, quiet: null };

/** When a message may go to somebody. */
export type Timing =
  | { readonly kind: "now" }
  | { readonly kind: "muted" }
  /** Their quiet hours end then. */
  | { readonly kind: "later"; readonly at: Date }
  /** With all else of that day, in one message. */
  | { readonly kind: "digest"; readonly at: Date };

/** When a message in this role (or about what they lead, which nobody mutes) may go out that is ready at `at`; what somebody asked for themselves is not held back by it. */
export function timingOf(
  preferences: Preferences,
  role: Role | undefined,
  at: Date,
  timeZone: string | undefined,
): Timing {
  if (role !== undefined && preferences.muted.includes(role)) return { kind: "muted" };
  const zone = timeZone !== undefined && isTimeZone(timeZone) ? timeZone : "UTC";
  if (preferences.digestHour !== null) {
    const due = nextWallTime(at, preferences.digestHour * 60, zone);
    return { kind: "digest", at: quietUntil(preferences.quiet, due, zone) ?? due };
  }
  const end = quietUntil(preferences.quiet, at, zone);
  return end === undefined ? { kind: "now" } : { kind: "later", at: end };
}

/** When the quiet hours end in which `at` lies; undefined when it lies in none. */
function quietUntil(quiet: QuietHours | null, at: Date, timeZone: string): Date | undefined {
  if (!quiet || quiet.from === quiet.until) return undefined;
  const { minute } = readWallClock(at, timeZone);
  const isOverMidnight = quiet.until < quiet.from;
  const isQuiet = isOverMidnight
    ? minute >= quiet.from || minute < quiet.until
    : minute >= quiet.from && minute < quiet.until;
  return isQuiet ? nextWallTime(at, quiet.until, timeZone) : undefined;
}

export const writePreferences = (preferences: Preferences): JsonObject => JSON.parse(JSON.stringify(preferences));

/** What an older version has not written reads as its default. */
export const readPreferences = (content: JsonObject): Preferences => ({
  ...DEFAULT_PREFERENCES,
  ...(content as Partial<Preferences>),
});
