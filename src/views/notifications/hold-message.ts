import type { KnownBlock } from "@slack/types";
import { sayDuration } from "../../domain/duration.ts";
import { headline } from "../blocks.ts";
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
  const rest = `Slack took none of some kinds for ${sayDuration(until - since)}, because ${whyHeld(word)}. What waited is being sent now; nothing is lost.`;
  return { text: `${bold}. ${rest}`, blocks: [headline(bold, rest)] };
}
