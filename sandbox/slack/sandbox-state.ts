import type { HomeView, KnownBlock, ModalView, Option } from "@slack/types";

/** All that the page shows to one person, as it stands. */
export type SandboxState = {
  readonly me: string;
  readonly team: { readonly id: string; readonly name: string };
  readonly people: readonly SandboxPerson[];
  /** Those that `me` is in: channels first, then direct messages, newest first. */
  readonly conversations: readonly Conversation[];
  /** The id of the one that is shown first. */
  readonly firstConversation: string;
  readonly bot: Bot;
  readonly commands: readonly CommandInfo[];
  readonly shortcuts: readonly ShortcutInfo[];
  /** The app's Messages tab has no message box: nobody can write to the app there. */
  readonly isMessagesTabReadOnly: boolean;
  /** What `me` last had published to the app's Home; null before that. */
  readonly home: HomeView | null;
  /** Modals that `me` has open, the topmost last: so a reload shows them again. */
  readonly views: readonly OpenView[];
  /** Those whom one can let work; none where nobody works by themselves. */
  readonly workers: readonly SimulatedWorker[];
};

/** A labeler who can be let work, through the app like a person. */
export type SimulatedWorker = {
  /** A person's id. */
  readonly person: string;
  /** The first name. */
  readonly name: string;
  /** The share of their answers that are true, 0 to 1. */
  readonly accuracy: number;
  /** How many inputs they label when they are let. */
  readonly atOnce: number;
  /** How many of those they have labeled; null when they are not at work. */
  readonly done: number | null;
};

export type SandboxPerson = {
  readonly id: string;
  /** The handle: what stands after an @ in a command. */
  readonly name: string;
  readonly realName: string;
  readonly title: string;
  /** IANA time zone. */
  readonly timeZone: string;
  readonly isAdmin: boolean;
  /** False for somebody who has left the workspace. */
  readonly isActive: boolean;
  /** Unread direct messages and mentions, over all conversations: whoever is somebody else sees for whom something has arrived. */
  readonly unread: number;
};

export type Bot = { readonly userId: string; readonly botId: string; readonly appId: string; readonly name: string };
export type CommandInfo = { readonly command: string; readonly description: string; readonly usageHint: string };
export type ShortcutInfo = {
  readonly callbackId: string;
  readonly name: string;
  readonly description: string;
  readonly kind: "global" | "message";
};

export type Conversation = {
  readonly id: string;
  readonly kind: "channel" | "direct";
  /** Channel name without #, or the other one's name. */
  readonly name: string;
  /** The other one (a person or the bot's user id), in a direct message. */
  readonly with: string | null;
  readonly topic: string;
  /** Connected with another organization (Slack Connect). */
  readonly isExternal: boolean;
  readonly unread: number;
  /** Unread messages that mention `me`; all of them in a direct message. */
  readonly mentions: number;
};

export type SandboxMessage = {
  readonly channel: string;
  readonly ts: string;
  /** A person or the bot's user id. */
  readonly user: string;
  /** mrkdwn as Slack stores it: `&amp;`, `<@U…>`, `<#C…|name>`, `<https://…|text>`. */
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  /** What the app has attached because of links in the text. */
  readonly unfurls: readonly { readonly url: string; readonly blocks: readonly KnownBlock[] }[];
  readonly edited: boolean;
  /** "Only visible to you". */
  readonly ephemeral: boolean;
  readonly threadTs: string | null;
};

export type MessagesAnswer = { readonly messages: readonly SandboxMessage[]; readonly lastReadTs: string };

export type OpenView = {
  readonly id: string;
  readonly rootId: string;
  readonly hash: string;
  readonly view: ModalView;
  /** What each field holds now: initial values and what the person has typed, as far as the server knows it. */
  readonly values: FieldValues;
};

/** What a field holds, in the shape of Slack's `state.values`, by block id and action id. */
export type FieldValues = { readonly [blockId: string]: { readonly [actionId: string]: FieldValue } };

export type FieldValue = {
  /** The element's type. */
  readonly type: string;
  /** plain_text_input, number_input, email_text_input, url_text_input; a button's value in an action. */
  readonly value?: string | null;
  readonly selected_option?: Option | null;
  readonly selected_options?: readonly Option[];
  readonly selected_user?: string | null;
  readonly selected_users?: readonly string[];
  readonly selected_conversation?: string | null;
  readonly selected_conversations?: readonly string[];
  readonly selected_channel?: string | null;
  readonly selected_channels?: readonly string[];
  readonly selected_date?: string | null;
  readonly selected_time?: string | null;
  readonly selected_date_time?: number | null;
  readonly rich_text_value?: unknown;
};
