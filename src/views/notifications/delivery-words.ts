import { isRestricted } from "../../domain/channels/slack-words.ts";

/** Why somebody could not be told, by Slack's error word: one sentence each, with what to do where something can be done. */
const UNREACHED: Readonly<Record<string, string>> = {
  channel_not_found: "Slack does not know them any more: they may have left the workspace.",
  user_not_found: "Slack does not know them any more: they may have left the workspace.",
  user_not_visible: "Slack does not show them to this app.",
  user_disabled: "Their Slack account is deactivated.",
  cannot_dm_bot: "They are an app, and apps take no direct messages.",
  messages_tab_disabled:
    "Direct messages of this app are turned off: an admin can turn on its Messages tab (App Home in the app’s settings).",
  is_archived: "The conversation is archived.",
  is_inactive: "The conversation is not in use any more.",
  not_in_channel: "The app is not in that conversation.",
  thread_not_found: "The message to answer to is gone.",
};

const RESTRICTED = "The workspace does not let this app post there: an admin can change that in Slack’s settings.";

/** Why somebody could not be told; `word` is undefined when the failure was not Slack's. */
export function whyUnreached(word: string | undefined): string {
  if (word === undefined) return "Labeldesk failed over the message; its log says more.";
  if (isRestricted(word)) return RESTRICTED;
  if (Object.hasOwn(UNREACHED, word)) return UNREACHED[word] ?? "";
  return `Slack did not take the message as it was written (${word}). That is a fault of Labeldesk; its log says more.`;
}

/** Why nothing could be sent, by Slack's error word: the end of “because …”. */
const HELD: Readonly<Record<string, string>> = {
  invalid_auth: "it did not accept the app’s token",
  not_authed: "it did not accept the app’s token",
  token_expired: "the app’s token had expired",
  token_revoked: "the app’s token was revoked",
  account_inactive: "the app was deactivated",
  missing_scope: "the app lacks a permission (scope) that its manifest asks for",
  org_login_required: "the workspace was being moved to an organization",
  team_access_not_granted: "the app had no access to the workspace",
  ekm_access_denied: "the organization’s key management had suspended access",
  access_denied: "it denied the app access",
};

export const whyHeld = (word: string): string =>
  Object.hasOwn(HELD, word) ? (HELD[word] ?? "") : `of a reason that this version does not know (${word})`;
