import { type Json, toObject, toObjects } from "../../sandbox/slack/json.ts";
import { callTasksApi } from "./post-tasks.ts";
import type { TestWorkspace } from "./start-workspace.ts";

type Work = {
  readonly type?: "CONCEPTS_CLASSIFICATION" | "BOUNDING_BOX_DETECTION" | "POLYGON_DETECTION";
  readonly name?: string;
  readonly instructions?: string;
  readonly concepts?: readonly string[];
  /** Handles of people of the workspace. */
  readonly workers: readonly string[];
  /** The inputs of the task by id, with their data. */
  readonly inputs: Readonly<Record<string, Json>>;
  readonly metadata?: Json;
  /** Everything is reviewed by these, or by this rule. */
  readonly reviewers?: readonly string[];
  readonly review?: Json;
};

/** A task on inputs of its own, as a lead who knows the Tasks API makes it; gives its id. */
export async function makeTask(workspace: TestWorkspace, work: Work): Promise<string> {
  const call = (method: "GET" | "POST", path: string, body: object) => callTasksApi(workspace, method, path, body);
  const concepts = work.concepts ?? ["cup", "plate"];
  const dataset = `set-${Object.keys(work.inputs)[0]}`;
  const ids = work.workers.map((handle) => personOf(workspace, handle));
  const reviewers = (work.reviewers ?? []).map((handle) => personOf(workspace, handle));
  const has = toObjects((await callTasksApi(workspace, "GET", "concepts"))["concepts"]).map(({ id }) => id);
  const missing = concepts.filter((id) => !has.includes(id));
  if (missing.length > 0) await call("POST", "concepts", { concepts: missing.map((id) => ({ id, name: id })) });
  await call("POST", "collaborators", { collaborators: [...ids, ...reviewers].map((id) => ({ user: { id } })) });
  await call("POST", "inputs", { inputs: Object.entries(work.inputs).map(([id, data]) => ({ id, data })) });
  await call("POST", "datasets", { datasets: [{ id: dataset }] });
  await call("POST", `datasets/${dataset}/inputs`, {
    dataset_inputs: Object.keys(work.inputs).map((id) => ({ input: { id } })),
  });
  const { tasks } = await call("POST", "tasks", {
    tasks: [
      {
        name: work.name ?? "Cups and plates",
        description: work.instructions ?? "",
        type: work.type ?? "BOUNDING_BOX_DETECTION",
        concepts: concepts.map((id) => ({ concept: { id } })),
        input_source: { type: "DATASET", id: dataset },
        worker: { strategy: "FULL", workers: ids.map((id) => ({ user: { id } })) },
        ...(work.reviewers && {
          review: {
            ...(work.review ?? { strategy: "MANUAL", manual_strategy_info: { sample_percentage: 1 } }),
            users: reviewers.map((id) => ({ id })),
          },
        }),
        ...(work.metadata && { metadata: work.metadata }),
      },
    ],
  });
  return String(toObjects(tasks)[0]?.["id"]);
}

export function personOf({ slack }: TestWorkspace, handle: string): string {
  const person = slack.workspace.people.find((each) => each.handle === handle);
  if (!person) throw new Error(`Nobody is called ${handle}.`);
  return person.id;
}

/** What people have said of a task's inputs, as the API holds it. */
export async function labelsOf(workspace: TestWorkspace, taskId: string): Promise<Json[]> {
  const { annotations } = await callTasksApi(workspace, "GET", `annotations?task_id=${taskId}&per_page=1000`);
  return toObjects(annotations).map(toObject);
}

/** An address that opens the page. */
export function linkFor(
  { labelLinks, ...workspace }: TestWorkspace,
  handle: string,
  taskId: string,
  purpose: "label" | "review" = "label",
): string {
  const team = workspace.slack.workspace.team.id;
  const person = workspace.slack.workspace.people.find((each) => each.handle === handle)?.id ?? handle;
  const minted = labelLinks.mint({ team, person, taskId, purpose });
  if ("missing" in minted) throw new Error(minted.missing);
  return minted.url;
}
