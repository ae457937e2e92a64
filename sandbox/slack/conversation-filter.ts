import type { Conversation } from "./sandbox-state.ts";

/** A `filter` of a conversations select (docs.slack.dev/reference/block-kit/composition-objects/conversation-filter-object). */
export type ConversationFilter = {
  readonly include?: readonly string[];
  readonly exclude_bot_users?: boolean;
};

/** What a filter looks at: every channel here is public, and every direct conversation is between two. */
export type FilteredConversation = Pick<Conversation, "kind" | "with">;

/** Whether a conversations select with this filter offers the conversation; `bot` is the bot's user id. */
export function passesFilter(
  { kind, with: other }: FilteredConversation,
  { include, exclude_bot_users }: ConversationFilter,
  bot: string,
): boolean {
  if (include !== undefined && !include.includes(kind === "channel" ? "public" : "im")) return false;
  return exclude_bot_users !== true || other !== bot;
}
