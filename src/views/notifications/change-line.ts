import type { ContextBlock, MrkdwnElement } from "@slack/types";
import { type Author, sayAuthor } from "../author.ts";
import { plain } from "../blocks.ts";
import { LIMITS, truncate } from "../limits.ts";

const WORDS_SHOWN = 300;

/** One small line: what changed, by whom, and when in the reader's own time. `at` is in seconds since 1970. */
export function changeLine(what: string, by: Author, at: number, say = sayAuthor): ContextBlock {
  return {
    type: "context",
    elements: [
      // A name is never markup, and the date is nothing else: elements of their own.
      plain(`${truncate(what, WORDS_SHOWN)}, ${truncate(say(by), WORDS_SHOWN)},`, LIMITS.contextText),
      timeElement(at),
    ],
  };
}

/** The time alone. */
export const timeLine = (at: number): ContextBlock => ({ type: "context", elements: [timeElement(at)] });

function timeElement(at: number): MrkdwnElement {
  const fallback = `${new Date(at * 1000).toISOString().slice(11, 16)} UTC`;
  return { type: "mrkdwn", text: `<!date^${at}^{time}|${fallback}>` };
}
