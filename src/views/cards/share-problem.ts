import { isArchived, isRestricted } from "../../domain/channels/slack-words.ts";

/** What stands in the way of sharing in a channel, and what to do, by Slack's own word; undefined for what is not about the channel. */
export function shareProblem(word: string): string | undefined {
  if (word === "not_in_channel")
    return "Labeldesk is not in this channel. Type /invite @Labeldesk there, then share again.";
  if (word === "channel_not_found")
    return "Labeldesk cannot see this conversation. Type /invite @Labeldesk there, then share again.";
  if (isArchived(word)) return "This channel is archived. Share in another one.";
  if (isRestricted(word)) return "This workspace does not let apps post there. Share in another channel.";
  return undefined;
}
