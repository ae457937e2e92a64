import { err, ok } from "../../domain/result.ts";
import { buildKindsModal, readKinds, readKindsMetadata } from "../../views/channels/kinds-modal.ts";
import { buildNotice, unknownForm } from "../../views/notices.ts";
import { actorOf, isInOwnAnswer } from "../shared/actor.ts";
import type { ButtonPressed } from "../shared/handler.ts";
import { sendForm } from "../shared/send-form.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { openWindow, tellOutcome } from "../shared/window.ts";

const TITLE = "What to tell";
const NOT_FOLLOWED = "This channel does not follow it any more. /task follow begins again.";

type Changes = Pick<UseCases, "channels" | "log">;

/** **What to tell** on the card of a task. */
export async function askKinds({ channels, log }: Changes, { ack, action, body, client, respond }: ButtonPressed) {
  await ack();
  const { team } = actorOf(body);
  const channel = body.channel?.id ?? "";
  const taskId = action.value ?? "";
  const found = await channels.find({ team, channel, taskId });
  if (!found) return say(respond, NOT_FOLLOWED);
  const view = buildKindsModal({ channel, taskId }, found.taskName, found.kinds);
  await openWindow({ log }, { body, client, respond }, view);
}

/** The same where all tasks of a lead are followed. */
export async function askLeadKinds({ channels, log }: Changes, { ack, action, body, client, respond }: ButtonPressed) {
  await ack();
  const { team } = actorOf(body);
  const channel = body.channel?.id ?? "";
  const lead = action.value ?? "";
  const found = await channels.findLead({ team, channel, lead });
  if (!found) return say(respond, NOT_FOLLOWED);
  const what = `Tasks of ${await channels.nameOf(lead)}`;
  await openWindow({ log }, { body, client, respond }, buildKindsModal({ channel, lead }, what, found.kinds));
}

/** What was chosen. */
export const saveKinds = sendForm({
  async read({ log }, { person, view }) {
    const metadata = readKindsMetadata(view.private_metadata);
    if (metadata) return ok({ metadata, kinds: readKinds(view.state.values) });
    log.warn({ view: view.id, person }, "a form with metadata that is not its own was refused");
    return err({ title: TITLE, text: unknownForm("What to tell on the card in the channel") });
  },
  journal: "request",
  working: () => ({ title: TITLE, text: "Saving …" }),
  async run({ channels, log }: Changes, { metadata, kinds }, { client, ...sent }) {
    const { team } = sent;
    const { channel, taskId, lead } = metadata;
    const isSaved =
      taskId === undefined
        ? await channels.setLeadKinds({ team, channel, lead: lead ?? "" }, kinds)
        : await channels.setKinds({ team, channel, taskId }, kinds);
    const text = isSaved ? "Saved. It counts for what happens from now on." : NOT_FOLLOWED;
    await tellOutcome({ log }, client, sent, { title: TITLE, text });
  },
});

/** **Unfollow**: what stands in the channel says so. */
export async function unfollowTask({ channels }: Changes, { ack, action, body, respond }: ButtonPressed) {
  await ack();
  const { team, person } = actorOf(body);
  const key = { team, channel: body.channel?.id ?? "", taskId: action.value ?? "" };
  await answer(await channels.unfollow(key, person), body, respond);
}

export async function unfollowLead({ channels }: Changes, { ack, action, body, respond }: ButtonPressed) {
  await ack();
  const { team, person } = actorOf(body);
  const key = { team, channel: body.channel?.id ?? "", lead: action.value ?? "" };
  await answer(await channels.unfollowLead(key, person), body, respond);
}

/** In the list that only this person sees there is nothing else to say it. */
async function answer(isEnded: boolean, body: ButtonPressed["body"], respond: ButtonPressed["respond"]): Promise<void> {
  if (!isEnded) return say(respond, NOT_FOLLOWED);
  if (!isInOwnAnswer(body)) return;
  await respond({ replace_original: true, ...buildNotice("Not followed here any more. Its card says so.") });
}

async function say(respond: ButtonPressed["respond"], text: string): Promise<void> {
  await respond({ response_type: "ephemeral", replace_original: false, ...buildNotice(text) });
}
