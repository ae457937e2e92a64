import type { KnownBlock } from "@slack/types";
import { actions, button, headline, paragraph } from "../blocks.ts";
import { CARD } from "../cards/ids.ts";
import { LIMITS, truncate } from "../limits.ts";
import { escapeText } from "../text.ts";

type SourceWords = { readonly text: string; readonly blocks: KnownBlock[] };
type Answer = { readonly task: { readonly id: string; readonly name: string }; readonly by: string };

/** In the thread of the message that a task was created from. */
export function buildSourceAnswer({ task, by }: Answer): SourceWords {
  const text = `“${task.name}” was created from this message by ${by}.`;
  return {
    text: truncate(escapeText(text), LIMITS.sectionText),
    blocks: [paragraph(text), actions("source_answer", [button(CARD.open, "Open", { value: task.id })])],
  };
}

/** For the lead, when the app may not write where the message stands. */
export const buildNoSourceAnswer = (taskName: string): SourceWords =>
  buildUnsaid(
    `“${taskName}” exists; I could not say so under the message`,
    "I am not in the conversation from which you created it, or may not write there. Invite me with /invite, and I answer in its threads from then on.",
  );

/** For the lead, when people of another organization read where the message stands. */
export const buildKeptAnswer = (taskName: string): SourceWords =>
  buildUnsaid(
    `“${taskName}” exists; I did not say so under the message`,
    "People of another organization read the channel from which you created it, and tasks stay in this workspace.",
  );

const buildUnsaid = (bold: string, rest: string): SourceWords => ({
  text: truncate(escapeText(`${bold}. ${rest}`), LIMITS.sectionText),
  blocks: [headline(bold, rest)],
});
