import type { Json } from "./json.ts";

const NUMERIC = "numeric";
const CLOCK = { year: NUMERIC, month: NUMERIC, day: NUMERIC, hour: NUMERIC, minute: NUMERIC, second: NUMERIC } as const;

const utc = new Intl.DateTimeFormat("en-US", { ...CLOCK, timeZone: "UTC" });

type Formats = { readonly clock: Intl.DateTimeFormat; readonly name: Intl.DateTimeFormat };
/** By time zone: to make a format takes a hundred times longer than to use it, and each user in each answer has one. */
const formats = new Map<string, Formats>();

function formatsOf(timeZone: string): Formats {
  const made = formats.get(timeZone) ?? {
    clock: new Intl.DateTimeFormat("en-US", { ...CLOCK, timeZone }),
    name: new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "long" }),
  };
  formats.set(timeZone, made);
  return made;
}

/** `tz`, `tz_label` and `tz_offset` (seconds) of a user, as Slack gives them at that time. */
export function toTimeZoneFields(timeZone: string, now: Date): Json {
  const { clock, name } = formatsOf(timeZone);
  const ahead = new Date(clock.format(now)).getTime() - new Date(utc.format(now)).getTime();
  return {
    tz: timeZone,
    tz_label: name.formatToParts(now).find((part) => part.type === "timeZoneName")?.value ?? timeZone,
    tz_offset: Math.round(ahead / 1000),
  };
}
