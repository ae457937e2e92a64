import type { KnownBlock } from "@slack/types";
import { nameExactly } from "../../domain/command-line.ts";
import type { GroupJoined } from "../../domain/notifications/events.ts";
import { cutText } from "../../domain/text.ts";
import type { Asked } from "../asked.ts";
import { buildNoticeWithCommands, type Command, commandButton } from "../command-button.ts";
import { withWhy } from "../why/why-button.ts";

const NAME_SHOWN = 100;

const NOTHING_YET = "Nothing is theirs there yet.";

/** What is asked of a lead, among others. `name`: who has joined. */
export const askGroupJoined = (asked: GroupJoined, name: string): Asked => ({
  task: asked.task,
  bold: joinedInWords(asked, name),
  rest: `Its members ${whatTheyDo(asked)}. ${NOTHING_YET}`,
  go: commandButton(wayOf(asked, name)),
});

/** To a lead by itself: who is new in a group, and the way to bring them to the task. `name`: who has joined. */
export function buildGroupJoined(asked: GroupJoined, name: string): { text: string; blocks: KnownBlock[] } {
  const { task } = asked;
  const text = `${joinedInWords(asked, name)}, whose members ${whatTheyDo(asked)}. ${NOTHING_YET}`;
  const open = { line: `show ${nameExactly(task.id)}`, words: "Open" };
  return withWhy(buildNoticeWithCommands(text, [wayOf(asked, name), open]), "lead", task.id);
}

const joinedInWords = ({ handle }: GroupJoined, name: string): string =>
  `${cutText(name, NAME_SHOWN)} has joined @${handle}`;

const whatTheyDo = ({ task, role }: GroupJoined): string =>
  `${role === "worker" ? "label" : "review"} “${cutText(task.name, NAME_SHOWN)}”`;

/** How they are brought to the task. */
function wayOf({ task, joined, role }: GroupJoined, name: string): Command {
  const exact = nameExactly(task.id);
  return role === "worker"
    ? { line: `assign ${exact} <@${joined}>`, words: `Assign ${cutText(name, NAME_SHOWN / 2)}` }
    : { line: `edit ${exact}`, words: "Edit the reviewers" };
}
