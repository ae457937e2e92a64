import type { KnownBlock } from "@slack/types";
import { actions, button, headline, paragraph } from "./blocks.ts";
import { LIMITS, truncate } from "./limits.ts";
import type { Words } from "./status-view.ts";
import { escapeText } from "./text.ts";

export const NOTICE = { openAgain: "notice.open_again" } as const;

type Notice = { text: string; blocks: KnownBlock[] };

/** The modal could not be opened in time; `draft` is set when a form with content is to be opened again. */
export function buildOpenAgainNotice(draft: string | undefined): Notice {
  const text = "Slack did not open the form in time. Nothing is lost.";
  return {
    text,
    blocks: [
      paragraph(text),
      actions("open_again", [button(NOTICE.openAgain, "Open again", { value: draft ?? "new" })]),
    ],
  };
}

/** Something of ours failed; the id is that of the request in the log. */
export function buildFaultNotice(id: string): Notice {
  const rest = `What you asked for did not happen. Try again; if it keeps happening, give the id ${id} to the person who installed Labeldesk.`;
  return { text: `Labeldesk failed. ${rest}`, blocks: [headline("Labeldesk failed", rest)] };
}

/** What was asked for may not have been done; `what` is how the person has asked for it. */
export const buildInterruptedNotice = (what: string): Notice =>
  buildNotice(`“${what}” was cut short by a restart of Labeldesk. Check whether it was done, and try again if not.`);

/** One sentence or two, to the letter. */
export const buildNotice = (text: string): Notice => ({ text: escapeText(text), blocks: [paragraph(text)] });

/** What became of what was asked for in a window, for whoever does not see that window any more. */
export const buildOutcomeNotice = ({ title, text }: Words): Notice => ({
  text: truncate(escapeText(`${title}: ${text}`), LIMITS.sectionText),
  blocks: [headline(title, text)],
});

/** At the gate. */
export const NOT_OURS =
  "Labeldesk works for the people of the workspace that installed it: ask somebody there to do this for you.";
/** In a workspace whose token no key opens any more; `address`: where it is installed again. */
export const notReadable = (address: string): string =>
  `Labeldesk cannot read its token for this workspace any more, so it can do nothing here. A workspace admin installs it again at ${address}; tasks, settings and drafts are kept.`;
export const ONLY_YOURS =
  "Guests see what is assigned to them and nothing else: /task mine and /task reviews list it, /task show shows it.";
export const NOT_KNOWN = "Slack did not say who you are, so nothing was done: try again in a moment.";

/** A form that is not kept any more, or is of another version; `again`: with what it is opened again. */
export const unknownForm = (again: string): string =>
  `This form is too old, or from another version of Labeldesk. Open it again with ${again}.`;
export const UNKNOWN_BUTTON = "This button is from another version of Labeldesk. Start again with /task help.";
export const UNKNOWN_COMMAND = "This command is from another version of Labeldesk. Start with /task help.";
