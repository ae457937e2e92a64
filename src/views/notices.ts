import type { KnownBlock } from "@slack/types";
import { actions, button, headline, paragraph } from "./blocks.ts";
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

/** Something of ours failed; the id is in the log too. */
export function buildFaultNotice(id: string): Notice {
  const rest = `What you asked for did not happen. Try again; if it lasts, give the id ${id} to the person who installed Labeldesk.`;
  return { text: `Labeldesk failed. ${rest}`, blocks: [headline("Labeldesk failed", rest)] };
}

/** One sentence or two, to the letter. */
export const buildNotice = (text: string): Notice => ({ text: escapeText(text), blocks: [paragraph(text)] });

export const UNKNOWN_FORM =
  "This form is not one that this version of Labeldesk knows. Open it again with /task create.";
export const UNKNOWN_BUTTON =
  "This button is not one that this version of Labeldesk knows. Start again with /task help.";
