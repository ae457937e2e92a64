import type { Json } from "./json.ts";

/** `tz`, `tz_label` and `tz_offset` (seconds) of a user, as Slack gives them at that time. */
export function toTimeZoneFields(timeZone: string, now: Date): Json {
  const wall = new Date(now.toLocaleString("en-US", { timeZone }));
  const utc = new Date(now.toLocaleString("en-US", { timeZone: "UTC" }));
  const names = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "long" }).formatToParts(now);
  return {
    tz: timeZone,
    tz_label: names.find((part) => part.type === "timeZoneName")?.value ?? timeZone,
    tz_offset: Math.round((wall.getTime() - utc.getTime()) / 1000),
  };
}
