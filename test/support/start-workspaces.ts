import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createSandboxSlack,
  type SandboxSlack,
  type SandboxSlackOptions,
} from "../../sandbox/slack/create-sandbox-slack.ts";
import { type SlackOAuth, startSlackOAuth } from "../../sandbox/slack/start-slack-oauth.ts";
import { type AppOverrides, createApp, type RunningApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { putMigrated } from "./migrated-database.ts";
import { PATIENT_SLACK } from "./patient-slack.ts";
import { QUICK_PAUSES } from "./quick-times.ts";

const CLIENT = { id: "12.34", secret: "the-client-secret-of-the-app" };

/** Where the app says it is; what a test fetches there goes to where it listens. */
export const PUBLIC_URL = "https://labeldesk.example.com";

/** One app, and Slack with the workspaces that may install it. */
export type TestWorkspaces = {
  readonly oauth: SlackOAuth;
  readonly slacks: readonly SandboxSlack[];
  /** Where the app listens. */
  readonly appUrl: string;
  /** What opens the app's labeling page. */
  readonly labelLinks: RunningApp["labelLinks"];
  /** Where the app keeps its state. */
  readonly dataDir: string;
  /** The environment with which it was started. */
  readonly env: Readonly<Record<string, string>>;
  /** Asks the app as a browser with this cookie does; redirects are not followed. */
  get(address: string, cookie?: string): Promise<Response>;
  /** Goes from `/slack/install` over Slack's page and back; gives the last answer. */
  install(slack: SandboxSlack): Promise<Response>;
  restart(env?: Readonly<Record<string, string>>): Promise<void>;
  stop(): Promise<void>;
};

/** Starts an app that workspaces install by OAuth, and a Slack for each team. */
export async function startTestWorkspaces(
  options: readonly SandboxSlackOptions[],
  { overrides, env: more }: { overrides?: AppOverrides; env?: Readonly<Record<string, string>> } = {},
): Promise<TestWorkspaces> {
  const dataDir = await mkdtemp(join(tmpdir(), "labeldesk-test-"));
  const signingSecret = randomBytes(16).toString("hex");
  const oauth = await startSlackOAuth(CLIENT);
  const slacks = await Promise.all(
    options.map((one) => createSandboxSlack({ ...PATIENT_SLACK, eventRetryMs: [], ...one, signingSecret })),
  );
  await putMigrated({ kind: "sqlite", path: join(dataDir, "labeldesk.db") }, "app");
  await putMigrated({ kind: "sqlite", path: join(dataDir, "tasks-service.db") }, "tasksService");
  const env = {
    SLACK_CLIENT_ID: CLIENT.id,
    SLACK_CLIENT_SECRET: CLIENT.secret,
    SLACK_STATE_SECRET: "a-state-secret-of-this-test",
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: oauth.apiUrl,
    PUBLIC_URL,
    ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
    DATA_DIR: dataDir,
    PORT: "0",
    LOG_LEVEL: "silent",
    ...more,
  };
  let app: Awaited<ReturnType<typeof createApp>> | undefined;
  let appUrl = "";
  let labelLinks: RunningApp["labelLinks"] = { mint: () => ({ missing: "The app has not started." }) };

  async function start(changed: Readonly<Record<string, string>> = {}): Promise<void> {
    const times = { ...QUICK_PAUSES, ...overrides?.times };
    app = await createApp(readConfig({ ...env, ...changed }), { host: "127.0.0.1", ...overrides, times });
    const { port, labelLinks: links } = await app.start();
    labelLinks = links;
    appUrl = `http://127.0.0.1:${port}`;
    for (const slack of slacks) slack.connect(`${appUrl}/slack/events`);
  }

  async function stopApp(): Promise<void> {
    const running = app;
    app = undefined;
    await running?.stop();
  }

  const get = (address: string, cookie = ""): Promise<Response> =>
    fetch(address.replace(PUBLIC_URL, appUrl), { redirect: "manual", headers: cookie === "" ? {} : { cookie } });

  await start();
  return {
    oauth,
    slacks,
    get appUrl() {
      return appUrl;
    },
    get labelLinks() {
      return labelLinks;
    },
    dataDir,
    env,
    get,
    async install(slack) {
      const begun = await get(`${PUBLIC_URL}/slack/install`);
      return get(oauth.allow(begun.headers.get("location") ?? "", slack), cookieOf(begun));
    },
    async restart(changed) {
      await stopApp();
      await start(changed);
    },
    async stop() {
      await stopApp();
      await Promise.all(slacks.map((slack) => slack.close()));
      await oauth.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** What a browser keeps of an answer. */
export const cookieOf = (response: Response): string => response.headers.get("set-cookie")?.split(";")[0] ?? "";
