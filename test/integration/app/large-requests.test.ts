import { beforeAll, describe, expect, test } from "@jest/globals";
import { sign } from "../../../sandbox/slack/delivery.ts";
import { ARRIVAL_TIMES } from "../../../src/http/server-limits.ts";
import { chunkOf, sendBytes } from "../../support/send-bytes.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { commandForm, postRaw } from "./raw-requests.ts";
import { peopleOf } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const start = workspacesOf();
let workspace: TestWorkspace;
beforeAll(async () => {
  workspace = await start();
});

/** A tenth of the product's. */
const quick = { whole: ARRIVAL_TIMES.whole / 10, looksEvery: ARRIVAL_TIMES.looksEvery / 10 };

const MB = 1_000_000;
/** What a connection may have swallowed when it ends: the limit, and what the system keeps for both of its ends. */
const AT_MOST = 12 * MB;
const piece = "&a=1".repeat(16_384);
const headOf = (header: string, path = "/slack/events", method = "POST") =>
  `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n${header}\r\n\r\n`;

describe("a body larger than anything that Slack sends", () => {
  test.each([
    ["that says its length", headOf("Content-Length: 300000000"), piece, 413],
    ["in chunks", headOf("Transfer-Encoding: chunked"), chunkOf(piece), 413],
    ["to another path", headOf("Transfer-Encoding: chunked", "/elsewhere"), chunkOf(piece), 404],
    ["with GET", headOf("Transfer-Encoding: chunked", "/healthz", "GET"), chunkOf(piece), 404],
    ["with PUT", headOf("Transfer-Encoding: chunked", "/slack/events", "PUT"), chunkOf(piece), 404],
  ])("%s is refused as soon as it is too much, and the connection ends", async (_what, head, chunk, status) => {
    const sent = await sendBytes(workspace.appUrl, { head, chunk, total: 300 * MB });

    expect(sent.status).toBe(status);
    expect(sent.bytes).toBeLessThan(AT_MOST);
    expect((await fetch(`${workspace.appUrl}/healthz`)).status).toBe(200);
  });

  test.each([
    [MB, 400],
    [MB + 1, 413],
  ])("of %p bytes, signed by Slack: %p", async (bytes, status) => {
    const answer = await postRaw(workspace, "a".repeat(bytes));

    expect(answer.status).toBe(status);
  });
});

test("Slack's check of the certificate is answered without a signature, and nothing else in it is looked at", async () => {
  const before = workspace.slack.calls.length;
  const answers = await Promise.all(
    ["ssl_check=1&token=x", "ssl_check=1&command=%2Ftask&text=create", `ssl_check=1&x=${"y".repeat(2000)}`].map(
      (body) => postRaw(workspace, body, { signature: null }),
    ),
  );

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 401]);
  expect(workspace.slack.calls.slice(before).map(({ method }) => method)).toEqual([]);
});

test("bytes that only look like those that were signed are refused", async () => {
  const body = new URLSearchParams(Object.entries(commandForm(workspace, peopleOf(workspace).lena, "help")) as never);
  const signed = `${body}&note=\uFFFD`;
  const time = Math.floor(Date.now() / 1000);
  const post = (bytes: Buffer) =>
    fetch(`${workspace.appUrl}/slack/events`, {
      method: "POST",
      body: new Uint8Array(bytes),
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": String(time),
        "x-slack-signature": sign(workspace.slack.signingSecret, time, signed),
      },
    });
  const asSigned = Buffer.from(signed);
  // Read as text, a byte that is no UTF-8 becomes the replacement character, which is what was signed.
  const changed = Buffer.concat([asSigned.subarray(0, -3), Buffer.from([0xff])]);

  expect((await post(asSigned)).status).toBe(200);
  expect((await post(changed)).status).toBe(401);
});

test("half-sent headers and bodies are ended in time, over HTTP and beside Socket Mode", async () => {
  const overrides = { times: { arrival: quick } };
  const http = await start({ overrides });
  const socket = await start({ overrides, delivery: "socket" });
  const halves = [
    "POST /slack/events HTTP/1.1\r\nHost: localhost\r\nX-Half: ",
    headOf("Content-Length: 100"),
    `${headOf("Transfer-Encoding: chunked")}${chunkOf("a=1")}`,
    "GET /healthz HTTP/1.1\r\nHost: ",
    "",
  ];
  const began = performance.now();
  const ended = await Promise.all(
    [http.appUrl, socket.appUrl].flatMap((url) => halves.map((head) => sendBytes(url, { head }))),
  );

  const ms = performance.now() - began;
  expect(ms).toBeGreaterThan(quick.whole - quick.looksEvery);
  expect(ms).toBeLessThan(2 * quick.whole);
  expect(ARRIVAL_TIMES.whole).toBeLessThanOrEqual(15_000);
  expect(ended.length).toBe(10);
});
