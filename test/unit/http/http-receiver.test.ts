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

test("what a handler answers arrives as JSON, with its length and in one piece", async () => {
  handle = ({ ack }) => ack({ text: "Done — 50 %" });

  const response = await post("command=%2Ftask&text=help");

  expect(await response.json()).toEqual({ text: "Done — 50 %" });
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(response.headers.get("content-length")).toBe(
    String(Buffer.byteLength(JSON.stringify({ text: "Done — 50 %" }))),
  );
  expect(response.headers.get("transfer-encoding")).toBeNull();
});

test.each<[string, string, string | undefined, object]>([
  ["a command", "command=%2Ftask&text=a%20b", undefined, { command: "/task", text: "a b" }],
  [
    "an interaction",
    `payload=${encodeURIComponent('{"type":"block_actions","value":"ä"}')}`,
    undefined,
    { type: "block_actions", value: "ä" },
  ],
  ["an event", '{"type":"event_callback"}', "application/json", { type: "event_callback" }],
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

test("what has been handled without an ack is refused at once", async () => {
  handle = async () => {};

  expect((await post("command=%2Ftask")).status).toBe(404);
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

  const { status } = await post("command=%2Ftask");
  release();
  await handled;

  expect(status).toBe(504);
  expect(late).toBeInstanceOf(Error);
  expect(log.lines.map(({ level }) => level)).toEqual(["error"]);
});

test("a handler that fails before its ack is an error of ours", async () => {
  handle = () => Promise.reject(new Error("broken"));

  expect((await post("command=%2Ftask")).status).toBe(500);
});

test("the check of the address is answered without a handler", async () => {
  handle = () => Promise.reject(new Error("not asked"));

  const response = await post('{"type":"url_verification","challenge":"abc"}', "application/json");

  expect(await response.json()).toEqual({ challenge: "abc" });
});
