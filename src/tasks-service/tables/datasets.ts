import type { DatasetRow } from "./schema.ts";
import type { Reader, Writer } from "./store.ts";
import { chunksOf } from "./store.ts";

/** Datasets of an app by id; those that do not exist are left out. */
export async function findDatasets(db: Reader, app: number, ids: readonly string[]): Promise<Map<string, DatasetRow>> {
  const found = new Map<string, DatasetRow>();
  for (const chunk of chunksOf([...new Set(ids)])) {
    const rows = await db.selectFrom("datasets").selectAll().where("app", "=", app).where("id", "in", chunk).execute();
    for (const row of rows) if (row.id !== null) found.set(row.id, row);
  }
  return found;
}

/** Adds inputs to a dataset, at its end and in their order; those that are in it already stay where they are. */
export async function addToDataset(
  trx: Writer,
  dataset: number,
  inputs: readonly number[],
  createdAt: string,
): Promise<void> {
  if (inputs.length === 0) return;
  let place = await lastPlace(trx, dataset);
  for (const chunk of chunksOf([...new Set(inputs)])) {
    const rows = chunk.map((input, index) => ({ dataset, input, place: place + index + 1, created_at: createdAt }));
    await trx
      .insertInto("dataset_inputs")
      .values(rows)
      .onConflict((conflict) => conflict.columns(["input", "dataset"]).doNothing())
      .execute();
    place += chunk.length;
  }
}

/** The place of the input that was added last; 0 in an empty dataset. */
export async function lastPlace(db: Reader, dataset: number): Promise<number> {
  const last = await db
    .selectFrom("dataset_inputs")
    .select("place")
    .where("dataset", "=", dataset)
    .orderBy("place", "desc")
    .limit(1)
    .executeTakeFirst();
  return last?.place ?? 0;
}

/** What a saved search found, and datasets that were deleted, are kept for their tasks alone. */
export async function unusedSnapshots(trx: Writer, app: number): Promise<number[]> {
  const rows = await trx
    .selectFrom("datasets")
    .select("key")
    .where("app", "=", app)
    .where("id", "is", null)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("tasks").select("tasks.key").whereRef("tasks.source_dataset", "=", "datasets.key"))),
    )
    .execute();
  return rows.map(({ key }) => key);
}
