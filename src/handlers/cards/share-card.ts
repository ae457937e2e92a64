import type { webApi } from "@slack/bolt";
import { err, ok } from "../../domain/result.ts";
import { buildShareModal, readShareChannel, readShareTask, SHARE } from "../../views/cards/share-modal.ts";
import { buildCard } from "../../views/cards/task-card.ts";
import { buildNotice, UNKNOWN_FORM } from "../../views/notices.ts";
import { buildWords } from "../../views/status-view.ts";
import { actorOf } from "../shared/actor.ts";
import type { ButtonPressed } from "../shared/handler.ts";
import { sendForm } from "../shared/send-form.ts";
import { slackErrorOf } from "../shared/slack-error.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { openWindow, updateWindow } from "../shared/window.ts";
import { isDirect } from "./card-answer.ts";

/** What stood in the way of posting to a channel, and what to do, by Slack's own word. */
const POSTING_PROBLEMS: Readonly<Record<string, string>> = {
  not_in_channel: "Labeldesk is not in this channel. Type /invite @Labeldesk there, then share again.",
  channel_not_found: "Labeldesk cannot see this conversation. Type /invite @Labeldesk there, then share again.",
  is_archived: "This channel is archived. Share in another one.",
  restricted_action: "This workspace does not let apps post there. Share in another channel.",
};

type Posts = Pick<UseCases, "rights" | "taskCards" | "cardSharing" | "log">;

/** Posts a task's card for everybody: in the channel where the button stands, else in one that is asked for. */
export async function shareCard(useCases: Posts, { ack, action, body, client, respond }: ButtonPressed): Promise<void> {
  await ack();
  const taskId = action.value ?? "";
  const channel = body.channel?.id;
  if (body.view || channel === undefined || isDirect(channel)) {
    await openWindow(useCases, { body, client, respond }, buildShareModal({ taskId }));
    return;
  }
  const problem = await post(useCases, client, { ...actorOf(body), taskId, channel });
  if (problem !== undefined) {
    await respond({ response_type: "ephemeral", replace_original: false, ...buildNotice(problem) });
  }
}

/** Where a card is to be shared, as it is sent. */
export const shareInChannel = sendForm({
  async read({ log }, { person, view }) {
    const taskId = readShareTask(view.private_metadata);
    const channel = readShareChannel(view.state.values);
    if (taskId === undefined) {
      log.warn({ view: view.id, person }, "a form with metadata that is not its own was refused");
      return err({ title: "Form not known", text: UNKNOWN_FORM });
    }
    if (channel === undefined) return err({ errors: { [SHARE.channel]: "Choose where the task is to be shared." } });
    return ok({ taskId, channel });
  },
  journal: "request",
  working: () => ({ title: "Share task", text: "Sharing the task …" }),
  async run(useCases: Posts, { taskId, channel }, { team, person, viewId, client }) {
    const problem = await post(useCases, client, { team, person, taskId, channel });
    const text = "The task’s card is in the channel now. It changes when the task does.";
    const done = buildWords({ title: "Task shared", text });
    await updateWindow(client, viewId, problem === undefined ? done : buildShareModal({ taskId, channel, problem }));
  },
});

/** Gives what stood in the way, or undefined when the card was posted. */
async function post(
  { rights, taskCards, cardSharing, log }: Posts,
  client: webApi.WebClient,
  { team, person, taskId, channel }: { team: string; person: string; taskId: string; channel: string },
): Promise<string | undefined> {
  const refusal = await rights.sharingRefusal(person);
  if (refusal !== undefined) return refusal;
  const loaded = await taskCards.load(team, taskId);
  if (loaded.kind === "gone") return "This task does not exist any more: there is nothing to share.";
  if (loaded.kind === "unavailable") return loaded.reason;
  const { text, blocks } = buildCard(loaded.card, "shared");
  try {
    const shown = { text, blocks: [...blocks], unfurl_links: false, unfurl_media: false };
    const posted = await client.chat.postMessage({ channel, ...shown });
    if (posted.ts !== undefined) {
      await cardSharing.remember({ team, taskId, channel: posted.channel ?? channel, ts: posted.ts });
    }
    return undefined;
  } catch (error) {
    const word = slackErrorOf(error);
    const problem = word === undefined ? undefined : POSTING_PROBLEMS[word];
    if (problem === undefined) throw error;
    log.info({ slackError: word }, "a card could not be shared");
    return problem;
  }
}
