import type { SandboxEvent } from "../../slack/protocol.ts";
import type { MessagesAnswer, SandboxMessage, SandboxState } from "../../slack/sandbox-state.ts";

export type Notice = { readonly id: number; readonly channel: string | null; readonly text: string };

export type Thread = {
  readonly messages: readonly SandboxMessage[];
  /** What had been read when the conversation was opened: the line "New" stands after it. */
  readonly lastReadTs: string;
};

/** Everything that the page shows. */
export type PageState = {
  readonly sandbox: SandboxState | undefined;
  /** Id of the conversation on show. */
  readonly current: string | undefined;
  readonly appTab: "home" | "messages";
  readonly threads: { readonly [conversation: string]: Thread };
  readonly notices: readonly Notice[];
  readonly isConnected: boolean;
};

export type PageAction =
  | { readonly type: "loaded"; readonly sandbox: SandboxState; readonly wanted?: string | undefined }
  | { readonly type: "opened"; readonly conversation: string }
  | { readonly type: "tab_opened"; readonly tab: "home" | "messages" }
  | { readonly type: "messages_loaded"; readonly conversation: string; readonly answer: MessagesAnswer }
  | { readonly type: "event"; readonly event: SandboxEvent }
  | { readonly type: "noticed"; readonly channel: string | null; readonly text: string }
  | { readonly type: "notice_dismissed"; readonly id: number }
  | { readonly type: "connection"; readonly isConnected: boolean }
  | { readonly type: "left" };

export const EMPTY_PAGE: PageState = {
  sandbox: undefined,
  current: undefined,
  appTab: "messages",
  threads: {},
  notices: [],
  isConnected: true,
};

export function reducePage(page: PageState, action: PageAction): PageState {
  switch (action.type) {
    case "loaded": {
      const { sandbox } = action;
      const has = (id: string | undefined) => sandbox.conversations.some((each) => each.id === id);
      const current =
        [action.wanted, page.current, sandbox.firstConversation].find(has) ?? sandbox.conversations[0]?.id;
      return { ...page, sandbox, current, isConnected: true };
    }
    case "opened":
      return { ...page, current: action.conversation, appTab: "messages" };
    case "tab_opened":
      return { ...page, appTab: action.tab };
    case "messages_loaded":
      return { ...page, threads: { ...page.threads, [action.conversation]: action.answer } };
    case "event":
      return reduceEvent(page, action.event);
    case "noticed":
      return addNotice(page, action.channel, action.text);
    case "notice_dismissed":
      return { ...page, notices: page.notices.filter((notice) => notice.id !== action.id) };
    case "connection":
      return { ...page, isConnected: action.isConnected };
    case "left":
      return { ...EMPTY_PAGE, sandbox: page.sandbox };
  }
}

function reduceEvent(page: PageState, event: SandboxEvent): PageState {
  const { sandbox } = page;
  if (sandbox === undefined) return page;
  switch (event.type) {
    case "hello":
      return { ...page, isConnected: true };
    case "message_posted":
    case "message_changed":
      return editThread(page, event.message.channel, (messages) => putMessage(messages, event.message));
    case "message_deleted":
      return editThread(page, event.channel, (messages) => messages.filter((message) => message.ts !== event.ts));
    case "views_changed":
      return { ...page, sandbox: { ...sandbox, views: event.views } };
    case "home_published":
      return { ...page, sandbox: { ...sandbox, home: event.home } };
    case "conversation_changed":
      return { ...page, sandbox: { ...sandbox, conversations: put(sandbox.conversations, event.conversation) } };
    case "person_changed":
      return { ...page, sandbox: { ...sandbox, people: put(sandbox.people, event.person) } };
    case "worker_changed": {
      const { worker, remark } = event;
      const workers = sandbox.workers.map((each) => (each.person === worker.person ? worker : each));
      const changed = { ...page, sandbox: { ...sandbox, workers } };
      return remark === null ? changed : addNotice(changed, null, remark);
    }
  }
}

function addNotice(page: PageState, channel: string | null, text: string): PageState {
  const id = Math.max(0, ...page.notices.map((notice) => notice.id)) + 1;
  return { ...page, notices: [...page.notices, { id, channel, text }] };
}

function editThread(
  page: PageState,
  conversation: string,
  edit: (messages: readonly SandboxMessage[]) => readonly SandboxMessage[],
): PageState {
  const thread = page.threads[conversation];
  // A conversation that was not opened yet is read whole when it is.
  if (thread === undefined) return page;
  return { ...page, threads: { ...page.threads, [conversation]: { ...thread, messages: edit(thread.messages) } } };
}

const putMessage = (messages: readonly SandboxMessage[], message: SandboxMessage): readonly SandboxMessage[] =>
  messages.some((each) => each.ts === message.ts)
    ? messages.map((each) => (each.ts === message.ts ? message : each))
    : [...messages, message].toSorted((a, b) => Number(a.ts) - Number(b.ts));

const put = <T extends { readonly id: string }>(items: readonly T[], item: T): readonly T[] =>
  items.some((each) => each.id === item.id)
    ? items.map((each) => (each.id === item.id ? item : each))
    : [...items, item];
