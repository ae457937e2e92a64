import {
  type DeliveryBody,
  installationOf,
  isFromElsewhere,
  senderOf,
} from "../../domain/notifications/delivery-sender.ts";
import { belongs, isGuest, type Person } from "../../domain/people/person.ts";
import { buildNotice, NOT_KNOWN, NOT_OURS, ONLY_YOURS } from "../../views/notices.ts";
import { buildWords } from "../../views/status-view.ts";
import type { Delivery } from "../shared/handler.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { ackOf } from "./ack-of.ts";
import { guestMay } from "./guest-doors.ts";

type GateContext = Pick<UseCases, "installation" | "directory" | "guestTasks" | "log">;

/**
 * The one gate: whatever Slack delivers passes here before a handler sees it. Somebody of another workspace, a bot and whoever has
 * left get one sentence; guests pass with what is theirs. Who is not known by heart is asked about after the ack and before
 * anything is opened or done. A submission cannot wait for that, since its ack carries the answer: it comes from a window that
 * was opened through here, and the services look again before they carry it out. Whoever is not admitted has been told.
 */
export async function admits(context: GateContext, args: Delivery): Promise<boolean> {
  const body: DeliveryBody = { ...args.body };
  // Whoever closes a window wants nothing and is shown nothing: it was opened through here.
  if (body["type"] === "view_closed") return true;
  const sender = senderOf(body);
  if (sender === undefined) {
    if ("event" in body) return true;
    context.log.warn({}, "a delivery of nobody was refused");
    await acknowledge(args, undefined);
    return false;
  }
  if (isFromElsewhere(body, context.installation)) return refuse(context, args, { sender, sentence: NOT_OURS });
  const known = context.directory.known(sender);
  const isSent = body["type"] === "view_submission";
  if (known === undefined && isSent) return true;
  // The ack of a list is the list itself: it alone may wait for Slack. Whose task a press is about may have to be asked too.
  const mayAsk = body["type"] === "block_actions" || (known === undefined && body["type"] !== "block_suggestion");
  if (mayAsk) await acknowledge(args, undefined);
  const person = known ?? (await ask(context, sender));
  const sentence = person === "unknown" ? NOT_KNOWN : await refusalOf(context, body, person);
  return sentence === undefined || refuse(context, args, { sender, sentence });
}

/**
 * A delivery for a workspace in which the app is not installed, or cannot work (`why`): whoever waits for an answer gets one, an event
 * concerns nobody.
 */
export async function refuseElsewhere(
  context: Pick<GateContext, "log">,
  args: Delivery,
  why: string | undefined,
): Promise<void> {
  const body: DeliveryBody = { ...args.body };
  context.log.warn({ team: installationOf(body) }, "a delivery for another workspace was refused");
  const sender = "event" in body ? undefined : senderOf(body);
  if (sender !== undefined) await refuse(context, args, { sender, sentence: why ?? NOT_OURS });
}

async function ask({ directory, log }: GateContext, sender: string): Promise<Person | undefined | "unknown"> {
  try {
    return await directory.findSurely(sender);
  } catch (err) {
    log.warn({ err, person: sender }, "Slack does not say who somebody is: they are refused");
    return "unknown";
  }
}

async function refusalOf(
  { installation, guestTasks }: GateContext,
  body: DeliveryBody,
  person: Person | undefined,
): Promise<string | undefined> {
  if (!person || !belongs(person)) return NOT_OURS;
  if (!isGuest(person)) return undefined;
  const isTheirs = (taskId: string) => guestTasks.isTheirs(installation.team, person.id, taskId);
  return (await guestMay(body, isTheirs)) ? undefined : ONLY_YOURS;
}

/** Answers in the place where somebody waits, with one sentence. Gives false: who is told this is not let in. */
async function refuse(
  { log }: Pick<GateContext, "log">,
  args: Delivery,
  { sender, sentence }: { sender: string; sentence: string },
): Promise<false> {
  const { type, view } = { ...args.body } as { type?: unknown; view?: { id?: string; type?: string } };
  log.warn({ type, person: sender }, "somebody was refused at the gate");
  await acknowledge(args, sentence);
  const isAnswered = type === "view_submission" || type === "block_suggestion";
  if (isAnswered || "event" in args || "command" in args) return false;
  const notice = buildNotice(sentence);
  try {
    if (view?.id !== undefined && view.type === "modal")
      await args.client.views.update({ view_id: view.id, view: buildWords({ title: "Labeldesk", text: sentence }) });
    else if ("respond" in args && typeof args.respond === "function")
      await args.respond({ ...notice, response_type: "ephemeral", replace_original: false });
    else await args.client.chat.postMessage({ channel: sender, ...notice });
  } catch (err) {
    log.warn({ err, person: sender }, "somebody who was refused could not be told");
  }
  return false;
}

/** Acknowledges, with the sentence where the ack can carry it. */
async function acknowledge(args: Delivery, sentence: string | undefined): Promise<void> {
  const ack = ackOf(args);
  if (!ack) return;
  const { type } = { ...args.body } as { type?: unknown };
  if (type === "block_suggestion") return ack({ options: [] });
  if (sentence === undefined) return ack();
  if (type === "view_submission")
    return ack({ response_action: "update", view: buildWords({ title: "Labeldesk", text: sentence }) });
  if ("command" in args) return ack({ response_type: "ephemeral", ...buildNotice(sentence) });
  await ack();
}
