import type { KnownBlock, ModalView } from "@slack/types";
import { formatCount } from "../../domain/numbers.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { headline, input, plain } from "../blocks.ts";
import type { ViewState } from "../form-state.ts";
import { LIMITS, truncate } from "../limits.ts";
import { escapeText } from "../text.ts";

export const FEEDBACK = { window: "feedback", text: "feedback.text" } as const;

/** A message shows it whole. */
const MAX_FEEDBACK = 2_000;

/** Asks what somebody thinks of the app; `text`: what they have typed behind the command. */
export const buildFeedbackWindow = (text: string): ModalView => ({
  type: "modal",
  callback_id: FEEDBACK.window,
  title: plain("Feedback", LIMITS.viewTitle),
  submit: plain("Send", LIMITS.viewTitle),
  close: plain("Cancel", LIMITS.viewTitle),
  blocks: [
    input(
      "What works, what does not",
      {
        type: "plain_text_input",
        action_id: FEEDBACK.text,
        multiline: true,
        max_length: MAX_FEEDBACK,
        ...(text !== "" && { initial_value: truncate(text, MAX_FEEDBACK) }),
      },
      { hint: "Goes to the admins of this workspace, who run Labeldesk here, under your name." },
    ),
  ],
});

/** What was typed, without the white space around it; or what is wrong with it. */
export function readFeedback(state: ViewState): Result<string, string> {
  const text = state[FEEDBACK.text]?.[FEEDBACK.text]?.value?.replaceAll("\0", "").trim() ?? "";
  if (text === "") return err("Write what you would like to be different.");
  return text.length > MAX_FEEDBACK ? err(`Say it in ${formatCount(MAX_FEEDBACK)} characters.`) : ok(text);
}

/** To an admin: who says what. */
export function buildFeedback(from: string, text: string): { text: string; blocks: KnownBlock[] } {
  const bold = `${from} on Labeldesk`;
  return { text: escapeText(truncate(`${bold}: ${text}`, LIMITS.sectionText)), blocks: [headline(bold, text)] };
}
