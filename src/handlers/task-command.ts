import type { App, RespondFn, SlashCommand, webApi } from "@slack/bolt";
import { nearest } from "../domain/nearest.ts";
import { buildHelp, buildUnknownCommand, VERBS, type VerbName } from "../views/help.ts";
import { unescapeText } from "../views/text.ts";
import type { HandlerContext } from "./context.ts";
import { openLinkModal } from "./link-account.ts";
import { openTaskForm } from "./open-task-form.ts";

export const TASK_COMMAND = "/task";

/** `/task …`: finds the verb, and answers everything else with the nearest one and the help. */
export function registerTaskCommand(app: App, context: HandlerContext): void {
  app.command(TASK_COMMAND, async ({ ack, command, client, respond }) => {
    const typed = unescapeText(command.text).trim();
    const verb = findVerb(typed.split(/\s+/)[0] ?? "");
    if (verb === "help") {
      await ack({ response_type: "ephemeral", ...buildHelp() });
      return;
    }
    if (verb === undefined) {
      const [first, ...others] = VERBS.map(({ name }) => name);
      const suggestion = first && nearest(typed.toLowerCase(), [first, ...others]);
      await ack({ response_type: "ephemeral", ...buildUnknownCommand(typed, suggestion ?? "help") });
      return;
    }
    await ack();
    await RUN[verb](context, { command, client, respond });
  });
}

type CommandArgs = { command: SlashCommand; client: webApi.WebClient; respond: RespondFn };

const RUN: Record<Exclude<VerbName, "help">, (context: HandlerContext, args: CommandArgs) => Promise<void>> = {
  create: (context, { command, client, respond }) =>
    openTaskForm(context, { client, triggerId: command.trigger_id, tell: respond }),
  link: (context, { command, client, respond }) =>
    openLinkModal(context, { client, triggerId: command.trigger_id, person: command.user_id, tell: respond }),
};

/** The verb, whatever its case; nothing typed asks for help. */
function findVerb(word: string): VerbName | undefined {
  if (word === "") return "help";
  return VERBS.find(({ name }) => name === word.toLowerCase())?.name;
}
