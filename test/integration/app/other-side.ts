import { type Json, toObject, toObjects } from "../../../sandbox/slack/json.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";

/** Calls the Tasks API past the app, as somebody does who works on the other side. Rejects when it refuses. */
async function callOtherSide({ tasks }: TestWorkspace, method: string, path: string, body?: object): Promise<Json> {
  const url = `${tasks.baseUrl}/v2/users/${tasks.userId}/apps/${tasks.appId}/${path}`;
  const headers = { authorization: `Key ${tasks.key}`, "content-type": "application/json" };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await tasks.fetch(new Request(url, { method, headers, ...sent }));
  const answer = toObject(await response.json());
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer["status"])}`);
  return answer;
}

/** Somebody who is a collaborator and not in Slack. */
export async function addOutsider(workspace: TestWorkspace, id: string): Promise<void> {
  await callOtherSide(workspace, "POST", "collaborators", { collaborators: [{ user: { id } }] });
}

/** A task made on the other side; gives its id. */
export async function createElsewhere(workspace: TestWorkspace, task: Json): Promise<string> {
  const defaults = { type: "CONCEPTS_CLASSIFICATION", input_source: { type: "ALL_INPUTS" } };
  const answer = await callOtherSide(workspace, "POST", "tasks", { tasks: [{ ...defaults, ...task }] });
  return String(toObjects(answer["tasks"])[0]?.["id"]);
}

export async function readElsewhere(workspace: TestWorkspace, id: string): Promise<Json> {
  return toObject((await callOtherSide(workspace, "GET", `tasks/${id}?additional_fields=all`))["task"]);
}

/** Changes a task on the other side, keeping what `change` does not name. */
export async function changeElsewhere(workspace: TestWorkspace, id: string, change: Json): Promise<void> {
  const { metrics: _metrics, ...task } = await readElsewhere(workspace, id);
  await callOtherSide(workspace, "PATCH", "tasks", { action: "overwrite", tasks: [{ ...task, ...change }] });
}

export async function deleteElsewhere(workspace: TestWorkspace, ids: readonly string[]): Promise<void> {
  await callOtherSide(workspace, "DELETE", "tasks", { ids });
}
