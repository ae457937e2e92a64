import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { ModalView } from "@slack/types";
import { type SlackStub, startSlackStub } from "./slack-stub.ts";

const VIEW: ModalView = { type: "modal", title: { type: "plain_text", text: "Größe & =?" }, blocks: [] };

let slack: SlackStub;
beforeAll(async () => {
  slack = await startSlackStub();
});
beforeEach(() => slack.answerWith({ body: { ok: true } }));
afterAll(() => slack.stop());

test("a window and a message are sent as JSON, with its charset", async () => {
  const { views, chat } = slack.clients.interactive;

  await views.open({ trigger_id: "1.2", view: VIEW });
  await chat.postMessage({ channel: "C1", text: "Half of a pair: \ud83d", blocks: [{ type: "divider" }] });

  expect(slack.calls).toEqual([
    {
      method: "views.open",
      contentType: "application/json; charset=utf-8",
      token: "Bearer xoxb-test",
      args: { trigger_id: "1.2", view: VIEW },
    },
    {
      method: "chat.postMessage",
      contentType: "application/json; charset=utf-8",
      token: "Bearer xoxb-test",
      args: { channel: "C1", text: "Half of a pair: \ud83d", blocks: [{ type: "divider" }] },
    },
  ]);
});

test("what reads is sent as a form", async () => {
  await slack.clients.interactive.conversations.history({ channel: "C1", limit: 5 });

  expect(slack.calls).toEqual([
    {
      method: "conversations.history",
      contentType: "application/x-www-form-urlencoded",
      token: "Bearer xoxb-test",
      args: { channel: "C1", limit: "5" },
    },
  ]);
});

test.each(["views.update", "conversations.history"])("%s is not sent what has no value", async (method) => {
  await slack.clients.interactive.apiCall(method, { there: "yes", nowhere: undefined, nothing: null });

  expect(slack.calls.map(({ args }) => args)).toEqual([{ there: "yes" }]);
});
