import { expect, test } from "@jest/globals";
import { EMPTY_PAGE, type PageState, reducePage } from "../../../sandbox/page/client/page-state.ts";
import type { SandboxMessage, SandboxState } from "../../../sandbox/slack/sandbox-state.ts";

const SANDBOX: SandboxState = {
  me: "U1",
  team: { id: "T1", name: "Team" },
  people: [],
  conversations: ["C1", "C2"].map((id) => ({
    id,
    kind: "channel",
    name: id,
    with: null,
    topic: "",
    isExternal: false,
    unread: 0,
    mentions: 0,
  })),
  firstConversation: "C1",
  bot: { userId: "UB", botId: "B1", appId: "A1", name: "App" },
  commands: [],
  shortcuts: [],
  isMessagesTabReadOnly: true,
  home: null,
  views: [],
  workers: [],
};

const message = (ts: string, text: string): SandboxMessage => ({
  channel: "C1",
  ts,
  user: "U2",
  text,
  blocks: [],
  unfurls: [],
  edited: false,
  ephemeral: false,
  threadTs: null,
});

function openPage(...messages: SandboxMessage[]): PageState {
  const loaded = reducePage(EMPTY_PAGE, { type: "loaded", sandbox: SANDBOX });
  return reducePage(loaded, { type: "messages_loaded", conversation: "C1", answer: { messages, lastReadTs: "0" } });
}

test("a message is put where its time is, edited in place and taken away", () => {
  let page = openPage(message("1.0", "one"), message("3.0", "three"));
  page = reducePage(page, { type: "event", event: { type: "message_posted", message: message("2.0", "two") } });
  page = reducePage(page, { type: "event", event: { type: "message_changed", message: message("3.0", "drei") } });
  page = reducePage(page, { type: "event", event: { type: "message_deleted", channel: "C1", ts: "1.0" } });

  expect(page.threads["C1"]?.messages.map(({ text }) => text)).toEqual(["two", "drei"]);
});

test("the page begins in the first conversation of the workspace, wherever that stands in the list", () => {
  const begun = reducePage(EMPTY_PAGE, { type: "loaded", sandbox: { ...SANDBOX, firstConversation: "C2" } });
  expect(begun.current).toBe("C2");
});

test("the conversation on show stays when the state is read again, and falls back when it is gone", () => {
  const elsewhere = reducePage(openPage(), { type: "opened", conversation: "C2" });
  expect(reducePage(elsewhere, { type: "loaded", sandbox: SANDBOX }).current).toBe("C2");
  const without = { ...SANDBOX, conversations: SANDBOX.conversations.slice(0, 1) };
  expect(reducePage(elsewhere, { type: "loaded", sandbox: without }).current).toBe("C1");
});
