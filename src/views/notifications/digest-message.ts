import type { KnownBlock } from "@slack/types";
import { plural } from "../../domain/numbers.ts";
import { button, headline, smallPrint, titled } from "../blocks.ts";
import { CARD } from "../cards/ids.ts";
import { LIMITS, truncate } from "../limits.ts";
import { escapeText } from "../text.ts";
import { withWhy } from "../why/why-button.ts";
import { type AssignmentNotice, describeAssignment } from "./assignment-message.ts";

/** Leaves room for the headline and the line that counts the rest, in a message of 50 blocks. */
const ROWS = 40;
const NAME_SHOWN = 200;
const WORDS_SHOWN = 500;

/** One message for all that was held for somebody: a row for each task and role. */
export function buildDigest(notices: readonly AssignmentNotice[]): { text: string; blocks: KnownBlock[] } {
  const title = `${plural(notices.length, "new assignment")}, gathered for you`;
  const blocks: KnownBlock[] = [headline(title)];
  for (const notice of notices.slice(0, ROWS)) blocks.push(row(notice));
  const more = notices.length - ROWS;
  if (more > 0) blocks.push(smallPrint(`and ${more} more: /task mine and /task reviews`));
  const names = notices.slice(0, 3).map(({ task }) => escapeText(truncate(task.name, NAME_SHOWN)));
  const rest = notices.length > 3 ? ` and ${notices.length - 3} more` : "";
  const message = { text: `${title}: ${names.join(", ")}${rest}`, blocks };
  const [first] = notices;
  return first ? withWhy(message, "digest", first.task.id) : message;
}

function row(notice: AssignmentNotice): KnownBlock {
  const { task, from } = notice;
  const name = truncate(task.name, NAME_SHOWN);
  const { asked, what } = describeAssignment({ ...notice, task: { ...task, name } });
  return {
    type: "section",
    text: titled(asked, `${truncate(what, WORDS_SHOWN)} · from ${truncate(from, NAME_SHOWN)}`),
    accessory: {
      ...button(CARD.open, "Open", { value: task.id }),
      accessibility_label: truncate(`Open ${name}`, LIMITS.buttonText),
    },
  };
}
