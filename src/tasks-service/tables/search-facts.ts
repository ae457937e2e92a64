import type { JsonObject } from "../protocol/json.ts";
import { readStatements } from "../rules/read-marks.ts";
import type { InputFacts } from "../rules/search-query.ts";
import { Status } from "../status.ts";
import type { Reader } from "../store.ts";
import { parseBody } from "./parse-body.ts";

/** What searches can know of the next inputs of an app, after one and up to another, in order. */
export async function readSearchFacts(
  db: Reader,
  app: number,
  { after, upTo, limit }: { after: number; upTo: number; limit: number },
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
  const keys = rows.map(({ key }) => key);
  if (keys.length === 0) return [];
  const datasets = await datasetsOf(db, keys);
  const labels = await labelsOf(db, keys);
  return rows.map(({ key, id, body }) => {
    const data = parseBody(body);
    const sides = { positive: new Set<string>(), negative: new Set<string>() };
    for (const label of [data, ...(labels.get(key) ?? [])]) addConcepts(label, sides);
    return { key, facts: { id, data, datasetIds: datasets.get(key) ?? [], ...sides } };
  });
}

/** Concepts of the whole input, of its regions and of its frames, by id and by name. */
function addConcepts(data: JsonObject, sides: { positive: Set<string>; negative: Set<string> }): void {
  for (const { concepts } of readStatements(data)) {
    for (const { id, name, value } of concepts) {
      const side = value >= 0.5 ? sides.positive : sides.negative;
      for (const each of [id, name]) if (each !== "") side.add(each);
    }
  }
}

/** Labels that are approved: what labelers still disagree on, and what is of a deleted task, finds nothing. */
async function labelsOf(db: Reader, inputs: readonly number[]): Promise<Map<number, JsonObject[]>> {
  const rows = await db
    .selectFrom("annotations")
    .leftJoin("tasks", "tasks.key", "annotations.task")
    .select(["annotations.input", "annotations.body"])
    .where("annotations.input", "in", inputs)
    .where("annotations.status", "=", Status.ANNOTATION_SUCCESS)
    .where(({ eb, or }) => or([eb("annotations.task", "is", null), eb("tasks.key", "is not", null)]))
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
