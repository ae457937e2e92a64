import { invalidRequest } from "../protocol/api-error.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import type { TaskPlan } from "../rules/plan/task-plan.ts";
import { compileQuery } from "../rules/searches/search-query.ts";
import type { Step } from "../tables/adaptation-steps.ts";
import { findDatasets, lastPlace } from "../tables/datasets.ts";
import type { TaskRow } from "../tables/schema.ts";
import { parseBody, takeKeys, type Writer } from "../tables/store.ts";
import { countSource } from "../tables/task-sources.ts";

export type FixedSource = {
  readonly source: Pick<TaskRow, "source_type" | "source_id" | "source_dataset" | "source_limit" | "source_count">;
  /** What it takes to find the inputs of a saved search. */
  readonly steps: readonly Step[];
};

/**
 * Fixes what a task works on at this moment: inputs that come later do not belong to it. What a saved search finds among the inputs that
 * there are is kept as a dataset without a name, once its step is done.
 */
export async function fixSource(
  trx: Writer,
  app: number,
  source: TaskPlan["source"],
  now: string,
): Promise<FixedSource> {
  const named = { source_type: source.type, source_id: source.type === "ALL_INPUTS" ? "" : source.id };
  if (source.type === "SAVED_SEARCH") {
    const query = await loadQuery(trx, app, source.id);
    const source_dataset = await createSnapshot(trx, app, now);
    const step: Step = { kind: "find", query, after: 0, upTo: await lastInput(trx, app) };
    return { source: { ...named, source_dataset, source_limit: 0, source_count: 0 }, steps: [step] };
  }
  const place = await placeOf(trx, app, source);
  return { source: { ...named, ...place, source_count: await countSource(trx, { app, ...place }) }, steps: [] };
}

async function placeOf(
  trx: Writer,
  app: number,
  source: TaskPlan["source"],
): Promise<Pick<TaskRow, "source_dataset" | "source_limit">> {
  if (source.type !== "DATASET") return { source_dataset: null, source_limit: await lastInput(trx, app) };
  const dataset = (await findDatasets(trx, app, [source.id])).get(source.id);
  if (dataset === undefined) throw invalidRequest(`"input_source": no dataset has the id "${source.id}".`);
  return { source_dataset: dataset.key, source_limit: await lastPlace(trx, dataset.key) };
}

async function lastInput(trx: Writer, app: number): Promise<number> {
  const last = await trx
    .selectFrom("inputs")
    .select("key")
    .where("app", "=", app)
    .orderBy("key", "desc")
    .limit(1)
    .executeTakeFirst();
  return last?.key ?? 0;
}

async function loadQuery(trx: Writer, app: number, id: string): Promise<JsonObject> {
  const row = await trx
    .selectFrom("searches")
    .select("body")
    .where("app", "=", app)
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) throw invalidRequest(`"input_source": no saved search has the id "${id}".`);
  const { query } = parseBody(row.body);
  const read = isObject(query) ? query : {};
  const compiled = compileQuery(read);
  if ("problem" in compiled) throw invalidRequest(compiled.problem);
  return read;
}

async function createSnapshot(trx: Writer, app: number, now: string): Promise<number> {
  const key = await takeKeys(trx, "dataset", 1);
  await trx
    .insertInto("datasets")
    .values({ key, app, id: null, body: "{}", created_at: now, modified_at: now })
    .execute();
  return key;
}
