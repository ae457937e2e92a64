import { err, ok } from "../../domain/result.ts";
import { buildShareModal, readShareChannel, readShareTask, SHARE } from "../../views/cards/share-modal.ts";
import { buildNotice, unknownForm } from "../../views/notices.ts";
import { actorOf } from "../shared/actor.ts";
import type { ButtonPressed } from "../shared/handler.ts";
import { sendForm } from "../shared/send-form.ts";
import { openWindow, tellOutcome } from "../shared/window.ts";
import { isDirect } from "./card-answer.ts";
import { type Posts, postCard } from "./post-card.ts";

const TITLE = "Share task";

/** Posts a task's card for everybody: in the channel where the button stands, else in one that is asked for. */
export async function shareCard(useCases: Posts, { ack, action, body, client, respond }: ButtonPressed): Promise<void> {
  await ack();
  const taskId = action.value ?? "";
  const channel = body.channel?.id;
  if (body.view || channel === undefined || isDirect(channel)) {
    await openWindow(useCases, { body, client, respond }, buildShareModal({ taskId }));
    return;
  }
  const { kind, words } = await postCard(useCases, { ...actorOf(body), taskId, channel, client, respond });
  // A card that was posted and changes with its task speaks for itself.
  if (kind !== "live") await respond({ response_type: "ephemeral", replace_original: false, ...buildNotice(words) });
}

/** Where a card is to be shared, as it is sent. */
export const shareInChannel = sendForm({
  async read({ log }, { person, view }) {
    const taskId = readShareTask(view.private_metadata);
    const channel = readShareChannel(view.state.values);
    if (taskId === undefined) {
      log.warn({ view: view.id, person }, "a form with metadata that is not its own was refused");
      return err({ title: "Form not known", text: unknownForm("Share on the task’s card, which /task show shows") });
    }
    if (channel === undefined) return err({ errors: { [SHARE.channel]: "Choose where the task is to be shared." } });
    return ok({ taskId, channel });
  },
  journal: "request",
  working: () => ({ title: TITLE, text: "Sharing the task …" }),
  async run(useCases: Posts, { taskId, channel }, { client, respond, ...sent }) {
    const { team, person } = sent;
    const sharing = { team, person, taskId, channel, client, ...(respond && { respond }) };
    const { kind, words: text } = await postCard(useCases, sharing);
    if (kind !== "refused") return tellOutcome(useCases, client, sent, { title: "Task shared", text });
    const again = buildShareModal({ taskId, channel, problem: text });
    await tellOutcome(useCases, client, sent, { title: TITLE, text }, again);
  },
});
