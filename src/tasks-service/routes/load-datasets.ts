import { type ApiError, notFound } from "../protocol/api-error.ts";
import type { JsonObject } from "../protocol/json.ts";
import type { App } from "../tables/call.ts";
import { findDatasets } from "../tables/datasets.ts";
import type { DatasetRow } from "../tables/schema.ts";
import type { Reader } from "../tables/store.ts";

export const datasetMissing = (id: string): ApiError => notFound(`No dataset has the id "${id}".`);

/** The dataset that a path names. */
export async function getDataset(db: Reader, app: App, message: JsonObject): Promise<DatasetRow> {
  const id = String(message["dataset_id"]);
  const dataset = (await findDatasets(db, app.key, [id])).get(id);
  if (dataset === undefined) throw datasetMissing(id);
  return dataset;
}
