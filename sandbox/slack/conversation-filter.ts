import type { Conversation } from "./sandbox-state.ts";

/** A `filter` of a conversations select (docs.slack.dev/reference/block-kit/composition-objects/conversation-filter-object). */
export type ConversationFilter = {
  readonly include?: readonly string[];
  readonly exclude_bot_users?: boolean;
  readonly exclude_external_shared_channels?: boolean;
};

/** What a filter looks at: every channel here is public, and every direct conversation is between two. */
export type FilteredConversation = Pick<Conversation, "kind" | "with" | "isExternal">;

/** Whether a conversations select with this filter offers the conversation; `bot` is the bot's user id. */
export function passesFilter(
  { kind, with: other, isExternal }: FilteredConversation,
  { include, exclude_bot_users, exclude_external_shared_channels }: ConversationFilter,
  bot: string,
): boolean {
  if (include !== undefined && !include.includes(kind === "channel" ? "public" : "im")) return false;
  if (exclude_external_shared_channels === true && isExternal) return false;
  return exclude_bot_users !== true || other !== bot;
}
