import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SandboxSlack } from "../../../sandbox/slack/create-sandbox-slack.ts";
import { createLog } from "../../../src/log.ts";
import { type FaultyTasksApi, startFaultyTasksApi } from "../../support/faulty-tasks-api.ts";
import { cookieOf, PUBLIC_URL, startTestWorkspaces, type TestWorkspaces } from "../../support/start-workspaces.ts";
import { openTaskForm } from "./task-form.ts";

const PAT = "pat0123456789abcdef0123456789abcd";
const STATUS = { code: 10000, description: "Ok" };
const ENCRYPTION_KEY = Buffer.alloc(32, 201);

/** Everything that anybody outside of the process could read: the log, answers to browsers and to Slack, calls, and files. */
const lines: string[] = [];
const pages: string[] = [];
let world: TestWorkspaces;
let slack: SandboxSlack;
let clarifai: FaultyTasksApi;
/** All that the app was given to keep to itself, by name. */
let secrets: Readonly<Record<string, string>>;

const read = async (answer: Response): Promise<Response> => {
  pages.push(JSON.stringify([...answer.headers]), await answer.clone().text());
  return answer;
};

beforeAll(async () => {
  clarifai = await startFaultyTasksApi({ fetch: async ({ url }) => answerAsClarifai(new URL(url).pathname) });
  const log = createLog({ level: "debug", secrets: [], destination: { write: (line) => void lines.push(line) } });
  world = await startTestWorkspaces([{ team: { id: "T0RED", name: "Red", domain: "red" } }], {
    overrides: { log },
    env: { CLARIFAI_API_URL: clarifai.baseUrl, ENCRYPTION_KEY: ENCRYPTION_KEY.toString("hex") },
  });
  [slack] = world.slacks as [SandboxSlack];
});
afterAll(async () => {
  await world.stop();
  await clarifai.close();
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
  // Badly: the other side refuses and breaks off, Slack refuses a code and then the token, requests are none of theirs.
  clarifai.fail({}, { status: 401 });
  await lena.openModal("/task connect");
  await lena.fill("Personal access token", PAT);
  await lena.submit();
  await lena.untilWords("Clarifai does not know this token");
  await lena.close();
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
  await world.restart();

  secrets = {
    "the bot token": token,
    "the account's key": PAT,
    "the client secret": world.env["SLACK_CLIENT_SECRET"] ?? "",
    "the state secret": world.env["SLACK_STATE_SECRET"] ?? "",
    "the signing secret": world.env["SLACK_SIGNING_SECRET"] ?? "",
    "the encryption key": ENCRYPTION_KEY.toString("hex"),
    "the encryption key in base64": ENCRYPTION_KEY.toString("base64").replace("=", ""),
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
  };
  const found = Object.entries(secrets).flatMap(([name, secret]) =>
    Object.entries(said).flatMap(([place, text]) => (text.includes(secret) ? `${name} in ${place}` : [])),
  );
  expect(found).toEqual([]);
  expect(Object.values(secrets).every((secret) => secret.length > 10)).toBe(true);
  expect(Object.values(said).every((text) => text.length > 100)).toBe(true);
  expect(said["the log"]).toMatch(/"level":"(warn|error)"/);
});
