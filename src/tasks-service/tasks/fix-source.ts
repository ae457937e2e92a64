import { invalidRequest } from "../api-error.ts";
import { isObject } from "../protocol/json.ts";
import { compileQuery, type Predicate } from "../rules/search-query.ts";
import type { TaskRow } from "../schema.ts";
import { takeKeys, type Writer } from "../store.ts";
import { addToDataset, findDatasets, lastPlace } from "../tables/datasets.ts";
import { parseBody } from "../tables/parse-body.ts";
import { readSearchFacts } from "../tables/search-facts.ts";
import { countSource } from "../tables/task-sources.ts";
import type { TaskPlan } from "./task-plan.ts";

export type FixedSource = Pick<
  TaskRow,
  "source_type" | "source_id" | "source_dataset" | "source_limit" | "source_count"
>;

/** Fixes what a task works on at this moment: inputs that come later do not belong to it. A saved search is run now, and what it finds is kept. */
export async function fixSource(
  trx: Writer,
  app: number,
  source: TaskPlan["source"],
  now: string,
): Promise<FixedSource> {
  const named = { source_type: source.type, source_id: source.type === "ALL_INPUTS" ? "" : source.id };
  const place = await placeOf(trx, app, source, now);
  return { ...named, ...place, source_count: await countSource(trx, { app, ...place }) };
}

async function placeOf(
  trx: Writer,
  app: number,
  source: TaskPlan["source"],
  now: string,
): Promise<Pick<TaskRow, "source_dataset" | "source_limit">> {
  if (source.type === "DATASET") {
    const dataset = (await findDatasets(trx, app, [source.id])).get(source.id);
    if (dataset === undefined) throw invalidRequest(`"input_source": no dataset has the id "${source.id}".`);
    return { source_dataset: dataset.key, source_limit: await lastPlace(trx, dataset.key) };
  }
  if (source.type === "SAVED_SEARCH") {
    const dataset = await keepFindings(trx, app, await loadSearch(trx, app, source.id), now);
    return { source_dataset: dataset, source_limit: await lastPlace(trx, dataset) };
  }
  const last = await trx
    .selectFrom("inputs")
    .select("key")
    .where("app", "=", app)
    .orderBy("key", "desc")
    .limit(1)
    .executeTakeFirst();
  return { source_dataset: null, source_limit: last?.key ?? 0 };
}

async function loadSearch(trx: Writer, app: number, id: string): Promise<Predicate> {
  const row = await trx
    .selectFrom("searches")
    .select("body")
    .where("app", "=", app)
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) throw invalidRequest(`"input_source": no saved search has the id "${id}".`);
  const { query } = parseBody(row.body);
  const compiled = compileQuery(isObject(query) ? query : {});
  if ("problem" in compiled) throw invalidRequest(compiled.problem);
  return compiled.matches;
}

/** Runs a search over the whole app, batch by batch, and keeps what it finds as a dataset without a name. */
async function keepFindings(trx: Writer, app: number, matches: Predicate, now: string): Promise<number> {
  const dataset = await takeKeys(trx, "dataset", 1);
  await trx
    .insertInto("datasets")
    .values({ key: dataset, app, id: null, body: "{}", created_at: now, modified_at: now })
    .execute();
  for await (const batch of readSearchFacts(trx, app)) {
    const found = batch.filter(({ facts }) => matches(facts)).map(({ key }) => key);
    await addToDataset(trx, dataset, found, now);
  }
  return dataset;
}
