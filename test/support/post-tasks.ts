import { type Json, toObject, toObjects } from "../../sandbox/slack/json.ts";
import type { TestWorkspace } from "./start-workspace.ts";

/** The tasks service's own limit for one request. */
const TASKS_PER_POST = 128;

/** A request to the Tasks API's app of a workspace past the app, as somebody else makes it. */
export async function callTasksApi(
  { tasks }: Pick<TestWorkspace, "tasks">,
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: object,
): Promise<Json> {
  const response = await tasks.fetch(
    new Request(`${tasks.baseUrl}/v2/users/${tasks.userId}/apps/${tasks.appId}/${path}`, {
      method,
      headers: { authorization: `Key ${tasks.key}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );
  const answer = toObject(await response.json());
  if (!response.ok) throw new Error(`${method} ${path} was refused: ${JSON.stringify(answer["status"])}`);
  return answer;
}

/** Creates tasks on the other side past the app; gives their ids, in order. */
export async function postTasks(workspace: Pick<TestWorkspace, "tasks">, tasks: readonly Json[]): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < tasks.length; from += TASKS_PER_POST) {
    const some = tasks.slice(from, from + TASKS_PER_POST).map((task) => ({
      type: "CONCEPTS_CLASSIFICATION",
      concepts: [{ concept: { id: "cat" } }],
      input_source: { type: "ALL_INPUTS" },
      ...task,
    }));
    const answer = await callTasksApi(workspace, "POST", "tasks", { tasks: some });
    ids.push(...toObjects(answer["tasks"]).map((task) => String(task["id"])));
  }
  return ids;
}
