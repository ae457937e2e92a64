import { findVerb, MAX_COMMAND, splitCommand, splitVerb, suggestVerbs } from "../domain/command-line.ts";
import { formatCount } from "../domain/numbers.ts";
import { buildHelp, buildUnknownCommand, buildVerbHelp, VERB_NAMES, type VerbName } from "../views/help.ts";
import { PICKER } from "../views/lists/task-picker.ts";
import { buildNotice } from "../views/notices.ts";
import { actorOf } from "./shared/actor.ts";
import type { ButtonPressed, CommandHandler } from "./shared/handler.ts";
import { requestIdOf } from "./shared/request-id.ts";
import type { UseCases } from "./shared/use-cases.ts";
import { TASK_VERBS, VERBS } from "./task-verbs.ts";

const TOO_LONG = `A command may have ${formatCount(MAX_COMMAND)} characters: name a task by its id, or by a part of its name.`;

/** It never changes. */
const HELP = buildHelp();

/** `/task …`: finds the verb, and answers everything else with the nearest one and the help. */
export const taskCommand: CommandHandler = {
  answer(text) {
    if (text.length > MAX_COMMAND) return buildNotice(TOO_LONG);
    const { verb: typed, rest } = splitVerb(text);
    const verb = verbIn(typed);
    if (verb === undefined) return buildHelpOn(typed, words(text).join(" "));
    if (verb !== "help") return undefined;
    const [asked] = words(rest);
    return asked === undefined ? HELP : buildHelpOn(asked);
  },
  async handle(useCases, { command, body, client, respond }) {
    const { verb: typed, rest } = splitVerb(command.text);
    const verb = verbIn(typed);
    if (verb === undefined || verb === "help") return;
    await VERBS[verb](useCases, {
      team: command.team_id,
      person: command.user_id,
      client,
      triggerId: command.trigger_id,
      respond,
      words: splitCommand(rest),
      rest,
      channel: command.channel_id,
      fulfils: requestIdOf({ ...body }),
    });
  },
};

const verbIn = (typed: string): VerbName | undefined => (typed === "" ? "help" : findVerb(typed, VERB_NAMES));

const words = (text: string): readonly string[] => splitCommand(text).map((word) => word.text);

/** The help on a verb; where it is none, what may have been meant. */
function buildHelpOn(word: string, typed = word) {
  const verb = findVerb(word, VERB_NAMES);
  return verb ? buildVerbHelp(verb) : buildUnknownCommand(typed, suggestVerbs(word, ["create", ...VERB_NAMES]));
}

/** The buttons of a question for the task: they go on with the verb that asked. */
export async function pickTask(
  useCases: UseCases,
  { ack, action, body, client, respond }: ButtonPressed,
): Promise<void> {
  await ack();
  const verb = TASK_VERBS[PICKER.verbOf(action.action_id) ?? ""];
  const choice = PICKER.readChoice(action.value ?? "");
  if (!verb || !choice) return;
  const channel = body.channel?.id;
  await verb(useCases, {
    ...actorOf(body),
    client,
    respond,
    triggerId: body.trigger_id,
    fulfils: requestIdOf({ ...body }),
    ...(channel && { channel }),
    ...choice,
  });
}
