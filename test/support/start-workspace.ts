import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type RunningWorkspace,
  startWorkspace,
  type WorkspaceOptions,
} from "../../sandbox/workspace/start-workspace.ts";
import { openBuiltThread } from "./built.ts";
import { type FaultyTasksApi, startFaultyTasksApi } from "./faulty-tasks-api.ts";
import { putMigrated } from "./migrated-database.ts";
import { PATIENT_SLACK } from "./patient-slack.ts";
import { createDatabase } from "./postgres-database.ts";
import { QUICK_PAUSES } from "./quick-times.ts";
import { seededDatabase } from "./seeded-database.ts";

export type TestWorkspace = RunningWorkspace & {
  /** With `side: "clarifai"`, what stands between the app and the Tasks API. */
  readonly faults: FaultyTasksApi;
  /** Where the app keeps its state. */
  readonly dataDir: string;
};

export type TestWorkspaceOptions = Omit<WorkspaceOptions, "dataDir" | "finishEnv"> & {
  /** "clarifai": the app reaches the Tasks API over the network, with a key, through `faults`; everybody has an account by e-mail. */
  readonly side?: "local" | "clarifai";
  /** A PostgreSQL server on which a database of its own is made for the app; SQLite when absent. */
  readonly postgres?: string;
};

/** Starts the app for a test, with everything real around it: the sandbox's Slack, the local tasks service, a database of its own. */
export async function startTestWorkspace(options: TestWorkspaceOptions = {}): Promise<TestWorkspace> {
  const { side, postgres, ...rest } = options;
  const dataDir = await mkdtemp(join(tmpdir(), "labeldesk-test-"));
  const closers: (() => Promise<void>)[] = [() => rm(dataDir, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (let close = closers.pop(); close; close = closers.pop()) await close();
  };
  try {
    const database = postgres === undefined ? undefined : await createDatabase(postgres);
    if (database !== undefined) closers.push(database.drop);
    const proxied = { fetch: (_request: Request): Promise<Response> => Promise.reject(new Error("not started")) };
    const faults = await startFaultyTasksApi({ fetch: (request) => proxied.fetch(request) });
    closers.push(() => faults.close());
    const isCopied = takesSamplesAsTheyAre(rest);
    const tasksFile = join(dataDir, "tasks-service.db");
    if (isCopied) await writeFile(tasksFile, await seededDatabase());
    await putMigrated({ kind: "sqlite", path: tasksFile }, "tasksService");
    await putMigrated(
      database === undefined
        ? { kind: "sqlite", path: join(dataDir, "labeldesk.db") }
        : { kind: "postgres", url: database.url, schema: "labeldesk" },
      "app",
    );
    const workspace = await startWorkspace({
      ...rest,
      ...(isCopied && { isSeeded: false }),
      dataDir,
      slack: { ...PATIENT_SLACK, eventRetryMs: [], ...rest.slack },
      overrides: { ...rest.overrides, times: { ...QUICK_PAUSES, ...rest.overrides?.times } },
      tasksOptions: { openThread: openBuiltThread },
      env: { ...(database !== undefined && { DATABASE_URL: database.url }), ...rest.env },
      async finishEnv({ slack, tasks }) {
        proxied.fetch = tasks.fetch;
        if (side !== "clarifai") return {};
        await addCollaborators(tasks, slack.workspace.people);
        return {
          CLARIFAI_API_URL: faults.baseUrl,
          CLARIFAI_PAT: tasks.key,
          CLARIFAI_USER_ID: tasks.userId,
          CLARIFAI_APP_ID: tasks.appId,
        };
      },
    });
    closers.push(() => workspace.stop());
    return {
      ...workspace,
      get appUrl() {
        return workspace.appUrl;
      },
      get labelLinks() {
        return workspace.labelLinks;
      },
      faults,
      dataDir,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Samples carry the time at which they were added, by the clock of their workspace. */
const takesSamplesAsTheyAre = ({ isSeeded = true, overrides, tasksNow }: TestWorkspaceOptions): boolean =>
  isSeeded && overrides?.now === undefined && tasksNow === undefined;

/** Accounts on the other side with the people's e-mail addresses; the account's id is the person's handle. */
export async function addCollaborators(
  tasks: RunningWorkspace["tasks"],
  people: readonly { handle: string; email: string; realName: string }[],
): Promise<void> {
  const collaborators = people.map(({ handle, email, realName }) => {
    const [firstName, ...lastName] = realName.split(" ");
    const name = { first_name: firstName ?? "", last_name: lastName.join(" ") };
    return { user: { id: handle, ...name, user_detail: { primary_email: email } } };
  });
  const response = await tasks.fetch(
    new Request(`${tasks.baseUrl}/v2/users/${tasks.userId}/apps/${tasks.appId}/collaborators`, {
      method: "POST",
      headers: { authorization: `Key ${tasks.key}`, "content-type": "application/json" },
      body: JSON.stringify({ collaborators }),
    }),
  );
  if (!response.ok) throw new Error(`Collaborators were refused: ${await response.text()}`);
}
