import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import Database from "libsql";
import * as z from "zod";
import { builtOf } from "../../support/built.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";

const Running = z.object({ msg: z.literal("Labeldesk is running"), port: z.number() });

export type AppProcess = {
  /** Where it takes deliveries. */
  readonly url: string;
  /** Asks it to stop (SIGTERM); gives its exit code, and how long it took. */
  stop(): Promise<{ readonly code: unknown; readonly tookMs: number }>;
  /** `kill -9`: nothing in the process can react. */
  kill(): Promise<void>;
};

/** Runs the app as a process of its own in the workspace, in place of the one in this process. Its state is in `dataDir`. */
export async function startAppProcess(
  { slack, tasks, faults }: TestWorkspace,
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
): Promise<AppProcess> {
  const app = await runAppProcess(dataDir, {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    CLARIFAI_API_URL: faults.baseUrl,
    CLARIFAI_PAT: tasks.key,
    CLARIFAI_USER_ID: tasks.userId,
    CLARIFAI_APP_ID: tasks.appId,
    ...env,
  });
  slack.connect(app.url);
  return app;
}

/** Runs the app as a process of its own, with this for its environment. */
export async function runAppProcess(dataDir: string, env: Readonly<Record<string, string>>): Promise<AppProcess> {
  const child = spawn(process.execPath, [builtOf("src/main.ts")], {
    cwd: dataDir,
    env: { DATA_DIR: dataDir, PORT: "0", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  return {
    url: `http://127.0.0.1:${await readPort(child)}/slack/events`,
    async stop() {
      const began = performance.now();
      child.kill("SIGTERM");
      const [code] = await exited;
      return { code, tookMs: performance.now() - began };
    },
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

async function readPort(child: ChildProcess): Promise<number> {
  if (child.stdout === null) throw new Error("The process has no output");
  for await (const line of createInterface({ input: child.stdout })) {
    const running = Running.safeParse(JSON.parse(line));
    if (!running.success) continue;
    child.stdout.resume();
    return running.data.port;
  }
  throw new Error("The app did not start");
}

/** The kinds of what a dead process has promised and not ended. */
export function readPromises(dataDir: string): readonly unknown[] {
  const database = new Database(join(dataDir, "labeldesk.db"));
  try {
    return database.prepare("select kind from submissions where status = 'pending'").pluck().all();
  } finally {
    database.close();
  }
}

/** As if the time had passed for which a dead process holds what it has claimed. */
export function endLeases(dataDir: string): void {
  const database = new Database(join(dataDir, "labeldesk.db"));
  try {
    database.exec(`update submissions set leased_until = 0; update task_turns set expires_at = 0;
      update label_answers set due_at = 0 where due_at is not null;`);
  } finally {
    database.close();
  }
}
