import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { LOCAL_OWNER } from "../../src/app/local-tasks.ts";
import { type AppOverrides, createApp, type RunningApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import {
  createTasksService,
  type TasksService,
  type TasksServiceOptions,
} from "../../src/tasks-service/create-tasks-service.ts";
import { createSandboxSlack, type SandboxSlack, type SandboxSlackOptions } from "../slack/create-sandbox-slack.ts";
import type { SeedTarget } from "./create-tasks-client.ts";
import { seedTasks } from "./seed-tasks.ts";

export type WorkspaceOptions = {
  /** Where everything is kept: the app's database and the tasks service's. */
  readonly dataDir: string;
  readonly slack?: SandboxSlackOptions;
  readonly overrides?: AppOverrides;
  /** What the tasks service does otherwise than by default. */
  readonly tasksOptions?: Omit<TasksServiceOptions, "database" | "now" | "newId">;
  /** The tasks service's clock where it is not that of everybody else. */
  readonly tasksNow?: () => Date;
  /** More of the app's environment, e.g. LOG_LEVEL, DATABASE_URL or CLARIFAI_*; it wins over what is set here. */
  readonly env?: Readonly<Record<string, string>>;
  /** How the app gets its deliveries: signed HTTP (the default) or Socket Mode. */
  readonly delivery?: "http" | "socket";
  /** Whether the tasks service gets the sandbox's samples; true when absent. */
  readonly isSeeded?: boolean;
  /** The environment's last words once Slack and the tasks service are there, e.g. the address of a proxy before the latter. */
  readonly finishEnv?: (parts: { slack: SandboxSlack; tasks: SeedTarget }) => Promise<Readonly<Record<string, string>>>;
};

/** The real app in a workspace of its own: the sandbox's Slack, the local tasks service, and the app between them. */
export type RunningWorkspace = {
  readonly slack: SandboxSlack;
  readonly tasksService: TasksService;
  /** The tasks service's app of this workspace, as its owner sees it. */
  readonly tasks: SeedTarget;
  /** Where the app listens. */
  readonly appUrl: string;
  /** What opens the app's labeling page. */
  readonly labelLinks: RunningApp["labelLinks"];
  /** Stops the app and starts it again with the same state. */
  restartApp(): Promise<void>;
  stopApp(): Promise<void>;
  stop(): Promise<void>;
};

/** Starts the three, on free loopback ports. Whatever was started is stopped again when one of them fails. */
export async function startWorkspace(options: WorkspaceOptions): Promise<RunningWorkspace> {
  const now = options.overrides?.now ?? (() => new Date());
  const newId = options.overrides?.newId ?? randomUUID;
  const closers: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (let close = closers.pop(); close; close = closers.pop()) await close();
  };
  try {
    const slackOptions = { ...(options.overrides?.now !== undefined && { now }), ...options.slack };
    const [slack, tasksService] = await Promise.all([
      createSandboxSlack(slackOptions).then((started) => {
        closers.push(() => started.close());
        return started;
      }),
      createTasksService({
        database: { kind: "sqlite", path: join(options.dataDir, "tasks-service.db") },
        now: options.tasksNow ?? now,
        newId,
        ...options.tasksOptions,
      }).then((opened) => {
        closers.push(() => opened.close());
        return opened;
      }),
    ]);
    const tasks = await prepareTasks(tasksService, slack.workspace.team.id, options.isSeeded ?? true);
    const env = {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_API_URL: slack.apiUrl,
      ...(options.delivery === "socket"
        ? { SLACK_APP_TOKEN: slack.appToken }
        : { SLACK_SIGNING_SECRET: slack.signingSecret }),
      DATA_DIR: options.dataDir,
      PORT: "0",
      LOG_LEVEL: "silent",
      ...options.env,
      ...(await options.finishEnv?.({ slack, tasks })),
    };
    const config = readConfig(env);
    const overrides: AppOverrides = {
      host: "127.0.0.1",
      publicUrlOf: (port) => `http://127.0.0.1:${port}`,
      ...options.overrides,
      tasksService,
    };
    let appUrl = "";
    let labelLinks: RunningApp["labelLinks"] = { mint: () => ({ missing: "The app has not started." }) };
    let app: Awaited<ReturnType<typeof createApp>> | undefined;
    const startApp = async (): Promise<void> => {
      app = await createApp(config, overrides);
      const { port, labelLinks: links } = await app.start();
      labelLinks = links;
      appUrl = `http://127.0.0.1:${port}`;
      if (options.delivery === "socket") await slack.until(() => slack.socketMode.count() > 0);
      else slack.connect(`${appUrl}/slack/events`);
    };
    const stopApp = async (): Promise<void> => {
      const running = app;
      app = undefined;
      await running?.stop();
    };
    closers.push(stopApp);
    await startApp();
    return {
      slack,
      tasksService,
      tasks,
      get appUrl() {
        return appUrl;
      },
      get labelLinks() {
        return labelLinks;
      },
      restartApp: async () => {
        await stopApp();
        await startApp();
      },
      stopApp,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function prepareTasks(service: TasksService, appId: string, isSeeded: boolean): Promise<SeedTarget> {
  const { key } = await service.ensureOwner(LOCAL_OWNER);
  await service.ensureApp(LOCAL_OWNER, appId);
  const target: SeedTarget = {
    fetch: (request) => service.fetch(request),
    baseUrl: "http://tasks-service.local",
    key,
    userId: LOCAL_OWNER,
    appId,
  };
  if (isSeeded) await seedTasks(target);
  return target;
}
