import type { KnownBlock } from "@slack/types";
import { headline } from "../blocks.ts";
import { LIMITS, truncate } from "../limits.ts";
import { escapeText } from "../text.ts";
import { listNames } from "../words.ts";
import { whyUnreached } from "./delivery-words.ts";

/** Somebody who was not told, and Slack's word for why; undefined when it was no fault of Slack's. */
export type Unreached = { readonly name: string; readonly word: string | undefined };

/** For the lead: whom the app could not tell about a task, why, and what that means. */
export function buildUndeliveredMessage(
  taskName: string,
  unreached: readonly Unreached[],
): { text: string; blocks: KnownBlock[] } {
  const bold = `I could not tell ${listNames(unreached.map(({ name }) => name))} about "${taskName}"`;
  const rest = `They are assigned all the same. ${whyOf(unreached)} Tell them yourself, or assign another person.`;
  return { text: truncate(escapeText(`${bold}. ${rest}`), LIMITS.sectionText), blocks: [headline(bold, rest)] };
}

/** One sentence where it is the same for all, one for each reason where it is not. */
function whyOf(unreached: readonly Unreached[]): string {
  const byReason = new Map<string, string[]>();
  for (const { name, word } of unreached) {
    const reason = whyUnreached(word);
    byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  if (byReason.size === 1) return [...byReason.keys()].join("");
  return [...byReason].map(([reason, names]) => `${listNames(names)}: ${reason}`).join(" ");
}
