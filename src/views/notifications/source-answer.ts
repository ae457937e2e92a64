import type { KnownBlock } from "@slack/types";
import { actions, button, headline, paragraph } from "../blocks.ts";
import { CARD } from "../cards/ids.ts";
import { LIMITS, truncate } from "../limits.ts";
import { escapeText } from "../text.ts";

type Answer = { readonly task: { readonly id: string; readonly name: string }; readonly by: string };

/** In the thread of the message that a task was created from. */
export function buildSourceAnswer({ task, by }: Answer): { text: string; blocks: KnownBlock[] } {
  const text = `“${task.name}” was created from this message by ${by}.`;
  return {
    text: truncate(escapeText(text), LIMITS.sectionText),
    blocks: [paragraph(text), actions("source_answer", [button(CARD.open, "Open", { value: task.id })])],
  };
}

/** For the lead, when the app may not write where the message stands. */
export function buildNoSourceAnswer(taskName: string): { text: string; blocks: KnownBlock[] } {
  const bold = `“${taskName}” exists; I could not say so under the message`;
  const rest =
    "I am not in the conversation from which you created it, or may not write there. Invite me with /invite, and I answer in its threads from then on.";
  return { text: truncate(escapeText(`${bold}. ${rest}`), LIMITS.sectionText), blocks: [headline(bold, rest)] };
}
