import type { JsonObject } from "../protocol/json.ts";
import { Status } from "../protocol/status.ts";
import { conceptsOf, type InputFacts } from "../rules/searches/search-facts.ts";
import type { InputRow } from "./schema.ts";
import type { Reader } from "./store.ts";
import { parseBody } from "./store.ts";
import { isVisibleTo, type Viewer } from "./visible-annotations.ts";

/**
 * What searches can know of the next inputs of an app, after one and up to another, in order. For a viewer, they know of labels what the
 * viewer may see.
 */
export async function readSearchFacts(
  db: Reader,
  app: number,
  { after, upTo, limit, viewer }: { after: number; upTo: number; limit: number; viewer?: Viewer },
): Promise<{ key: number; facts: InputFacts }[]> {
  const rows = await db
    .selectFrom("inputs")
    .select(["key", "id", "body"])
    .where("app", "=", app)
    .where("key", ">", after)
    .where("key", "<=", upTo)
    .orderBy("key")
    .limit(limit)
    .execute();
  return factsOf(db, rows, viewer);
}

/** What searches can know of these inputs, in their order; without labels, their own concepts are all that they have. */
export async function factsOf(
  db: Reader,
  rows: readonly Pick<InputRow, "key" | "id" | "body">[],
  viewer?: Viewer | "without labels",
): Promise<{ key: number; facts: InputFacts }[]> {
  const keys = rows.map(({ key }) => key);
  if (keys.length === 0) return [];
  const datasets = await datasetsOf(db, keys);
  const labels = viewer === "without labels" ? new Map<number, JsonObject[]>() : await labelsOf(db, keys, viewer);
  return rows.map(({ key, id, body }) => {
    const data = parseBody(body);
    const sides = conceptsOf([data, ...(labels.get(key) ?? [])]);
    return { key, facts: { id, data, datasetIds: datasets.get(key) ?? [], ...sides } };
  });
}

/** Labels that are approved: what labelers still disagree on, and what is of a deleted task, finds nothing. */
async function labelsOf(
  db: Reader,
  inputs: readonly number[],
  viewer: Viewer | undefined,
): Promise<Map<number, JsonObject[]>> {
  const rows = await db
    .selectFrom("annotations")
    .leftJoin("tasks", "tasks.key", "annotations.task")
    .select(["annotations.input", "annotations.body"])
    .where("annotations.input", "in", inputs)
    .where("annotations.status", "=", Status.ANNOTATION_SUCCESS)
    .where(({ eb, or }) => or([eb("annotations.task", "is", null), eb("tasks.key", "is not", null)]))
    .$if(viewer !== undefined && viewer.caller.key !== viewer.app.owner, (query) =>
      query.where(isVisibleTo(viewer?.caller.key ?? 0)),
    )
    .execute();
  const byInput = new Map<number, JsonObject[]>();
  for (const { input, body } of rows) byInput.set(input, [...(byInput.get(input) ?? []), parseBody(body)]);
  return byInput;
}

async function datasetsOf(db: Reader, inputs: readonly number[]): Promise<Map<number, string[]>> {
  const rows = await db
    .selectFrom("dataset_inputs")
    .innerJoin("datasets", "datasets.key", "dataset_inputs.dataset")
    .select(["dataset_inputs.input", "datasets.id"])
    .where("dataset_inputs.input", "in", inputs)
    .where("datasets.id", "is not", null)
    .execute();
  const byInput = new Map<number, string[]>();
  for (const { input, id } of rows) if (id !== null) byInput.set(input, [...(byInput.get(input) ?? []), id]);
  return byInput;
}
