import { ApiError } from "../protocol/api-error.ts";
import { Status } from "../protocol/status.ts";
import { findInputs } from "../tables/inputs.ts";
import type { InputRow } from "../tables/schema.ts";
import type { Reader } from "../tables/store.ts";
import { chunksOf } from "../tables/store.ts";

export const inputMissing = (id: string): ApiError =>
  new ApiError(Status.INPUT_DOES_NOT_EXIST, 404, "Input does not exist", `No input has the id "${id}".`);

/** Inputs by id, in the order of the ids; throws when one is missing. */
export async function requireInputs(db: Reader, app: number, ids: readonly string[]): Promise<InputRow[]> {
  const found = await findInputs(db, app, { ids, limit: ids.length, offset: 0 });
  const byId = new Map(found.map((row) => [row.id, row]));
  return ids.map((id) => {
    const row = byId.get(id);
    if (row === undefined) throw inputMissing(id);
    return row;
  });
}

/** The keys of inputs by id, in the order of the ids, without reading what the inputs hold; throws when one is missing. */
export async function requireInputKeys(db: Reader, app: number, ids: readonly string[]): Promise<number[]> {
  const keys = new Map<string, number>();
  for (const chunk of chunksOf(ids)) {
    const rows = await db
      .selectFrom("inputs")
      .select(["id", "key"])
      .where("app", "=", app)
      .where("id", "in", chunk)
      .execute();
    for (const { id, key } of rows) keys.set(id, key);
  }
  return ids.map((id) => {
    const key = keys.get(id);
    if (key === undefined) throw inputMissing(id);
    return key;
  });
}
