import type { App, BlockButtonAction, webApi } from "@slack/bolt";
import { paragraph } from "../views/blocks.ts";
import { buildNotice, UNKNOWN_FORM } from "../views/notices.ts";
import { buildShareModal, readShareChannel, readShareTask, SHARE } from "../views/share-modal.ts";
import { statusView } from "../views/status-view.ts";
import { buildCard, CARD } from "../views/task-card.ts";
import { isDirect } from "./shared/card-answer.ts";
import { ownerOf } from "./shared/form-owner.ts";
import { slackErrorOf } from "./shared/slack-error.ts";
import type { HandlerContext } from "./shared/use-cases.ts";
import { openWindow, updateWindow } from "./shared/window.ts";

/** What stood in the way of posting to a channel, and what to do, by Slack's own word. */
const POSTING_PROBLEMS: Readonly<Record<string, string>> = {
  not_in_channel: "Labeldesk is not in this channel. Type /invite @Labeldesk there, then share again.",
  channel_not_found: "Labeldesk cannot see this conversation. Type /invite @Labeldesk there, then share again.",
  is_archived: "This channel is archived. Share in another one.",
  restricted_action: "This workspace does not let apps post there. Share in another channel.",
};

/** Posts a task's card for everybody: in the channel where the button stands, else in one that is asked for. */
export function registerShareCard(app: App, context: HandlerContext): void {
  app.action<BlockButtonAction>(CARD.share, async ({ ack, action, body, client, respond }) => {
    await ack();
    const taskId = action.value ?? "";
    const channel = body.channel?.id;
    const { team, person } = ownerOf("", body);
    if (body.view || channel === undefined || isDirect(channel)) {
      await openWindow(context, { body, client, respond }, buildShareModal({ taskId }));
      return;
    }
    const problem = await post(context, client, { team, person, taskId, channel });
    if (problem !== undefined) {
      await respond({ response_type: "ephemeral", replace_original: false, ...buildNotice(problem) });
    }
  });

  app.view({ type: "view_submission", callback_id: SHARE.view }, async ({ ack, body, view, client }) => {
    const taskId = readShareTask(view.private_metadata);
    const channel = readShareChannel(view.state.values);
    if (taskId === undefined) {
      context.log.warn({ view: view.id, person: body.user.id }, "a form with metadata that is not its own was refused");
      await ack({ response_action: "update", view: statusView("Form not known", [paragraph(UNKNOWN_FORM)]) });
      return;
    }
    if (channel === undefined) {
      await ack({ response_action: "errors", errors: { [SHARE.channel]: "Choose where the task is to be shared." } });
      return;
    }
    await ack({ response_action: "update", view: statusView("Share task", [paragraph("Sharing the task …")]) });
    const problem = await post(context, client, { ...ownerOf("", body), taskId, channel });
    const done = statusView("Task shared", [
      paragraph("The task’s card is in the channel now. It changes when the task does."),
    ]);
    const next = problem === undefined ? done : buildShareModal({ taskId, channel, problem });
    await updateWindow(client, view.id, next);
  });
}

/** Gives what stood in the way, or undefined when the card was posted. */
async function post(
  { rights, taskCards, cardSharing, charts, log }: HandlerContext,
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
    const posted = await charts.send(
      team,
      blocks,
      (sent) => client.chat.postMessage({ channel, text, blocks: sent, unfurl_links: false, unfurl_media: false }),
      (error) => slackErrorOf(error) === "invalid_blocks",
    );
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
