import type { HomeView, Option, OptionGroup } from "@slack/types";
import type {
  Conversation,
  FieldValue,
  FieldValues,
  MessagesAnswer,
  OpenView,
  SandboxMessage,
  SandboxPerson,
  SandboxState,
  SimulatedWorker,
} from "./sandbox-state.ts";

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
