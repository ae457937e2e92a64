import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { DeliveryError, mayHaveArrived } from "../../../src/domain/notifications/delivery-error.ts";
import type { Messenger } from "../../../src/notifications/shared/ports.ts";
import { createMessenger } from "../../../src/slack/messenger.ts";
import { type SlackStub, startSlackStub } from "./slack-stub.ts";

let slack: SlackStub;
let messenger: Messenger;
const mark = { event: "e1", part: 0 };
const message = { text: "Hello", blocks: [{ type: "divider" as const }] };
const view = { type: "modal" as const, title: { type: "plain_text" as const, text: "Create task" }, blocks: [] };

beforeAll(async () => {
  slack = await startSlackStub();
  messenger = createMessenger(slack.clients.background);
});
afterAll(() => slack.stop());

test("posts to a person and gives back where the message is", async () => {
  slack.answerWith({ body: { ok: true, channel: "D1", ts: "1.2" } });

  const posted = await messenger.post("U1", message, { mark, threadTs: "1.1" });

  expect(posted).toEqual({ channel: "D1", ts: "1.2" });
  expect(slack.calls).toEqual([
    {
      method: "chat.postMessage",
      contentType: "application/json; charset=utf-8",
      token: "Bearer xoxb-test",
      args: {
        channel: "U1",
        text: "Hello",
        blocks: [{ type: "divider" }],
        metadata: { event_type: "labeldesk_event", event_payload: { event: "e1", part: 0 } },
        thread_ts: "1.1",
        unfurl_links: false,
        unfurl_media: false,
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

  await expect(messenger.post("U1", message, { mark })).rejects.toMatchObject({
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

  const error = await messenger.post("U1", message, { mark }).catch((reason: unknown) => reason);

  expect(error).toMatchObject({ name: "DeliveryError", fault });
  expect(error).toHaveProperty("slackError", expect.stringMatching(/^[a-z0-9_]+$/));
  if (retryAfterMs !== undefined) expect(error).toHaveProperty("retryAfterMs", retryAfterMs);
  expect(slack.calls).toHaveLength(1);
});

describe("of what may have been posted", () => {
  const since = new Date("2026-03-02T09:00:00Z");
  const marked = (event: string, part: number) => ({
    metadata: { event_type: "labeldesk_event", event_payload: { event, part } },
  });
  const opened = { body: { ok: true, channel: { id: "D1" } } };
  const find = (channel: string, threadTs?: string) =>
    createMessenger(slack.clients.background).findPosted(channel, { mark, since, ...(threadTs && { threadTs }) });

  test("finds the message with the mark in somebody's direct message, on whichever page", async () => {
    const [at, before] = [since.getTime() / 1000 + 5, since.getTime() / 1000 - 50];
    const others = [
      { ts: `${at}.1`, ...marked("e2", 0) },
      { ts: `${at}.2`, ...marked("e1", 1) },
      { ts: `${before}.3` },
    ];
    slack.answerWith(({ method, args }) => {
      if (method === "conversations.open") return opened;
      if (args["cursor"] === undefined)
        return { body: { ok: true, messages: others, response_metadata: { next_cursor: "c" } } };
      return { body: { ok: true, messages: [{ ts: "1.4", ...marked("e1", 0) }] } };
    });

    expect(await find("U1")).toEqual({ kind: "found", channel: "D1", ts: "1.4" });
    expect(slack.calls.map(({ method, args }) => [method, args["channel"] ?? args["users"]])).toEqual([
      ["conversations.open", "U1"],
      ["conversations.history", "D1"],
      ["conversations.history", "D1"],
    ]);
    // From the newest on: Slack's clock dates messages.
    expect(slack.calls[1]?.args).toMatchObject({ include_all_metadata: "true" });
    expect(slack.calls[1]?.args).not.toHaveProperty("oldest");
  });

  test("reads the newest page whatever our clock says of it, and none that Slack dates before the attempt", async () => {
    const earlier = since.getTime() / 1000 - 3_600;
    slack.answerWith(({ args }) => ({
      body: {
        ok: true,
        messages: [
          { ts: `${earlier}.2`, ...marked(args["channel"] === "C1" ? "e1" : "e2", 0) },
          { ts: `${earlier}.1` },
        ],
        response_metadata: { next_cursor: "c" },
      },
    }));

    expect(await find("C1")).toEqual({ kind: "found", channel: "C1", ts: `${earlier}.2` });
    expect(await find("C2")).toEqual({ kind: "absent" });
    expect(slack.calls.map(({ method }) => method)).toEqual(["conversations.history", "conversations.history"]);
  });

  test("knows a direct message that it has posted to, and looks in a thread", async () => {
    const sender = createMessenger(slack.clients.background);
    slack.answerWith(({ method }) => ({
      body: method === "chat.postMessage" ? { ok: true, channel: "D7", ts: "1.1" } : { ok: true, messages: [] },
    }));
    await sender.post("U7", message, { mark });

    expect(await sender.findPosted("U7", { mark, since, threadTs: "1.0" })).toEqual({ kind: "absent" });
    expect(slack.calls.at(-1)).toMatchObject({
      method: "conversations.replies",
      args: { channel: "D7", ts: "1.0" },
    });
  });

  test.each(["missing_scope", "not_in_channel", "channel_not_found", "ratelimited", "unknown_method"])(
    "says that it cannot know where Slack answers %s",
    async (word) => {
      slack.answerWith({ body: { ok: false, error: word } });

      // A channel, a private one, and a direct message among several people.
      for (const place of ["C1", "G1", "G2MPIM"]) expect(await find(place)).toEqual({ kind: "unknown", why: word });
    },
  );

  test.each([{ status: 503, body: "busy" }, { body: { ok: false, error: "invalid_auth" } }])(
    "fails where the look is to be made again (%j)",
    async (answer) => {
      slack.answerWith(answer);

      await expect(find("C1")).rejects.toMatchObject({ name: "DeliveryError" });
    },
  );
});

test("tells a connection that was never made, so that nothing was sent, from an answer that is lost", async () => {
  const gone = await startSlackStub();
  await gone.stop();

  const posting = createMessenger(gone.clients.background).post("U1", message);

  const error: unknown = await posting.catch((reason: unknown) => reason);
  expect(error).toMatchObject({ fault: "unavailable", slackError: "not_connected" });
  expect(mayHaveArrived(error)).toBe(false);
  expect(mayHaveArrived(new DeliveryError("unavailable", "request_failed"))).toBe(true);
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
