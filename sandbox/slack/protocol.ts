import type { HomeView, KnownBlock, ModalView, Option, OptionGroup } from "@slack/types";

/**
 * The web page's interface to the sandbox: JSON over HTTP under `/_sandbox/`, types only.
 *
 * The page itself is served from the same origin: `/` (HTML), `/page.js`, `/page.css`.
 * `as` names the person that the page is being (a user id). Every POST sends `content-type: application/json` and answers
 * 200 with the result type below, or 4xx with `Refusal`. What a POST causes (messages, views) arrives over `GET events`.
 * Blocks are typed as `KnownBlock`; an app may send newer types, so a renderer needs a default branch.
 */
export type Routes = {
  "GET state?as=": SandboxState;
  "GET conversations/:id/messages?as=": MessagesAnswer;
  /** Server-sent events; each `data:` line is one `SandboxEvent`. */
  "GET events?as=": SandboxEvent;
  "POST commands": [CommandRequest, Delivered];
  "POST messages": [MessageRequest, Delivered];
  "POST block-actions": [BlockActionRequest, Delivered];
  "POST view-submissions": [ViewSubmissionRequest, ViewSubmissionAnswer];
  "POST view-closings": [ViewClosingRequest, Delivered];
  "POST suggestions": [SuggestionRequest, SuggestionAnswer];
  "POST shortcuts": [ShortcutRequest, Delivered];
  "POST home-opened": [HomeOpenedRequest, Delivered];
  "POST read": [ReadRequest, Delivered];
  "POST workers/start": [WorkerRequest, Delivered];
  "POST workers/stop": [WorkerRequest, Delivered];
};

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

/** Where an interactive element stands. */
export type Place =
  | { readonly kind: "view"; readonly viewId: string }
  | { readonly kind: "message"; readonly channel: string; readonly ts: string }
  | { readonly kind: "home" };

/** Text with a leading slash, as typed: `/task create`, `/task assign @ben`. Mentions by handle or as `<@U…>`. */
export type CommandRequest = { readonly as: string; readonly channel: string; readonly text: string };

export type MessageRequest = {
  readonly as: string;
  readonly channel: string;
  readonly text: string;
  readonly threadTs?: string;
};

export type BlockActionRequest = {
  readonly as: string;
  readonly place: Place;
  readonly blockId: string;
  readonly actionId: string;
  /** What was chosen or typed: `{type: "button"}` for a press. */
  readonly value: FieldValue;
  /** What the person has touched in the same place so far; what is left out keeps what the server knows. */
  readonly values?: FieldValues;
};

export type ViewSubmissionRequest = {
  readonly as: string;
  readonly viewId: string;
  readonly values?: FieldValues;
};

export type ViewSubmissionAnswer =
  /** The view is gone, or another one stands in its place: the events say which. */
  | { readonly result: "accepted" }
  /** To be shown under the blocks named. They come from the app, or from Slack's own checks (required, length, number range). */
  | { readonly result: "errors"; readonly errors: { readonly [blockId: string]: string } }
  /** The app did not answer in time or not as it must: shown at the top of the modal, which stays open. */
  | { readonly result: "failed"; readonly notice: string };

/** `isCleared`: the whole stack is closed (the × of a pushed view with "close all"), not the top view alone. */
export type ViewClosingRequest = { readonly as: string; readonly viewId: string; readonly isCleared?: boolean };

/** Below the element's `min_query_length` nothing is asked and the answer is empty. */
export type SuggestionRequest = {
  readonly as: string;
  readonly place: Place;
  readonly blockId: string;
  readonly actionId: string;
  readonly query: string;
  readonly values?: FieldValues;
};

export type SuggestionAnswer = {
  readonly options: readonly Option[];
  readonly optionGroups: readonly OptionGroup[];
  /** Set when the app did not answer in time or not as it must. */
  readonly notice: string | null;
};

/** `channel`: the conversation on show. `message` only for a message shortcut. */
export type ShortcutRequest = {
  readonly as: string;
  readonly callbackId: string;
  readonly channel?: string;
  readonly message?: { readonly channel: string; readonly ts: string };
};

export type HomeOpenedRequest = { readonly as: string; readonly tab: "home" | "messages" };

/** Everything in the conversation is read now. */
export type ReadRequest = { readonly as: string; readonly channel: string };

/** `person`: whom one lets work, or stops. */
export type WorkerRequest = { readonly as: string; readonly person: string };

/** `notice` when it was not done (no answer of the app within 3 s, a bad one …), in words: shown once, where the person acted. */
export type Delivered = { readonly notice: string | null };

export type Refusal = { readonly error: string };

/** What one person is told live. */
export type SandboxEvent =
  /** Sent once at the beginning and after a reconnect: read the state again. */
  | { readonly type: "hello" }
  | { readonly type: "message_posted"; readonly message: SandboxMessage }
  | { readonly type: "message_changed"; readonly message: SandboxMessage }
  | { readonly type: "message_deleted"; readonly channel: string; readonly ts: string }
  /**
   * The stack of open modals after a change, the topmost last; empty when all are closed. For a field whose block id, action id and type are
   * still there, what the page has that the server has not been told yet wins over `values`.
   */
  | {
      readonly type: "views_changed";
      readonly change: "opened" | "pushed" | "updated" | "closed";
      readonly viewId: string;
      readonly views: readonly OpenView[];
    }
  | { readonly type: "home_published"; readonly home: HomeView }
  /** Also for a conversation that is new to the person. */
  | { readonly type: "conversation_changed"; readonly conversation: Conversation }
  /** Sent to everybody: a person's `unread` is another number now. */
  | { readonly type: "person_changed"; readonly person: SandboxPerson }
  /** Sent to everybody. `remark`: why somebody has ended before their time, in words. */
  | { readonly type: "worker_changed"; readonly worker: SimulatedWorker; readonly remark: string | null };
