import type { KnownBlock } from "@slack/types";
import { nameExactly } from "../../domain/command-line.ts";
import type { GroupJoined } from "../../domain/notifications/events.ts";
import { cutText } from "../../domain/text.ts";
import { buildNoticeWithCommands } from "../command-button.ts";
import { withWhy } from "../why/why-button.ts";

const NAME_SHOWN = 100;

/** To a lead: who is new in a group, and the way to bring them to the task. `name`: who has joined. */
export function buildGroupJoined(
  { task, joined, handle, role }: GroupJoined,
  name: string,
): { text: string; blocks: KnownBlock[] } {
  const shown = cutText(name, NAME_SHOWN);
  const text = `${shown} has joined @${handle}, whose members ${role === "worker" ? "label" : "review"} “${cutText(task.name, NAME_SHOWN)}”. Nothing is theirs there yet.`;
  const exact = nameExactly(task.id);
  const command =
    role === "worker"
      ? { line: `assign ${exact} <@${joined}>`, words: `Assign ${cutText(name, NAME_SHOWN / 2)}` }
      : { line: `edit ${exact}`, words: "Edit the reviewers" };
  const message = buildNoticeWithCommands(text, [command, { line: `show ${exact}`, words: "Open" }]);
  return withWhy(message, "lead", task.id);
}
