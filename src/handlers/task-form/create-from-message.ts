import type { MessageShortcut, webApi } from "@slack/bolt";
import type { MessageSource } from "../../domain/message-source.ts";
import { peopleMentioned, readMessageText, splitMessage } from "../../domain/message-text.ts";
import { MAX_INSTRUCTIONS } from "../../domain/task-form/task-draft.ts";
import type { TaskFormRecord } from "../../domain/task-form/task-form-record.ts";
import { truncate } from "../../views/limits.ts";
import { buildNotice, buildOpenAgainNotice } from "../../views/notices.ts";
import { buildWords } from "../../views/status-view.ts";
import { actorOf } from "../shared/actor.ts";
import type { MessageShortcutChosen } from "../shared/handler.ts";
import { wasTooLate } from "../shared/slack-error.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { updateWindow } from "../shared/window.ts";
import { buildFormOf } from "./task-form-view.ts";

/** "Create a task from this message": the create form with name and instructions filled in. */
export async function createFromMessage(
  useCases: Pick<UseCases, "forms" | "rights" | "newId" | "log">,
  { ack, body, client, respond }: MessageShortcutChosen,
): Promise<void> {
  await ack();
  const { forms, rights } = useCases;
  const owner = { draft: useCases.newId(), ...actorOf(body) };
  const refusal = await rights.refusal(owner.team, owner.person, { action: "create" });
  if (refusal !== undefined) {
    await respond({ response_type: "ephemeral", ...buildNotice(refusal) });
    return;
  }
  // At once, while the trigger lives: names and the message's address have to be asked for.
  const viewId = await open(useCases, client, body.trigger_id);
  const record = await fill(useCases, client, body, await forms.blank(owner.team));
  await forms.save(owner, record);
  if (viewId === undefined) await respond({ response_type: "ephemeral", ...buildOpenAgainNotice(owner.draft) });
  else await updateWindow(client, viewId, buildFormOf(owner.draft, record, forms.otherSide));
}

/** The view's id; undefined when the trigger came too late. */
async function open(
  { log }: Pick<UseCases, "log">,
  client: webApi.WebClient,
  triggerId: string,
): Promise<string | undefined> {
  try {
    const view = buildWords({ title: "Create task", text: "Reading the message …" });
    return (await client.views.open({ trigger_id: triggerId, view })).view?.id;
  } catch (error) {
    if (!wasTooLate(error)) throw error;
    log.warn({ err: error }, "the form could not be opened in time");
    return undefined;
  }
}

async function fill(
  useCases: Pick<UseCases, "forms" | "log">,
  client: webApi.WebClient,
  { message, channel }: MessageShortcut,
  blank: TaskFormRecord,
): Promise<TaskFormRecord> {
  const written = message.text ?? "";
  const [names, permalink] = await Promise.all([
    useCases.forms.findNames(peopleMentioned(written)),
    findPermalink(useCases, client, channel.id, message.ts),
  ]);
  const text = readMessageText(written, (person) => names[person]);
  const thread: unknown = message["thread_ts"];
  const source: MessageSource = {
    channel: channel.id,
    threadTs: typeof thread === "string" ? thread : message.ts,
    ...(permalink !== undefined && { permalink }),
  };
  const { name, instructions } = splitMessage(text);
  const values = { ...blank.values, name, instructions: truncate(instructions, MAX_INSTRUCTIONS) };
  return { ...blank, values, opened: values, names, source };
}

async function findPermalink(
  { log }: Pick<UseCases, "log">,
  client: webApi.WebClient,
  channel: string,
  ts: string,
): Promise<string | undefined> {
  try {
    return (await client.chat.getPermalink({ channel, message_ts: ts })).permalink;
  } catch (err) {
    // The app is not in that conversation, or Slack does not answer: the task is created without the address.
    log.warn({ err }, "a task is created without the address of its message");
    return undefined;
  }
}
