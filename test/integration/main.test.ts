import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import * as z from "zod";
import { sign } from "../../sandbox/slack/delivery.ts";
import { builtOf } from "../support/built.ts";

const command = [builtOf("src/main.ts")];

const SIGNING_SECRET = "a-signing-secret";

/** A Slack that knows the token, which is all that the start asks of it. */
const slack = createServer((_request, response) => {
  response.setHeader("content-type", "application/json");
  response.end(
    JSON.stringify({ ok: true, team: "Test", team_id: "T1", user: "labeldesk", user_id: "U1", bot_id: "B1", url: "/" }),
  );
});

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "labeldesk-main-"));
  slack.listen(0, "127.0.0.1");
  await once(slack, "listening");
});

afterAll(async () => {
  slack.closeAllConnections();
  slack.close();
  await rm(directory, { recursive: true, force: true });
});

/** Runs the app as a process of its own with these variables and nothing else, in a directory of its own. */
const runMain = (env: Record<string, string>): Promise<{ code: unknown; stdout: string; stderr: string }> =>
  new Promise((done) => {
    const options = { cwd: directory, env, timeout: 20_000 };
    execFile(process.execPath, command, options, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });

test("without credentials the app ends with code 1 and names the sandbox", async () => {
  const { code, stdout, stderr } = await runMain({});

  expect(code).toBe(1);
  expect(stderr).toMatch(/^Labeldesk cannot start: 1 problem in the environment\.\n.*npm run sandbox/);
  expect(stdout).toBe("");
});

test("every problem is in one message, those of the .env file too; the environment wins", async () => {
  await writeFile(join(directory, ".env"), "SLACK_BOT_TOKEN=xoxb-from-the-file\nLOG_LEVEL=loud\nPORT=nowhere\n");

  const { code, stderr } = await runMain({ PORT: "0", CLARIFAI_PAT: "0123456789abcdef" });
  await rm(join(directory, ".env"));

  expect(code).toBe(1);
  expect(stderr).toMatch(/3 problems/);
  expect(stderr).toMatch(/SLACK_SIGNING_SECRET is missing/);
  expect(stderr).toMatch(/CLARIFAI_USER_ID and CLARIFAI_APP_ID missing/);
  expect(stderr).toMatch(/LOG_LEVEL must be one of/);
});

test("a Slack that cannot be reached ends the start with code 1 and one sentence, without the token", async () => {
  const gone = createServer().listen(0, "127.0.0.1");
  await once(gone, "listening");
  const { port } = gone.address() as AddressInfo;
  gone.close();

  const { code, stdout, stderr } = await runMain({
    SLACK_BOT_TOKEN: "xoxb-not-to-be-seen",
    SLACK_SIGNING_SECRET: "not-to-be-seen-either",
    SLACK_API_URL: `http://127.0.0.1:${port}/api/`,
    PORT: "0",
  });

  expect(code).toBe(1);
  expect(stderr).toMatch(/^Labeldesk could not start: .+\n$/);
  expect(stdout).toContain("ECONNREFUSED");
  expect(stdout + stderr).not.toMatch(/not-to-be-seen/);
});

/** The app as a process of its own that has started, with the port it listens on. */
async function startMain(slackPort: number) {
  const env = {
    SLACK_BOT_TOKEN: "xoxb-test",
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: `http://127.0.0.1:${slackPort}/api/`,
    PORT: "0",
  };
  const child = spawn(process.execPath, command, {
    cwd: directory,
    env,
    stdio: ["ignore", "pipe", "inherit"],
    timeout: 40_000,
  });
  const exited = once(child, "exit");
  const Running = z.object({ msg: z.literal("Labeldesk is running"), port: z.number() });
  for await (const line of createInterface({ input: child.stdout })) {
    const running = Running.safeParse(JSON.parse(line));
    if (!running.success) continue;
    child.stdout.resume();
    return { child, exited, port: running.data.port };
  }
  throw new Error("The app did not start");
}

test("a running app answers /healthz, and ends with code 0 on SIGTERM", async () => {
  const { port: slackPort } = slack.address() as AddressInfo;
  const { child, exited, port } = await startMain(slackPort);

  const health = await fetch(`http://127.0.0.1:${port}/healthz`);
  child.kill("SIGTERM");
  const [code] = await exited;

  expect(health.status).toBe(200);
  expect(code).toBe(0);
});

test("an app ends with code 0 while Slack hangs and clients hold half-sent requests", async () => {
  const hanging = createServer((request, response) => {
    if (request.url?.endsWith("auth.test")) slack.emit("request", request, response);
    else hanging.emit("asked");
  }).listen(0, "127.0.0.1");
  await once(hanging, "listening");
  const { child, exited, port } = await startMain((hanging.address() as AddressInfo).port);
  const half = connect(port, "127.0.0.1");
  await once(half, "connect");
  half.write("POST /slack/events HTTP/1.1\r\nhost: labeldesk\r\ncontent-length: 1000\r\n\r\nhalf");
  const asked = once(hanging, "asked");
  const body = new URLSearchParams({
    command: "/task",
    text: "create",
    team_id: "T1",
    user_id: "U9",
    channel_id: "C1",
    trigger_id: "1.2",
    response_url: "http://127.0.0.1:9/",
  }).toString();
  const timestamp = Math.floor(Date.now() / 1000);
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": String(timestamp),
    "x-slack-signature": sign(SIGNING_SECRET, timestamp, body),
  };
  const acknowledged = await fetch(`http://127.0.0.1:${port}/slack/events`, { method: "POST", body, headers });
  await asked;

  child.kill("SIGTERM");
  const [code, signal] = await exited;
  half.destroy();
  hanging.closeAllConnections();
  hanging.close();

  expect(acknowledged.status).toBe(200);
  expect({ code, signal }).toEqual({ code: 0, signal: null });
});
