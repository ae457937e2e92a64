import { type Json, toObject, toObjects } from "../../../sandbox/slack/json.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";

/** What the service gives a person at once. */
const AT_ONCE = 10;
const TRIANGLE = [
  { row: 0.2, col: 0.2 },
  { row: 0.2, col: 0.8 },
  { row: 0.8, col: 0.5 },
];

/** Draws a polygon into as many of a person's inputs and submits them, as they do in a labeling tool: with a key of theirs. */
export async function labelInputs(
  workspace: TestWorkspace,
  person: string,
  taskId: string,
  inputs: number,
): Promise<void> {
  const call = await callAs(workspace, person);
  for (let done = 0; done < inputs; done += AT_ONCE) {
    const given = await call("PUT", `tasks/${taskId}/assignments`, { action: "LABEL_START" });
    const assignments = toObjects(given["task_assignments"]);
    const annotations = assignments.map((assignment) => ({
      input_id: toObject(assignment["input"])["id"],
      task_id: taskId,
      data: {
        regions: [{ region_info: { polygon: { points: TRIANGLE } }, data: { concepts: [{ id: "3", value: 1 }] } }],
      },
    }));
    await call("POST", "annotations", { annotations });
    await call("PUT", `tasks/${taskId}/assignments`, {
      action: "LABEL_SUBMIT",
      label_submit_config: { task_assignments: assignments.map(({ id }) => ({ id })) },
    });
  }
}

/** Approves as many of a worker's inputs as a reviewer does. */
export async function approveInputs(
  workspace: TestWorkspace,
  reviewer: string,
  worker: string,
  taskId: string,
  inputs: number,
): Promise<void> {
  const call = await callAs(workspace, reviewer);
  for (let done = 0; done < inputs; done += AT_ONCE) {
    const given = await call("PUT", `tasks/${taskId}/assignments`, {
      action: "REVIEW_START",
      review_start_config: { workers: [{ user: { id: worker } }] },
    });
    await call("PUT", `tasks/${taskId}/assignments`, {
      action: "REVIEW_APPROVE",
      review_approve_config: { task_assignments: toObjects(given["task_assignments"]).map(({ id }) => ({ id })) },
    });
  }
}

async function callAs({ tasks, tasksService }: TestWorkspace, person: string) {
  const { key } = await tasksService.ensureOwner(person);
  return async (method: "PUT" | "POST", path: string, body: object): Promise<Json> => {
    const response = await tasks.fetch(
      new Request(`${tasks.baseUrl}/v2/users/${tasks.userId}/apps/${tasks.appId}/${path}`, {
        method,
        headers: { authorization: `Key ${key}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    );
    const answer = toObject(await response.json());
    if (!response.ok) throw new Error(`${method} ${path} was refused: ${JSON.stringify(answer["status"])}`);
    return answer;
  };
}
