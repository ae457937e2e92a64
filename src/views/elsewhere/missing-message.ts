import type { KnownBlock } from "@slack/types";
import type { MissingAnswer } from "../../domain/elsewhere/missing.ts";
import type { TasksMissing } from "../../domain/notifications/events.ts";
import { formatCount } from "../../domain/numbers.ts";
import { actions, button, headline } from "../blocks.ts";
import { LIMITS, truncate } from "../limits.ts";
import { escapeText } from "../text.ts";

export const MISSING = { tell: "missing_tasks.tell", keepQuiet: "missing_tasks.keep_quiet" } as const;

type Message = { text: string; blocks: KnownBlock[] };
type Lost = Pick<TasksMissing, "count" | "total">;

/** For admins: so many tasks are missing that nobody is told before one of them has looked. */
export function buildMissingMessage({ count, total }: Lost, otherSide: string): Message {
  const bold = `${formatCount(count)} of ${formatCount(total)} tasks are not on ${otherSide} any more`;
  const rest = `Nobody was told: this is also what it looks like when the app’s key was revoked, or reaches another app. If that is so, fix the key, and they are found again on their own. If somebody has deleted them, say whether those who worked on them are to be told.`;
  return {
    text: truncate(escapeText(`${bold}. ${rest}`), LIMITS.sectionText),
    blocks: [
      headline(bold, rest),
      actions("missing_tasks", [
        button(MISSING.tell, "They were deleted: tell people"),
        button(MISSING.keepQuiet, "Tell nobody"),
      ]),
    ],
  };
}

const DECIDED: Readonly<Record<MissingAnswer, string>> = {
  tell: "Decided: people are told about each task that no longer exists.",
  "keep-quiet": "Decided: nobody is told about the tasks that no longer exist.",
};

/** What stands in its place once its reader has decided. */
export const sayDecided = (answer: MissingAnswer): string => DECIDED[answer];

export const NOTHING_MISSING =
  "There is nothing to decide any more: another admin has done it, or the tasks are there again.";
export const ADMINS_ALONE = "Only workspace admins decide this: ask one.";
export const NOT_SAID = "Slack did not say whether you are an admin. Nothing was decided: try again in a moment.";
