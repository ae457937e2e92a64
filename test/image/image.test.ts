import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { chown, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parse } from "yaml";
import * as z from "zod";
import { sign } from "../../sandbox/slack/delivery.ts";
import { readCommand, readCopy, readDockerfile, readEnv } from "./dockerfile.ts";
import { makeImage } from "./make-image.ts";

const root = resolve(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const stages = readDockerfile(read("Dockerfile"));
const finalStage = stages.at(-1) ?? { name: "", instructions: [] };
const SIGNING_SECRET = "a-signing-secret";
/** Who may do nothing: only root can become somebody else. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** A Slack that takes everything, and greets whoever opens a socket. */
const slack = createServer(({ url }, response) => {
  const bot = { team: "Test", team_id: "T1", user: "labeldesk", user_id: "U1", bot_id: "B1", url: "/" };
  const socket = url?.endsWith("apps.connections.open") && { url: `ws://127.0.0.1:${portOf(slack)}/socket` };
  response.setHeader("content-type", "application/json").end(JSON.stringify({ ok: true, ...bot, ...socket }));
});
slack.on("upgrade", ({ headers }, socket) => {
  const key = `${headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash("sha1").update(key).digest("base64");
  socket
    .on("error", () => {})
    .write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
    );
  const hello = JSON.stringify({ type: "hello", num_connections: 1 });
  socket.write(Buffer.concat([Buffer.from([0x81, hello.length]), Buffer.from(hello)]));
});
/** What a collector of traces was sent. */
const traces: string[] = [];
const collector = createServer((request, response) => {
  request.on("data", (chunk: Buffer) => traces.push(chunk.toString())).on("end", () => response.end("{}"));
});

let scratch: string;
let app: string;

beforeAll(async () => {
  for (const server of [slack, collector]) await once(server.listen(0, "127.0.0.1"), "listening");
  // Not where jest's other suites have theirs: what is mounted in memory may not be executable.
  scratch = await mkdtemp("/tmp/labeldesk-image-");
  app = await makeImage(stages, scratch);
}, 180_000);
afterAll(async () => {
  for (const server of [slack, collector]) {
    server.closeAllConnections();
    server.close();
  }
  await rm(scratch, { recursive: true, force: true });
});

const portOf = (server: typeof slack): number => (server.address() as AddressInfo).port;

/** Starts the image's command as nobody, with a folder for its data that is nobody's, and nothing else that it may write. */
async function start(more: Record<string, string>) {
  const data = join(scratch, `data-${Math.random()}`);
  await mkdir(data);
  if (NOBODY.uid !== undefined) await chown(data, NOBODY.uid, NOBODY.gid);
  const [program, ...args] = readCommand(finalStage, "CMD");
  const env = {
    ...readEnv(finalStage),
    DATA_DIR: data,
    SLACK_BOT_TOKEN: "xoxb-test",
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: `http://127.0.0.1:${portOf(slack)}/api/`,
    PORT: "0",
    ...more,
  };
  const child = spawn(programOf(program), args, { cwd: app, env, ...NOBODY, stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const Line = z.object({ msg: z.string(), port: z.number().optional(), metricsPort: z.number().optional() });
  let metricsPort = 0;
  for await (const text of createInterface({ input: child.stdout })) {
    const said = Line.parse(JSON.parse(text));
    metricsPort = said.metricsPort ?? metricsPort;
    if (said.msg !== "Labeldesk is running") continue;
    child.stdout.resume();
    return { port: said.port ?? 0, metricsPort, stop: () => stop(child, exited) };
  }
  throw new Error("The app did not start");
}

const programOf = (program: string): string => (program === "node" ? process.execPath : program);

async function stop(child: ChildProcess, exited: Promise<unknown[]>): Promise<unknown> {
  child.kill("SIGTERM");
  const [code] = await exited;
  return code;
}

/** The exit code of the image's health check. */
function checkHealth(port: number): Promise<unknown> {
  const [program, ...args] = readCommand(finalStage, "HEALTHCHECK");
  return new Promise((done) => {
    execFile(programOf(program), args, { env: { PORT: String(port) }, ...NOBODY }, (error) => done(error?.code ?? 0));
  });
}

test("what the image is made of is let through to it, and nothing else", () => {
  const named = stages.flatMap(({ instructions }) =>
    instructions.flatMap(({ name, rest }) => (name === "COPY" ? [readCopy(rest)] : [])),
  );
  const copied = new Set(named.filter(({ from }) => from === undefined).flatMap(({ sources }) => sources));
  const [all, ...letIn] = read(".dockerignore")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

  expect(all).toBe("*");
  expect(new Set(letIn)).toEqual(new Set([...copied].map((path) => `!${path}`)));
});

test("as somebody without rights, with packages for production alone, it starts, answers, and ends in peace", async () => {
  const running = await start({
    METRICS_PORT: "0",
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${portOf(collector)}`,
  });
  const response_url = `http://127.0.0.1:${portOf(slack)}/commands/T1/1`;
  const person = { team_id: "T1", user_id: "U9", channel_id: "C1", trigger_id: "1.2.a", response_url };
  const body = new URLSearchParams({ command: "/task", text: "help", ...person }).toString();
  const time = Math.floor(Date.now() / 1000);
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": String(time),
    "x-slack-signature": sign(SIGNING_SECRET, time, body),
  };
  const answer = await fetch(`http://127.0.0.1:${running.port}/slack/events`, { method: "POST", headers, body });
  const page = await fetch(`http://127.0.0.1:${running.port}/label/assets/page.js`);
  const health = await checkHealth(running.port);
  const metrics = await (await fetch(`http://127.0.0.1:${running.metricsPort}/metrics`)).text();
  const code = await running.stop();

  expect(answer.status).toBe(200);
  expect(page.status).toBe(200);
  expect(health).toBe(0);
  expect(metrics).toMatch(/^labeldesk_ack_seconds_count\{kind="command",outcome="acked"\} 1$/m);
  expect(code).toBe(0);
  expect(traces.join("")).toContain('"delivery command"');
  expect(await checkHealth(running.port)).toBe(1);
});

test("over Socket Mode it opens its connection, with what is read for that alone", async () => {
  const connected = once(slack, "upgrade");
  const running = await start({ SLACK_APP_TOKEN: "xapp-test", SLACK_SIGNING_SECRET: "" });
  const [{ url }] = await connected;
  const code = await running.stop();

  expect({ url, code }).toEqual({ url: "/socket", code: 0 });
});

test("what tells of the app is not loaded, nor needed, where nobody asks for it", async () => {
  const packages = join(app, "node_modules");
  for (const name of ["prom-client", "@opentelemetry"]) await rm(join(packages, name), { recursive: true });

  const running = await start({});
  const health = await checkHealth(running.port);
  const code = await running.stop();

  expect({ health, code }).toEqual({ health: 0, code: 0 });
  expect(await readdir(packages)).not.toContain("typescript");
});

test("a command finds what it opens: the tasks service measures agreement in a thread", async () => {
  const data = join(scratch, "data-of-a-command");
  const env = { DATA_DIR: data, TASKS_SERVICE_PORT: "0", TASKS_SERVICE_KEY: "k".repeat(32) };
  const child = spawn(process.execPath, ["dist/cli/tasks-service.js"], {
    cwd: app,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const [said] = await once(createInterface({ input: child.stdout }), "line");
  const [address] = /http:\S+/.exec(String(said)) ?? [];
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${address}/v2/users/owner/apps/main/${path}`, {
      headers: { authorization: `Key ${env.TASKS_SERVICE_KEY}`, "content-type": "application/json" },
      ...(body && { method: "POST", body: JSON.stringify(body) }),
    });
    return response.json();
  };
  const worker = { strategy: "FULL", workers: [{ user: { id: "owner" } }] };
  const kind = { type: "CONCEPTS_CLASSIFICATION", input_source: { type: "ALL_INPUTS" } };

  await ask("concepts", { concepts: [{ id: "cat" }] });
  const made = await ask("tasks", {
    tasks: [{ name: "Cats", ...kind, worker, concepts: [{ concept: { id: "cat" } }] }],
  });
  const [task] = z.object({ tasks: z.tuple([z.object({ id: z.string() })]) }).parse(made).tasks;
  const answer = await ask(`tasks/${task.id}/agreement`);
  const code = await stop(child, exited);

  expect(answer).toMatchObject({ status: { code: 10000 }, agreement: {} });
  expect(code).toBe(0);
});

test("the compose file hands over what the app reads, and gives it the time that it takes to end", () => {
  const Compose = z.object({
    services: z.object({
      labeldesk: z.looseObject({
        environment: z.record(z.string(), z.string()),
        ports: z.tuple([z.string()]),
        read_only: z.literal(true),
        tmpfs: z.tuple([z.literal("/tmp")]),
        stop_grace_period: z.string(),
      }),
    }),
  });
  const { labeldesk } = Compose.parse(parse(read("compose.yaml"))).services;
  const known = [...read(".env.example").matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name);
  const exposed = finalStage.instructions.find(({ name }) => name === "EXPOSE")?.rest;

  expect(known).toEqual(expect.arrayContaining(Object.keys(labeldesk.environment)));
  expect(labeldesk.environment["PORT"]).toBe(exposed);
  expect(labeldesk.ports[0]).toMatch(new RegExp(`^127\\.0\\.0\\.1:\\d+:${exposed}$`));
  expect(Number.parseInt(labeldesk.stop_grace_period, 10)).toBeGreaterThan(9);
});
