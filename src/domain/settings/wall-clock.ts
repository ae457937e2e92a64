const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 24 * 60 * MS_PER_MINUTE;

type WallTime = { readonly year: number; readonly month: number; readonly day: number; readonly minute: number };

/** Making a formatter costs more than all the rest here; there are some 600 time zones in the world. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const numeric = "2-digit" as const;
  const formatter = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
  });
  formatters.set(timeZone, formatter);
  return formatter;
}

/** True for an IANA name that this runtime knows, e.g. "Europe/Vienna". */
export function isTimeZone(name: string): boolean {
  try {
    formatterOf(name);
    return true;
  } catch {
    return false;
  }
}

/** What a clock on the wall shows at that time: the date, and the minutes since midnight. */
export function readWallClock(at: Date, timeZone: string): WallTime {
  const parts = new Map(
    formatterOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return { year: part("year"), month: part("month"), day: part("day"), minute: part("hour") * 60 + part("minute") };
}

/**
 * The first time after `after` at which the clock on the wall shows `minute` (minutes since midnight). Where the clock is put
 * forward over that minute, as much later as it jumps; where it is put back over it, the first of the two.
 */
export function nextWallTime(after: Date, minute: number, timeZone: string): Date {
  const today = readWallClock(after, timeZone);
  for (let days = 0; ; days += 1) {
    const at = instantOf(Date.UTC(today.year, today.month - 1, today.day + days, 0, minute), after, timeZone);
    if (at !== undefined) return at;
  }
}

/** `wall` is the wanted clock reading, written as if the zone were UTC; undefined when it is not after `after`. */
function instantOf(wall: number, after: Date, timeZone: string): Date | undefined {
  const candidates = [wall - MS_PER_DAY, wall + MS_PER_DAY].map((near) => wall - offsetAt(near, timeZone));
  const exact = candidates.filter((time) => time + offsetAt(time, timeZone) === wall);
  const possible = exact.length > 0 ? exact : [Math.max(...candidates)];
  const later = possible.filter((time) => time > after.getTime()).sort((a, b) => a - b)[0];
  return later === undefined ? undefined : new Date(later);
}

/** How far the zone's clocks are ahead of UTC at that time, in milliseconds; whole minutes. */
function offsetAt(time: number, timeZone: string): number {
  const { year, month, day, minute } = readWallClock(new Date(time), timeZone);
  const wall = Date.UTC(year, month - 1, day, 0, minute);
  return wall - Math.floor(time / MS_PER_MINUTE) * MS_PER_MINUTE;
}
