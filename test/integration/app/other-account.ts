import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { createTasksClient } from "../../../sandbox/workspace/create-tasks-client.ts";
import { type FaultyTasksApi, startFaultyTasksApi } from "../../support/faulty-tasks-api.ts";
import { postTasks } from "../../support/post-tasks.ts";
import type { TestWorkspace, TestWorkspaceOptions } from "../../support/start-workspace.ts";
import { ENCRYPTION_KEY } from "./own-hands.ts";
import type { Start } from "./workspaces.ts";

/** What `/task connect` asks for. */
export type Entered = { readonly token: string; readonly user: string; readonly app: string };

export type WithOtherAccount = {
  readonly workspace: TestWorkspace;
  /** Between the app and the account. */
  readonly clarifai: FaultyTasksApi;
  /** Of acme, who is nobody in Slack: an app “photos” with one text and one task, “Theirs”. */
  readonly acme: Entered;
};

/** Starts a workspace on the local service, and an account with which it can be connected. `clarifai` is to be closed after it. */
export async function startWithOtherAccount(
  start: Start,
  { env, ...options }: TestWorkspaceOptions = {},
): Promise<WithOtherAccount> {
  const serving: { workspace?: TestWorkspace } = {};
  const clarifai = await startFaultyTasksApi({
    fetch: (request) => serving.workspace?.tasksService.fetch(request) ?? Promise.reject(new Error("not started")),
  });
  const workspace = await start({ ...options, env: { CLARIFAI_API_URL: clarifai.baseUrl, ENCRYPTION_KEY, ...env } });
  serving.workspace = workspace;
  const { tasksService } = workspace;
  const { key } = await tasksService.ensureOwner("acme");
  await tasksService.ensureApp("acme", "photos");
  const target = { ...workspace.tasks, key, userId: "acme", appId: "photos" };
  const api = createTasksClient(target);
  await api.post("concepts", { json: { concepts: [{ id: "cup", name: "cup" }] } });
  await api.post("inputs", { json: { inputs: [{ id: "one", data: { text: { raw: "A cup" } } }] } });
  await postTasks({ tasks: target }, [{ name: "Theirs", concepts: [{ concept: { id: "cup" } }] }]);
  return { workspace, clarifai, acme: { token: key, user: "acme", app: "photos" } };
}

/** Fills the window of `/task connect`, which is open, and sends it. */
export async function connect(lead: SlackPerson, entered: Entered): Promise<void> {
  await lead.fill("Personal access token", entered.token);
  await lead.fill("User", entered.user);
  await lead.fill("App", entered.app);
  await lead.submit();
}
