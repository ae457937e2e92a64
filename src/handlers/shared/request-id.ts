import { type DeliveryBody, senderOf } from "../../domain/notifications/delivery-sender.ts";

/** Enough to tell apart; the trigger alone does, as long as it is Slack's. */
const TEXT_TAKEN = 200;

/**
 * The same for every delivery of one command, shortcut, press or submission, and another for everything else; undefined for what
 * carries no trigger, which Slack gives each of them (docs.slack.dev/interactivity/handling-user-interaction).
 */
export function requestIdOf(body: DeliveryBody): string | undefined {
  const trigger = body["trigger_id"];
  if (typeof trigger !== "string" || trigger === "") return undefined;
  const { type, command, text, callback_id: callback, actions, view } = body;
  const [action] = (Array.isArray(actions) ? actions : []) as { action_id?: unknown; action_ts?: unknown }[];
  const viewId = (view as { id?: unknown } | undefined)?.id;
  const asked = [trigger, senderOf(body), type, command, text, callback, viewId, action?.action_id, action?.action_ts];
  // As JSON nothing in it is a NUL or half a character, which no database keeps.
  return `request:${JSON.stringify(asked.map((part) => (typeof part === "string" ? part.slice(0, TEXT_TAKEN) : null)))}`;
}
