import type { ContextBlock } from "@slack/types";
import { plain } from "./blocks.ts";
import { LIMITS, truncate } from "./limits.ts";

const WORDS_SHOWN = 300;

/** One small line: what changed, by whom, and when in the reader's own time. `at` is in seconds since 1970. */
export function changeLine(what: string, by: string, at: number): ContextBlock {
  const fallback = `${new Date(at * 1000).toISOString().slice(11, 16)} UTC`;
  return {
    type: "context",
    elements: [
      // A name is never markup, and the date is nothing else: elements of their own.
      plain(`${truncate(what, WORDS_SHOWN)}, by ${truncate(by, WORDS_SHOWN)},`, LIMITS.contextText),
      { type: "mrkdwn", text: `<!date^${at}^{time}|${fallback}>` },
    ],
  };
}
