import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Messenger } from "../../../src/notifications/shared/ports.ts";
import { createMessenger } from "../../../src/slack/messenger.ts";
import { type SlackStub, startSlackStub } from "./slack-stub.ts";

let slack: SlackStub;
let messenger: Messenger;
const message = { text: "Hello", blocks: [{ type: "divider" as const }] };
const view = { type: "modal" as const, title: { type: "plain_text" as const, text: "Create task" }, blocks: [] };

beforeAll(async () => {
  slack = await startSlackStub();
  messenger = createMessenger(slack.clients.background);
});
afterAll(() => slack.stop());

test("posts to a person and gives back where the message is", async () => {
  slack.answerWith({ body: { ok: true, channel: "D1", ts: "1.2" } });

  const posted = await messenger.post("U1", message, { threadTs: "1.1" });

  expect(posted).toEqual({ channel: "D1", ts: "1.2" });
  expect(slack.calls).toEqual([
    {
      method: "chat.postMessage",
      token: "Bearer xoxb-test",
      args: {
        channel: "U1",
        text: "Hello",
        blocks: '[{"type":"divider"}]',
        thread_ts: "1.1",
        unfurl_links: "false",
        unfurl_media: "false",
      },
    },
  ]);
});

test("edits a message in place", async () => {
  slack.answerWith({ body: { ok: true } });

  await messenger.update("D1", "1.2", message);

  expect(slack.calls).toMatchObject([{ method: "chat.update", args: { channel: "D1", ts: "1.2", text: "Hello" } }]);
});

test("says whether a view was still open", async () => {
  slack.answerWith({ body: { ok: true, view: {} } });
  const open = await messenger.updateView("V1", view);
  slack.answerWith({ body: { ok: false, error: "not_found" } });
  const closed = await messenger.updateView("V1", view);

  expect([open, closed]).toEqual([true, false]);
});

test.each([
  ["channel_not_found", "unreachable_person"],
  ["user_disabled", "unreachable_person"],
  ["messages_tab_disabled", "unreachable_person"],
  ["invalid_blocks", "refused"],
  ["msg_too_long", "refused"],
  ["message_not_found", "refused"],
  ["invalid_auth", "not_allowed"],
  ["not_authed", "not_allowed"],
  ["token_expired", "not_allowed"],
  ["token_revoked", "not_allowed"],
  ["account_inactive", "not_allowed"],
  ["missing_scope", "not_allowed"],
  ["org_login_required", "not_allowed"],
  ["team_access_not_granted", "not_allowed"],
  ["ekm_access_denied", "not_allowed"],
  ["access_denied", "not_allowed"],
  ["a_word_of_next_year", "unknown"],
  ["constructor", "unknown"],
  ["internal_error", "unavailable"],
  ["team_added_to_org", "unavailable"],
] as const)("takes Slack's %s for %s, in one attempt", async (word, fault) => {
  slack.answerWith({ body: { ok: false, error: word } });

  await expect(messenger.post("U1", message)).rejects.toMatchObject({
    name: "DeliveryError",
    fault,
    slackError: word,
  });
  expect(slack.calls).toHaveLength(1);
});

test.each([
  [
    "a 429 with Retry-After",
    { status: 429, headers: { "retry-after": "7" }, body: { ok: false } },
    "rate_limited",
    7_000,
  ],
  [
    "a 429 with a date as Retry-After",
    {
      status: 429,
      headers: { date: "Sat, 28 Nov 2026 10:00:00 GMT", "retry-after": "Sat, 28 Nov 2026 10:02:00 GMT" },
      body: { ok: false },
    },
    "rate_limited",
    120_000,
  ],
  [
    "a 429 with a date that is past",
    {
      status: 429,
      headers: { date: "Sat, 28 Nov 2026 10:00:00 GMT", "retry-after": "Sat, 28 Nov 2026 09:00:00 GMT" },
      body: { ok: false },
    },
    "rate_limited",
    30_000,
  ],
  ["a limit that only the body names", { body: { ok: false, error: "ratelimited" } }, "rate_limited", 30_000],
  ["a 429 without Retry-After", { status: 429, body: { ok: false } }, "unavailable", undefined],
  ["a 503", { status: 503, body: "busy" }, "unavailable", undefined],
  ["a 403 of a proxy", { status: 403, body: "forbidden" }, "unknown", undefined],
  ["a 413", { status: 413, body: "too large" }, "refused", undefined],
  ["a page of a proxy", { body: "<html>Sign in</html>" }, "unavailable", undefined],
  ["an empty answer", { body: "" }, "unavailable", undefined],
  ["an answer that is no object", { body: "null" }, "unavailable", undefined],
  ["JSON that is none of Slack's", { body: { message: "Blocked" } }, "unavailable", undefined],
  ["a refusal without a word", { body: { ok: false, error: null } }, "unavailable", undefined],
  ["an answer without what was asked for", { body: { ok: true } }, "unavailable", undefined],
] as const)("takes %s for what it is, in one attempt", async (_name, answer, fault, retryAfterMs) => {
  slack.answerWith(answer);

  const error = await messenger.post("U1", message).catch((reason: unknown) => reason);

  expect(error).toMatchObject({ name: "DeliveryError", fault });
  expect(error).toHaveProperty("slackError", expect.stringMatching(/^[a-z0-9_]+$/));
  if (retryAfterMs !== undefined) expect(error).toHaveProperty("retryAfterMs", retryAfterMs);
  expect(slack.calls).toHaveLength(1);
});

test("takes a connection that is refused for unavailable", async () => {
  const gone = await startSlackStub();
  await gone.stop();

  const posting = createMessenger(gone.clients.background).post("U1", message);

  await expect(posting).rejects.toMatchObject({ fault: "unavailable", slackError: "request_failed" });
});

test("gives up on a silent Slack within three seconds where a person waits", async () => {
  const release: (() => void)[] = [];
  slack.answerWith(() => new Promise((resolve) => release.push(() => resolve({ body: { ok: true } }))));
  const began = performance.now();

  const calling = createMessenger(slack.clients.interactive).updateView("V1", view);

  await expect(calling).rejects.toMatchObject({ fault: "unavailable" });
  expect(performance.now() - began).toBeLessThan(3_000);
  for (const end of release) end();
});
