import type { DeliveryBody } from "../../domain/notifications/delivery-sender.ts";
import { buildNotice, UNKNOWN_BUTTON, UNKNOWN_COMMAND, unknownForm } from "../../views/notices.ts";
import { buildWords } from "../../views/status-view.ts";
import type { Delivery } from "../shared/handler.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { ackOf } from "./ack-of.ts";

const LONGEST_ID = 255;

/** Refuses what carries an id that no handler takes (an older version's button, a forged payload): logged, and told where somebody waits. */
export async function refuseUnknown({ log }: Pick<UseCases, "log">, delivery: Delivery): Promise<void> {
  const unknown = identify({ ...delivery.body });
  log.warn(unknown, "a delivery with an unknown id was refused");
  const ack = ackOf(delivery);
  if (!ack) return;
  switch (unknown.type) {
    case "view_submission":
      return ack({
        response_action: "update",
        view: buildWords({ title: "Form not known", text: unknownForm("the command or the button that opened it") }),
      });
    case "block_suggestion":
      return ack({ options: [] });
    case "command":
      return ack({ response_type: "ephemeral", ...buildNotice(UNKNOWN_COMMAND) });
  }
  await ack();
  if (unknown.type === "block_actions" && "respond" in delivery && typeof delivery.respond === "function") {
    const notice = buildNotice(UNKNOWN_BUTTON);
    await delivery.respond({ ...notice, response_type: "ephemeral", replace_original: false });
  }
}

/** What it is, for the log. */
function identify(body: DeliveryBody): { type: string; id: string } {
  const { type, command, action_id, callback_id, actions, view, event } = body as {
    type?: unknown;
    command?: unknown;
    action_id?: unknown;
    callback_id?: unknown;
    actions?: readonly { action_id?: unknown }[];
    view?: { callback_id?: unknown };
    event?: { type?: unknown };
  };
  const pressed = Array.isArray(actions) ? actions[0]?.action_id : undefined;
  const id = command ?? action_id ?? pressed ?? callback_id ?? view?.callback_id ?? event?.type;
  return {
    type: command !== undefined ? "command" : typeof type === "string" ? type : "",
    id: typeof id === "string" ? id.slice(0, LONGEST_ID) : "none",
  };
}
