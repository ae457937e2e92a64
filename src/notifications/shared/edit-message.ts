import { DeliveryError } from "../../domain/notifications/delivery-error.ts";
import type { PostedMessage } from "../../domain/notifications/kept.ts";
import type { Message, Slack } from "./ports.ts";

/** Slack's words for a message that can never be edited again. */
const LOST_MESSAGE = ["message_not_found", "cant_update_message", "edit_window_closed"];

/** Edits a message of ours. False when it can never be edited again: somebody has deleted it, and nothing wrong is left to read. */
export async function editMessage(
  slack: Pick<Slack, "update">,
  { channel, ts }: Pick<PostedMessage, "channel" | "ts">,
  message: Message,
): Promise<boolean> {
  try {
    await slack.update(channel, ts, message);
    return true;
  } catch (error) {
    if (error instanceof DeliveryError && LOST_MESSAGE.includes(error.slackError)) return false;
    throw error;
  }
}
