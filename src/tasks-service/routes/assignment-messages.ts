import { countFitting } from "../http/page.ts";
import { type AssignmentKey, assignmentId } from "../labeling/assignment-id.ts";
import type { JsonObject } from "../protocol/json.ts";
import { statusOf } from "../protocol/status.ts";
import { withoutBytes } from "../rules/labels/input-data.ts";
import { inputMessages } from "../tables/inputs.ts";
import type { InputRow } from "../tables/schema.ts";
import { chunksOf, parseBody, type Reader } from "../tables/store.ts";
import { bytesOf } from "../tables/weights.ts";

/** Inputs of one task whose rows are read in one statement: two keys each. */
const CHUNK = 500;

/** What the inputs of an answer hold together where their files are left out: ten of the longest texts, most of them. */
export const MAX_BYTES_WITHOUT_FILES = 12 * 1024 * 1024;

/** What assignments show of their inputs. */
export type Shown = "whole" | "without_bytes" | "id";

/** TaskAssignment messages with their inputs, in the order of the keys; those that do not exist (any more) are left out. */
export async function assignmentMessages(
  db: Reader,
  keys: readonly AssignmentKey[],
  shown: Shown,
): Promise<JsonObject[]> {
  const rows = await readRows(db, keys);
  const found = keys.flatMap((key) => rows.get(assignmentId(key)) ?? []);
  const contents = await readContents(
    db,
    found.map(({ input }) => input),
    shown,
  );
  return found.flatMap((row): JsonObject[] => {
    const input = contents.get(row.input);
    if (input === undefined) return [];
    const { status, created_at, modified_at } = row;
    const worker = { user: { id: row.user_id } };
    return [{ id: assignmentId(row), worker, input, status: statusOf(status), created_at, modified_at }];
  });
}

async function readRows(db: Reader, keys: readonly AssignmentKey[]) {
  const read = (task: number, inputs: readonly number[]) =>
    db
      .selectFrom("assignments")
      .innerJoin("users", "users.key", "assignments.worker")
      .selectAll("assignments")
      .select("users.id as user_id")
      .where("assignments.task", "=", task)
      .where("assignments.input", "in", inputs)
      .execute();
  const rows = new Map<string, Awaited<ReturnType<typeof read>>[number]>();
  for (const chunk of chunksOf(keys, CHUNK)) {
    const [first] = chunk;
    if (first === undefined) continue;
    const found = await read(first.task, [...new Set(chunk.map(({ input }) => input))]);
    for (const row of found) rows.set(assignmentId(row), row);
  }
  return rows;
}

/**
 * Input messages by key; an input stands in the answer as often as it is named. Of what is more than an answer may hold there is the id
 * alone: GetInput gives the rest.
 */
async function readContents(db: Reader, inputs: readonly number[], shown: Shown): Promise<Map<number, JsonObject>> {
  const times = new Map<number, number>();
  for (const input of inputs) times.set(input, (times.get(input) ?? 0) + 1);
  const named: Weighed[] = [];
  for (const chunk of chunksOf([...times.keys()])) {
    const rows = await db
      .selectFrom("inputs")
      .select(["key", "id", bytesOf("body")])
      .where("key", "in", chunk)
      .orderBy("key")
      .execute();
    named.push(...rows.map((row) => ({ ...row, times: times.get(row.key) ?? 1 })));
  }
  const contents = new Map(named.map(({ key, id }): [number, JsonObject] => [key, { id }]));
  if (shown === "id") return contents;
  const rows = shown === "whole" ? await readWhole(db, named) : await readWithoutBytes(db, named);
  const messages = await inputMessages(db, rows);
  for (const [index, { key }] of rows.entries()) contents.set(key, messages[index] ?? {});
  return contents;
}

type Weighed = { readonly key: number; readonly id: string; readonly bytes: number; readonly times: number };

async function readWhole(db: Reader, named: readonly Weighed[]): Promise<InputRow[]> {
  const fitting = countFitting(named.map(({ bytes, times }) => ({ bytes: bytes * times })));
  const rows: InputRow[] = [];
  for (const chunk of chunksOf(named.slice(0, fitting).map(({ key }) => key)))
    rows.push(...(await db.selectFrom("inputs").selectAll().where("key", "in", chunk).orderBy("key").execute()));
  return rows;
}

/** One file in memory at a time. */
async function readWithoutBytes(db: Reader, named: readonly Weighed[]): Promise<InputRow[]> {
  const rows: InputRow[] = [];
  let total = 0;
  for (const { key, times } of named) {
    const row = await db.selectFrom("inputs").selectAll().where("key", "=", key).executeTakeFirst();
    if (row === undefined) continue;
    const body = JSON.stringify(withoutBytes(parseBody(row.body)));
    total += Buffer.byteLength(body) * times;
    if (total > MAX_BYTES_WITHOUT_FILES) break;
    rows.push({ ...row, body });
  }
  return rows;
}
