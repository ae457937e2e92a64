import type { KnownBlock } from "@slack/types";
import { headline } from "./blocks.ts";
import { LIMITS, truncate } from "./limits.ts";
import { listNames } from "./outcome.ts";
import { escapeText } from "./text.ts";

/** For the lead: whom the app could not tell about a task, and what that means. */
export function buildUndeliveredMessage(
  taskName: string,
  names: readonly string[],
): { text: string; blocks: KnownBlock[] } {
  const bold = `I could not tell ${listNames(names)} about "${taskName}"`;
  const rest =
    "They are assigned all the same. Slack did not take the message: they may have left the workspace, or have messages from apps off. Tell them yourself, or assign somebody else.";
  return { text: truncate(escapeText(`${bold}. ${rest}`), LIMITS.sectionText), blocks: [headline(bold, rest)] };
}
