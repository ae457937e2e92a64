import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { App, type ReceiverEvent } from "@slack/bolt";
import { createHttpReceiver } from "../../../src/http/http-receiver.ts";
import { createRecordingLog } from "../../support/recording-log.ts";

const signingSecret = "0123456789abcdef0123456789abcdef";
const ackWithinMs = 100;

const log = createRecordingLog();
const { receiver, take } = createHttpReceiver({ signingSecret, log, ackWithinMs });
/** Stands where Bolt's app hands what was received on to its handlers. */
let handle: (event: ReceiverEvent) => Promise<void>;
class Bolt extends App {
  override processEvent(event: ReceiverEvent): Promise<void> {
    return handle(event);
  }
}
new Bolt({ receiver, token: "xoxb-none", tokenVerificationEnabled: false });

const server = createServer(take);
let url: string;
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  log.lines.length = 0;
});

function post(body: string, contentType = "application/x-www-form-urlencoded"): Promise<Response> {
  const time = String(Math.floor(Date.now() / 1000));
  const signature = `v0=${createHmac("sha256", signingSecret).update(`v0:${time}:${body}`).digest("hex")}`;
  const headers = {
    "content-type": contentType,
    "x-slack-request-timestamp": time,
    "x-slack-signature": signature,
  };
  return fetch(url, { method: "POST", headers, body });
}

const COMMAND =
  "command=%2Ftask&text=a%20b&user_id=U1&channel_id=C1&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F1";
const PRESSED = {
  type: "block_actions",
  user: { id: "U1" },
  response_url: "https://hooks.slack.com/actions/1",
  actions: [{ type: "button", action_id: "a", block_id: "b", value: "ä" }],
};
const HAPPENED = { type: "event_callback", event: { type: "app_home_opened", user: "U1" } };

test("what a handler answers arrives as JSON, with its length and in one piece", async () => {
  handle = ({ ack }) => ack({ text: "Done — 50 %" });

  const response = await post(COMMAND);

  expect(await response.json()).toEqual({ text: "Done — 50 %" });
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(response.headers.get("content-length")).toBe(
    String(Buffer.byteLength(JSON.stringify({ text: "Done — 50 %" }))),
  );
  expect(response.headers.get("transfer-encoding")).toBeNull();
});

test.each<[string, string, string | undefined, object]>([
  ["a command", COMMAND, undefined, expect.objectContaining({ command: "/task", text: "a b", user_id: "U1" })],
  ["an interaction", `payload=${encodeURIComponent(JSON.stringify(PRESSED))}`, undefined, PRESSED],
  ["an event", JSON.stringify(HAPPENED), "application/json", HAPPENED],
  [
    "half a character",
    `payload=${encodeURIComponent(JSON.stringify({ ...PRESSED, message: { ts: "1.1", text: "a\ud83d 😀" } }))}`,
    undefined,
    { ...PRESSED, message: { ts: "1.1", text: "a\ufffd 😀" } },
  ],
])("%s reaches the handlers as what it says", async (_what, body, contentType, expected) => {
  let seen: unknown;
  handle = async (event) => {
    seen = { ...event.body };
    await event.ack();
  };

  const { status } = await post(body, contentType);

  expect(status).toBe(200);
  expect(seen).toEqual(expected);
});

test.each<[string, string, string | undefined]>([
  ["a command of nobody", "command=%2Ftask&channel_id=C1&response_url=https%3A%2F%2Fhooks.slack.com%2F1", undefined],
  ["a command that cannot be answered", "command=%2Ftask&user_id=U1&channel_id=C1", undefined],
  ["a press of nothing", `payload=${encodeURIComponent(JSON.stringify({ ...PRESSED, actions: [] }))}`, undefined],
  ["a press by nobody", `payload=${encodeURIComponent(JSON.stringify({ ...PRESSED, user: null }))}`, undefined],
  [
    "a window without what it holds",
    `payload=${encodeURIComponent('{"type":"view_submission","user":{"id":"U1"},"view":null}')}`,
    undefined,
  ],
  ["an event that is a word", '{"type":"event_callback","event":"x"}', "application/json"],
  [
    "a workspace that is a property of every object",
    JSON.stringify({ ...HAPPENED, team_id: "__proto__" }),
    "application/json",
  ],
])("%s, under a valid signature, is refused before anybody reads it", async (_what, body, contentType) => {
  handle = ({ ack }) => ack();

  expect((await post(body, contentType)).status).toBe(400);
});

test("what has been handled without an ack is refused at once", async () => {
  handle = async () => {};

  expect((await post(COMMAND)).status).toBe(404);
});

test("an ack that comes too late fails where it is made, since Slack has given up", async () => {
  let late: unknown;
  let release = (): void => {};
  const refused = new Promise<void>((resolve) => {
    release = resolve;
  });
  const handled = new Promise<void>((resolve) => {
    handle = async ({ ack }) => {
      await refused;
      late = await ack().then(
        () => "acknowledged",
        (error: unknown) => error,
      );
      resolve();
    };
  });

  const { status } = await post(COMMAND);
  release();
  await handled;

  expect(status).toBe(504);
  expect(late).toBeInstanceOf(Error);
  expect(log.lines.map(({ level }) => level)).toEqual(["error"]);
});

test("a handler that fails before its ack is an error of ours", async () => {
  handle = () => Promise.reject(new Error("broken"));

  expect((await post(COMMAND)).status).toBe(500);
});

test("the check of the address is answered without a handler", async () => {
  handle = () => Promise.reject(new Error("not asked"));

  const response = await post('{"type":"url_verification","challenge":"abc"}', "application/json");

  expect(await response.json()).toEqual({ challenge: "abc" });
});

test("that Slack delivers no more events for a while is acknowledged, and said in the log", async () => {
  handle = () => Promise.reject(new Error("nobody handles it"));

  const { status } = await post(JSON.stringify({ type: "app_rate_limited", team_id: "T1" }), "application/json");

  expect(status).toBe(200);
  expect(log.lines).toMatchObject([{ level: "warn", fields: { team: "T1" } }]);
});
