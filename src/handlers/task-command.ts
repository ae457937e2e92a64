import type { App } from "@slack/bolt";
import { findVerb, MAX_COMMAND, splitCommand, splitVerb, suggestVerbs } from "../domain/command-line.ts";
import { formatCount } from "../domain/numbers.ts";
import { buildHelp, buildUnknownCommand, buildVerbHelp, VERB_NAMES, type VerbName } from "../views/help.ts";
import { buildNotice } from "../views/notices.ts";
import { assignPeople } from "./assign-people.ts";
import { closeTask, reopenTask } from "./close-task.ts";
import { deleteTask, deleteTasks } from "./delete-tasks.ts";
import { editTask } from "./edit-task.ts";
import { openLinkModal } from "./link-account.ts";
import { listTasks } from "./list-tasks.ts";
import { openSettings } from "./open-settings.ts";
import { openTaskForm } from "./open-task-form.ts";
import { onTask, registerTaskPicker } from "./shared/on-task.ts";
import { requestIdOf } from "./shared/request-id.ts";
import type { HandlerContext } from "./shared/use-cases.ts";
import type { TaskVerb, Verb } from "./shared/verb.ts";
import { showProgress, showTask } from "./show-task.ts";

export const TASK_COMMAND = "/task";

const TOO_LONG = `A command may have ${formatCount(MAX_COMMAND)} characters: name a task by its id, or by a part of its name.`;

/** Verbs on one task; a command that names none gets buttons that go on with these. */
const TASK_VERBS = {
  ...{ show: showTask, progress: showProgress, edit: editTask, assign: assignPeople },
  ...{ close: closeTask, reopen: reopenTask, delete: deleteTask },
} satisfies Readonly<Record<string, TaskVerb>>;

const RUN: Readonly<Record<Exclude<VerbName, "help">, Verb>> = {
  create: (context, { client, triggerId, team, person, respond }) =>
    openTaskForm(context, { client, triggerId, team, person, tell: respond }),
  list: listTasks(),
  mine: listTasks("mine"),
  reviews: listTasks("reviews"),
  show: onTask("show", showTask),
  progress: onTask("progress", showProgress),
  edit: onTask("edit", editTask),
  assign: onTask("assign", assignPeople),
  close: onTask("close", closeTask),
  reopen: onTask("reopen", reopenTask),
  delete: deleteTasks,
  link: (context, { client, triggerId, person, respond }) =>
    openLinkModal(context, { client, triggerId, person, tell: respond }),
  settings: (context, { client, triggerId, team, person, respond }) =>
    openSettings(context, { client, triggerId, team, person, tell: respond }),
};

/** The help on a verb; where it is none, what may have been meant. */
function buildHelpOn(word: string, typed = word) {
  const verb = findVerb(word, VERB_NAMES);
  return verb ? buildVerbHelp(verb) : buildUnknownCommand(typed, suggestVerbs(word, ["create", ...VERB_NAMES]));
}

/** `/task …`: finds the verb, and answers everything else with the nearest one and the help. */
export function registerTaskCommand(app: App, context: HandlerContext): void {
  app.command(TASK_COMMAND, async ({ ack, command, body, client, respond }) => {
    if (command.text.length > MAX_COMMAND) {
      await ack({ response_type: "ephemeral", ...buildNotice(TOO_LONG) });
      return;
    }
    const { verb: typed, rest } = splitVerb(command.text);
    const words = splitCommand(rest);
    const verb = typed === "" ? "help" : findVerb(typed, VERB_NAMES);
    if (verb === "help") {
      const asked = words[0]?.text;
      await ack({ response_type: "ephemeral", ...(asked === undefined ? buildHelp() : buildHelpOn(asked)) });
      return;
    }
    if (verb === undefined) {
      await ack({
        response_type: "ephemeral",
        ...buildHelpOn(
          typed,
          splitCommand(command.text)
            .map(({ text }) => text)
            .join(" "),
        ),
      });
      return;
    }
    await ack();
    const { team_id: team, user_id: person, trigger_id: triggerId, channel_id: channel } = command;
    const fulfils = requestIdOf({ ...body });
    await RUN[verb](context, { team, person, client, triggerId, respond, words, rest, channel, fulfils });
  });
  registerTaskPicker(app, context, TASK_VERBS);
}
