import type { KnownBlock } from "@slack/types";
import { headline } from "./blocks.ts";
import { whyHeld } from "./delivery-words.ts";

/** For admins: messages have waited, and go out again. Times in milliseconds since 1970. */
export function buildHoldMessage({
  word,
  since,
  until,
}: {
  readonly word: string;
  readonly since: number;
  readonly until: number;
}): { text: string; blocks: KnownBlock[] } {
  const bold = "Messages go out again";
  const rest = `Slack took none of some kinds for ${toDuration(until - since)}, because ${whyHeld(word)}. What waited is being sent now; nothing is lost.`;
  return { text: `${bold}. ${rest}`, blocks: [headline(bold, rest)] };
}

/** In the largest unit that fits: "40 seconds", "1 hour". */
function toDuration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 90) return plural(seconds, "second");
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return plural(minutes, "minute");
  const hours = Math.round(minutes / 60);
  return hours < 48 ? plural(hours, "hour") : plural(Math.round(hours / 24), "day");
}

const plural = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? "" : "s"}`;
