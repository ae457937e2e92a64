import { sql } from "kysely";
import type { JsonObject } from "../protocol/json.ts";
import { Status, statusOf } from "../protocol/status.ts";
import type { ImageInfo } from "../rules/labels/image-info.ts";
import { deleteLabelsOf } from "./annotations.ts";
import { findImageInfos, keepImageInfos, withImageInfo } from "./image-infos.ts";
import type { InputRow } from "./schema.ts";
import { chunksOf, parseBody, type Reader, rowsOfJson, takeKeys, type Writer } from "./store.ts";
import { shrinkSources } from "./task-sources.ts";

export type NewInput = {
  readonly id: string;
  readonly body: JsonObject;
  readonly datasetIds: readonly string[];
  /** Of an image, where it is known. */
  readonly imageInfo?: ImageInfo;
  /** Why it cannot be taken. */
  readonly problem?: string;
};

export type InputOutcome = {
  readonly id: string;
  readonly input: NewInput;
  /** Present when it was taken. */
  readonly key?: number;
  readonly status: { code: number; description: string; details?: string };
};

/** Adds what can be added; an id that is taken already is skipped or gets a suffix. The outcomes are in the order of the inputs. */
export async function addInputs(
  trx: Writer,
  app: number,
  inputs: readonly NewInput[],
  { createdAt, onConflict }: { createdAt: string; onConflict: "skip" | "suffix" },
): Promise<InputOutcome[]> {
  const taken = new Set(
    await takenIds(trx, app, onConflict === "suffix" ? inputs.flatMap(candidateIds) : inputs.map(({ id }) => id)),
  );
  const seen = new Set<string>();
  const first = await takeKeys(trx, "input", inputs.length);
  const rows: InsertedRow[] = [];
  const outcomes = inputs.map((input, index): InputOutcome => {
    const fail = (code: number, details: string): InputOutcome => ({
      id: input.id,
      input,
      status: statusOf(code, details),
    });
    if (input.problem !== undefined) return fail(Status.INPUT_INVALID_ARGUMENT, input.problem);
    if (seen.has(input.id)) return fail(Status.INPUT_DUPLICATE, `The request names the id "${input.id}" twice.`);
    seen.add(input.id);
    const id = onConflict === "suffix" ? candidateIds(input).find((candidate) => !taken.has(candidate)) : input.id;
    if (id === undefined || taken.has(id))
      return fail(Status.INPUT_DUPLICATE, `An input has the id "${input.id}" already.`);
    taken.add(id);
    const key = first + index;
    rows.push([key, id, JSON.stringify(input.body)]);
    return { id, input, key, status: statusOf(Status.INPUT_SUCCESS) };
  });
  await insertInputs(trx, app, rows, createdAt);
  await keepImageInfos(
    trx,
    outcomes.flatMap(({ key, input: { imageInfo } }) => (key && imageInfo ? [{ input: key, info: imageInfo }] : [])),
  );
  return outcomes;
}

type InsertedRow = readonly [key: number, id: string, body: string];

/** Of a body, in characters: a file in JSON would be copied several times to be read out of it, a picture of 20 MiB with 200 MB. */
const LONG_BODY = 10_000;

async function insertInputs(trx: Writer, app: number, rows: readonly InsertedRow[], createdAt: string): Promise<void> {
  const isLong = ([, , body]: InsertedRow): boolean => body.length > LONG_BODY;
  const times = { created_at: createdAt, modified_at: createdAt };
  for (const [key, id, body] of rows.filter(isLong)) {
    await trx
      .insertInto("inputs")
      .values({ key, app, id, body, ...times })
      .execute();
  }
  for (const chunk of chunksOf(rows.filter((row) => !isLong(row)))) {
    await sql`insert into inputs (key, app, id, body, created_at, modified_at)
      select cast(value ->> 0 as integer), cast(${app} as integer), value ->> 1, value ->> 2, ${createdAt}, ${createdAt}
      from ${rowsOfJson(trx, chunk)} as inputs`.execute(trx);
  }
}

/** The vendor tries the suffixes -1 to -9 and then a random one; nine are enough here. */
function candidateIds({ id }: NewInput): string[] {
  return [id, ...Array.from({ length: 9 }, (_, index) => `${id}-${index + 1}`)];
}

async function takenIds(db: Reader, app: number, ids: readonly string[]): Promise<string[]> {
  const taken: string[] = [];
  for (const chunk of chunksOf(ids)) {
    const named = rowsOfJson(
      db,
      chunk.map((id) => [id]),
    );
    const { rows } = await sql<{ id: string }>`select id from inputs
      where app = ${app} and id in (select value ->> 0 from ${named} as named)`.execute(db);
    for (const { id } of rows) taken.push(id);
  }
  return taken;
}

/** Inputs of an app in the order of their making; of those named, if any are. */
export async function findInputs(
  db: Reader,
  app: number,
  { ids, limit, offset }: { ids?: readonly string[]; limit: number; offset: number },
): Promise<InputRow[]> {
  const found: InputRow[] = [];
  for (const chunk of ids === undefined ? [undefined] : chunksOf([...new Set(ids)])) {
    const rows = await db
      .selectFrom("inputs")
      .selectAll()
      .where("app", "=", app)
      // Those that are named are put in order below: with an order here SQLite walks all inputs of the app instead of looking up the ids.
      .$if(chunk !== undefined, (query) => query.where("id", "in", chunk ?? []))
      .$if(chunk === undefined, (query) => query.orderBy("key").limit(limit).offset(offset))
      .execute();
    for (const row of rows) found.push(row);
  }
  return ids === undefined ? found : found.sort((a, b) => a.key - b.key).slice(offset, offset + limit);
}

/** Input messages, with the datasets that hold them and, of images, their sizes. */
export async function inputMessages(db: Reader, rows: readonly InputRow[]): Promise<JsonObject[]> {
  const infos = await findImageInfos(
    db,
    rows.map(({ key }) => key),
  );
  const datasets = new Map<number, string[]>();
  for (const chunk of chunksOf(rows)) {
    const members = await db
      .selectFrom("dataset_inputs")
      .innerJoin("datasets", "datasets.key", "dataset_inputs.dataset")
      .select(["dataset_inputs.input", "datasets.id"])
      .where(
        "dataset_inputs.input",
        "in",
        chunk.map(({ key }) => key),
      )
      .where("datasets.id", "is not", null)
      .orderBy("datasets.key")
      .execute();
    for (const { input, id } of members) {
      if (id === null) continue;
      const ids = datasets.get(input) ?? [];
      ids.push(id);
      datasets.set(input, ids);
    }
  }
  return rows.map((row) => {
    const ids = datasets.get(row.key);
    return {
      id: row.id,
      data: withImageInfo(parseBody(row.body), infos.get(row.key)),
      created_at: row.created_at,
      modified_at: row.modified_at,
      status: statusOf(Status.INPUT_SUCCESS),
      ...(ids !== undefined && { dataset_ids: ids }),
    };
  });
}

/** What inputs there are, with the sizes of images: messages for which the bodies (files, texts) are not read. */
export async function minimalMessages(
  db: Reader,
  rows: readonly Pick<InputRow, "key" | "id">[],
): Promise<JsonObject[]> {
  const infos = await findImageInfos(
    db,
    rows.map(({ key }) => key),
  );
  return rows.map(({ key, id }) => {
    const info = infos.get(key);
    return { id, ...(info && { data: { image: { image_info: info } } }) };
  });
}

/** Deletes inputs with all that hangs on them: they leave datasets and tasks. */
export async function deleteInputs(trx: Writer, app: number, keys: readonly number[]): Promise<void> {
  for (const chunk of chunksOf(keys)) {
    await shrinkSources(trx, app, { inputs: chunk });
    await deleteLabelsOf(trx, null, chunk);
    await trx.deleteFrom("dataset_inputs").where("input", "in", chunk).execute();
    await trx.deleteFrom("image_infos").where("input", "in", chunk).execute();
    await trx.deleteFrom("inputs").where("app", "=", app).where("key", "in", chunk).execute();
  }
}
