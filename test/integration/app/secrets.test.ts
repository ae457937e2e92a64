import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readWords } from "../../../sandbox/slack/blocks.ts";
import type { SandboxSlack } from "../../../sandbox/slack/create-sandbox-slack.ts";
import { SECRETS } from "../../../src/domain/secrets.ts";
import { createLog } from "../../../src/log.ts";
import { openDatabase } from "../../../src/store/engine/open.ts";
import type { Schema } from "../../../src/store/schema.ts";
import { createSealer } from "../../../src/store/seal.ts";
import { builtOf } from "../../support/built.ts";
import { type FaultyTasksApi, startFaultyTasksApi } from "../../support/faulty-tasks-api.ts";
import { cookieOf, PUBLIC_URL, startTestWorkspaces, type TestWorkspaces } from "../../support/start-workspaces.ts";
import { openTaskForm } from "./task-form.ts";

const PAT = "pat0123456789abcdef0123456789abcd";
const OWN_KEY = "own0123456789abcdef0123456789abcd";
const COLLECTOR_KEY = "planted-for-the-collector-of-traces";
const STATUS = { code: 10000, description: "Ok" };
const ENCRYPTION_KEY = Buffer.alloc(32, 201);
const NEXT_ENCRYPTION_KEY = Buffer.alloc(32, 202);

/** Everything that anybody outside of the process could read: the log, answers to browsers and to Slack, calls, and files. */
const lines: string[] = [];
const pages: string[] = [];
/** What the collector of traces was sent; the header with its key is for that alone. */
const traces: string[] = [];
/** What commands about the state have printed. */
const printed: string[] = [];
const collector = createServer((request, response) => {
  request.on("data", (chunk: Buffer) => traces.push(chunk.toString("latin1")));
  request.on("end", () => response.writeHead(200, { "content-type": "application/json" }).end("{}"));
});
let folder: string;
let world: TestWorkspaces;
let slack: SandboxSlack;
let clarifai: FaultyTasksApi;
/** All that the app was given to keep to itself, by name. */
let secrets: Readonly<Record<string, string>>;

const read = async (answer: Response): Promise<Response> => {
  pages.push(JSON.stringify([...answer.headers]), await answer.clone().text());
  return answer;
};

/** The page of metrics, on the port that the last start has said. */
async function scrape(): Promise<string> {
  const port = lines.flatMap((line) => line.match(/"metricsPort":(\d+)/)?.[1] ?? []).at(-1);
  return (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
}

/** Runs a command about the app's state; what it prints is kept. */
async function runCommand(name: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [builtOf(`src/cli/${name}.ts`), ...args], {
    env: { DATA_DIR: world.dataDir, ...env },
  });
  printed.push(stdout, stderr);
}

/** What signs the links to the pages: the app has made it for itself. */
async function readLinkSecret(): Promise<string> {
  const database = openDatabase<Schema>({ kind: "sqlite", path: join(world.dataDir, "labeldesk.db") });
  try {
    const { name, key_id, sealed } = await database.db
      .selectFrom("sealed_secrets")
      .selectAll()
      .executeTakeFirstOrThrow();
    const kept = { keyId: key_id, bytes: sealed };
    return createSealer([ENCRYPTION_KEY]).open(kept, SECRETS.ofApp({ name })) ?? "";
  } finally {
    await database.close();
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "labeldesk-secrets-"));
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
  const { port } = collector.address() as AddressInfo;
  clarifai = await startFaultyTasksApi({ fetch: async ({ url }) => answerAsClarifai(new URL(url).pathname) });
  const log = createLog({ level: "debug", secrets: [], destination: { write: (line) => void lines.push(line) } });
  world = await startTestWorkspaces([{ team: { id: "T0RED", name: "Red", domain: "red" } }], {
    overrides: { log },
    env: {
      CLARIFAI_API_URL: clarifai.baseUrl,
      ENCRYPTION_KEY: ENCRYPTION_KEY.toString("hex"),
      METRICS_PORT: "0",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${COLLECTOR_KEY}`,
    },
  });
  [slack] = world.slacks as [SandboxSlack];
});
afterAll(async () => {
  await world.stop();
  await clarifai.close();
  collector.closeAllConnections();
  collector.close();
  await rm(folder, { recursive: true, force: true });
});

/** An account with one app and nothing in it; anybody's key is its owner's. */
function answerAsClarifai(path: string): Response {
  const user = { id: "acme", primary_email: "acme@example.com" };
  if (/\/users\/[\w.-]+$/.test(path)) return Response.json({ status: STATUS, user });
  if (/\/apps\/[\w.-]+$/.test(path)) return Response.json({ status: STATUS, app: { id: "photos", user_id: "acme" } });
  return Response.json({ status: STATUS, tasks: [], collaborators: [], concepts: [] });
}

test("secrets are in nothing that the app says or leaves, whether it goes well or fails", async () => {
  const lena = slack.person("lena");
  // Well: installed, used, connected.
  const begun = await read(await world.get(`${PUBLIC_URL}/slack/install`));
  await read(await world.get(world.oauth.allow(begun.headers.get("location") ?? "", slack), cookieOf(begun)));
  await openTaskForm(lena, { concepts: [{ words: "Create “cat”", query: "cat" }], workers: [slack.person("ana")] });
  await lena.submit();
  await lena.untilWords("is created");
  await lena.close();
  await lena.openModal("/task connect");
  await lena.fill("Personal access token", PAT);
  await lena.fill("User", "acme");
  await lena.fill("App", "photos");
  await lena.submit();
  await lena.untilWords("works with acme/photos");
  await lena.close();
  await lena.openModal("/task link");
  await lena.fill("Personal access token", OWN_KEY);
  await lena.submit();
  await lena.untilWords("is now linked to acme");
  await lena.close();
  await lena.openModal("/task settings");
  await lena.close();
  await lena.openHome();
  await slack.until(() => readWords(lena.home()?.view).includes("acme/photos"));
  // Badly: the other side refuses, and quotes what it was sent, and breaks off, Slack refuses a code and then the token, requests are none of theirs.
  clarifai.fail({}, { status: 401 });
  await lena.openModal("/task connect");
  await lena.fill("Personal access token", PAT);
  await lena.submit();
  await lena.untilWords("Clarifai does not know this token");
  await lena.close();
  for (const [command, key] of [
    ["/task connect", PAT],
    ["/task link", OWN_KEY],
  ] as const) {
    const body = JSON.stringify({ status: { code: 11102, description: `no such key: ${key}` } });
    clarifai.heal();
    clarifai.fail({}, { status: 400, body });
    await lena.openModal(command);
    await lena.fill("Personal access token", key);
    await lena.submit();
    await lena.untilWords("no such key");
    await lena.close();
  }
  clarifai.heal();
  clarifai.fail({}, { lost: true });
  await lena.command("/task list");
  const again = await read(await world.get(`${PUBLIC_URL}/slack/install`));
  const wrong = world.oauth.allow(again.headers.get("location") ?? "", slack).replace(/code-\d+/, "code-0");
  await read(await world.get(wrong, cookieOf(again)));
  await read(await world.get(`${PUBLIC_URL}/slack/oauth_redirect?code=x&state=y`));
  const [token = ""] = world.oauth.tokensOf(slack);
  world.oauth.revoke(token);
  await lena.command("/task create");
  for (const path of ["/healthz", "/readyz", "/nowhere", "/label/nothing"])
    await read(await world.get(`${PUBLIC_URL}${path}`));
  const metrics = await scrape();
  await world.restart();
  const backup = join(folder, "backup.gz");
  await runCommand("backup", [backup], {});
  const linkSecret = await readLinkSecret();
  const keys = `${NEXT_ENCRYPTION_KEY.toString("base64")},${ENCRYPTION_KEY.toString("base64")}`;
  await runCommand("rotate-keys", [], { ENCRYPTION_KEY: keys });

  secrets = {
    "the bot token": token,
    "the account's key": PAT,
    "somebody's own key": OWN_KEY,
    "the key of the collector": COLLECTOR_KEY,
    "the secret that signs links": linkSecret,
    "the client secret": world.env["SLACK_CLIENT_SECRET"] ?? "",
    "the state secret": world.env["SLACK_STATE_SECRET"] ?? "",
    "the signing secret": world.env["SLACK_SIGNING_SECRET"] ?? "",
    "the encryption key": ENCRYPTION_KEY.toString("hex"),
    "the encryption key in base64": ENCRYPTION_KEY.toString("base64").replace("=", ""),
    "the next encryption key": NEXT_ENCRYPTION_KEY.toString("base64").replace("=", ""),
  };
  const files = await Promise.all(
    (await readdir(world.dataDir)).map((name) => readFile(join(world.dataDir, name), "latin1")),
  );
  const said = {
    "the log": lines.join(""),
    "answers to browsers": pages.join("\n"),
    "calls to Slack": JSON.stringify(slack.calls),
    "answers to Slack": JSON.stringify(slack.deliveries.map(({ answer }) => answer)),
    "the database": files.join("\n"),
    "the metrics": metrics + (await scrape()),
    traces: traces.join("\n"),
    "a backup": gunzipSync(await readFile(backup)).toString("latin1"),
    "what commands print": printed.join("\n"),
  };
  const found = Object.entries(secrets).flatMap(([name, secret]) =>
    Object.entries(said).flatMap(([place, text]) => (text.includes(secret) ? `${name} in ${place}` : [])),
  );
  expect(found).toEqual([]);
  expect(Object.values(secrets).every((secret) => secret.length > 10)).toBe(true);
  expect(Object.values(said).every((text) => text.length > 100)).toBe(true);
  expect(said["the log"]).toMatch(/"level":"(warn|error)"/);
  // What stands sealed in them was there to be found.
  expect(said["a backup"]).toMatch(/"own_keys"[\s\S]*"sealed_secrets"/);
  expect(said["what commands print"]).toContain("All is encrypted with the first key");
});
