import { type DeliveryBody, senderOf } from "../../domain/notifications/delivery-sender.ts";
import { buildWords } from "../../views/status-view.ts";
import type { Delivery } from "../shared/handler.ts";
import { requestIdOf } from "../shared/request-id.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { ackOf } from "./ack-of.ts";

/** What was promised by an ack, until it has ended. */
type Promised = { readonly end: () => Promise<void> };

const NOTHING: Promised = { end: async () => {} };

/**
 * Commands, shortcuts and presses of buttons are done once, however often they are delivered, and what a dying process has left
 * of one is told: each is journaled before its ack, as `asked`; undefined is what changes nothing when it comes twice, and leaves nothing behind that a person does not see. "again" is
 * what was delivered before, and is acknowledged here.
 */
export async function beginOnce(
  { requests, installation, log }: Pick<UseCases, "requests" | "installation" | "log">,
  delivery: Delivery,
  asked: string | undefined,
): Promise<Promised | "again"> {
  if (asked === undefined) return NOTHING;
  const body: DeliveryBody = { ...delivery.body };
  const person = senderOf(body);
  const id = requestIdOf(body);
  if (id === undefined || person === undefined) return NOTHING;
  const begun = await requests.begin({ id, team: installation.team, person, what: asked });
  if (begun === "begun") return { end: () => requests.end(id) };
  log.info({}, "what was delivered again is not done again");
  await acknowledgeAgain(delivery);
  return "again";
}

async function acknowledgeAgain(delivery: Delivery): Promise<void> {
  const ack = ackOf(delivery);
  if (!ack) return;
  const isForm = "view" in delivery && delivery.body.type === "view_submission";
  const view = buildWords({ title: "Labeldesk", text: "This is being done already." });
  await (isForm ? ack({ response_action: "update", view }) : ack());
}
