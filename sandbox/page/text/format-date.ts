const DAY_MS = 86_400_000;

type Formats = { readonly [token: string]: Intl.DateTimeFormatOptions };

const FORMATS: Formats = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date_slash: { year: "numeric", month: "2-digit", day: "2-digit" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  date: { year: "numeric", month: "long", day: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};

/**
 * Slack's date tokens (`{date_short_pretty} {time}` …), in the reader's own zone and language. `unix` is in seconds. A day that has a name
 * begins with a capital only where it begins the format.
 */
export function formatSlackDate(format: string, unix: number, now: Date, timeZone: string): string {
  const when = new Date(unix * 1000);
  return format.replaceAll(/\{(\w+)\}/g, (whole, token: string, at: number) => {
    if (token === "ago") return formatAgo(when, now);
    const pretty = token.endsWith("_pretty") ? nameDay(when, now, timeZone) : undefined;
    if (pretty !== undefined) return at === 0 ? pretty : pretty.toLowerCase();
    const options = FORMATS[token.replace(/_pretty$/, "")];
    return options === undefined ? whole : new Intl.DateTimeFormat(undefined, { ...options, timeZone }).format(when);
  });
}

/** "Today", "Yesterday", "Tomorrow", or undefined for any other day. */
function nameDay(when: Date, now: Date, timeZone: string): string | undefined {
  const key = (date: Date) => new Intl.DateTimeFormat("en-CA", { timeZone }).format(date);
  if (key(when) === key(now)) return "Today";
  if (key(when) === key(new Date(now.getTime() - DAY_MS))) return "Yesterday";
  if (key(when) === key(new Date(now.getTime() + DAY_MS))) return "Tomorrow";
  return undefined;
}

const AGO: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["day", DAY_MS],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

function formatAgo(when: Date, now: Date): string {
  const past = when.getTime() - now.getTime();
  const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  for (const [unit, size] of AGO) {
    if (Math.abs(past) >= size) return relative.format(Math.round(past / size), unit);
  }
  return relative.format(0, "minute");
}

/** The clock time of a message, e.g. "2:05 PM". */
export const formatClock = (when: Date, timeZone: string): string =>
  new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit", timeZone }).format(when);

/** The line between two days of a conversation. */
export const formatDay = (when: Date, now: Date, timeZone: string): string =>
  nameDay(when, now, timeZone) ??
  new Intl.DateTimeFormat(undefined, { weekday: "long", month: "long", day: "numeric", timeZone }).format(when);
