import type { RespondArguments } from "@slack/bolt";
import { findVerb, MAX_COMMAND, splitCommand, splitVerb, suggestVerbs } from "../domain/command-line.ts";
import { formatCount } from "../domain/numbers.ts";
import {
  buildHelp,
  buildNotTask,
  buildUnknownCommand,
  buildVerbHelp,
  VERB_NAMES,
  type VerbName,
} from "../views/help.ts";
import { buildNotice } from "../views/notices.ts";
import { showTask } from "./cards/show-task.ts";
import { GUEST_VERBS } from "./delivery/guest-doors.ts";
import { actorOf } from "./shared/actor.ts";
import type { ButtonPressed, CommandHandler } from "./shared/handler.ts";
import { onTask } from "./shared/on-task.ts";
import { requestIdOf } from "./shared/request-id.ts";
import type { UseCases } from "./shared/use-cases.ts";
import type { VerbRequest } from "./shared/verb.ts";
import { VERBS } from "./task-verbs.ts";

const TOO_LONG = `A command may have ${formatCount(MAX_COMMAND)} characters: name a task by its id, or by a part of its name.`;

/** It never changes. */
const HELP = buildHelp();

/** `/task …`: goes on with the verb. What begins with none is the name of a task that is to be shown, or was typed wrong. */
export const taskCommand: CommandHandler = {
  answer(text) {
    if (text.length > MAX_COMMAND) return buildNotice(TOO_LONG);
    const { verb: typed, rest } = splitVerb(text);
    return verbIn(typed) === "help" ? buildHelpOn(rest) : undefined;
  },
  onlyOpens: (text) => verbIn(splitVerb(text).verb) === "create",
  async handle(useCases, { command, body, client, respond }) {
    const { team_id: team, user_id: person, channel_id: channel, trigger_id: triggerId, text } = command;
    await carryOut(useCases, text, {
      team,
      person,
      client,
      triggerId,
      respond,
      channel,
      fulfils: requestIdOf({ ...body }),
    });
  },
};

/** A button that stands for a command. */
export async function runCommand(
  useCases: UseCases,
  { ack, action, body, client, respond }: ButtonPressed,
): Promise<void> {
  await ack();
  const channel = body.channel?.id;
  const text = action.value ?? "";
  const answer = (message: string | RespondArguments) =>
    respond(typeof message === "string" ? message : { replace_original: false, ...message });
  const help = taskCommand.answer(text);
  if (help) {
    await answer({ response_type: "ephemeral", ...help });
    return;
  }
  await carryOut(useCases, text, {
    ...actorOf(body),
    client,
    respond: answer,
    triggerId: body.trigger_id,
    fulfils: requestIdOf({ ...body }),
    ...(channel && { channel }),
  });
}

async function carryOut(useCases: UseCases, text: string, asked: Omit<VerbRequest, "words" | "rest">): Promise<void> {
  const { verb: typed, rest } = splitVerb(text);
  const verb = verbIn(typed);
  if (verb === "help") return;
  if (verb) return VERBS[verb](useCases, { ...asked, words: splitCommand(rest), rest });
  const words = splitCommand(text);
  if (words.every(({ person }) => person !== undefined)) return VERBS.list(useCases, { ...asked, words, rest: text });
  const isGuest = await useCases.rights.isGuest(asked.person);
  const meant = suggestVerbs(typed, isGuest ? GUEST_VERBS : ["create", ...VERB_NAMES]);
  const unknown = buildUnknownCommand(typed, meant, rest);
  // A word that begins several verbs asks which one, rather than for a task.
  if (meant.length > 1 && words.length === 1) {
    await asked.respond({ response_type: "ephemeral", ...unknown });
    return;
  }
  const show = onTask("show", showTask, {
    async whereNothing({ respond }, explanation) {
      const answer = meant.length > 0 ? unknown : buildNotTask(explanation, isGuest ? [] : ["help"]);
      await respond({ response_type: "ephemeral", ...answer });
    },
  });
  await show(useCases, { ...asked, words, rest: text });
}

const verbIn = (typed: string): VerbName | undefined => (typed === "" ? "help" : findVerb(typed, VERB_NAMES));

/** The help, or what it says of the verb that is asked about. */
function buildHelpOn(rest: string) {
  const [asked] = splitCommand(rest);
  if (asked === undefined) return HELP;
  const verb = findVerb(asked.text, VERB_NAMES);
  return verb
    ? buildVerbHelp(verb)
    : buildUnknownCommand(asked.text, suggestVerbs(asked.text, ["create", ...VERB_NAMES]), "", "help");
}
