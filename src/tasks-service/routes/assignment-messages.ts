import { countFitting } from "../http/page.ts";
import { type AssignmentKey, assignmentId } from "../labeling/assignment-id.ts";
import type { JsonObject } from "../protocol/json.ts";
import { statusOf } from "../protocol/status.ts";
import { inputMessages } from "../tables/inputs.ts";
import type { Reader } from "../tables/store.ts";
import { chunksOf } from "../tables/store.ts";
import { bytesOf } from "../tables/weights.ts";

/** Inputs of one task whose rows are read in one statement: two keys each. */
const CHUNK = 500;

/** TaskAssignment messages with their inputs, in the order of the keys; those that do not exist (any more) are left out. */
export async function assignmentMessages(db: Reader, keys: readonly AssignmentKey[]): Promise<JsonObject[]> {
  const messages = new Map<string, JsonObject>();
  for (const chunk of chunksOf(keys, CHUNK)) {
    const [first] = chunk;
    if (first === undefined) continue;
    const inputs = [...new Set(chunk.map(({ input }) => input))];
    const rows = await db
      .selectFrom("assignments")
      .innerJoin("users", "users.key", "assignments.worker")
      .selectAll("assignments")
      .select("users.id as user_id")
      .where("assignments.task", "=", first.task)
      .where("assignments.input", "in", inputs)
      .execute();
    const contents = await readContents(db, inputs);
    for (const row of rows) {
      const input = contents.get(row.input);
      if (input === undefined) continue;
      const id = assignmentId(row);
      messages.set(id, {
        id,
        worker: { user: { id: row.user_id } },
        input,
        status: statusOf(row.status),
        created_at: row.created_at,
        modified_at: row.modified_at,
      });
    }
  }
  return keys.flatMap((key): JsonObject[] => {
    const message = messages.get(assignmentId(key));
    return message === undefined ? [] : [message];
  });
}

/** Input messages by key. Of what is more than an answer may hold there is the id alone: GetInput gives the rest. */
async function readContents(db: Reader, keys: readonly number[]): Promise<Map<number, JsonObject>> {
  const named = await db
    .selectFrom("inputs")
    .select(["key", "id", bytesOf("body")])
    .where("key", "in", keys)
    .orderBy("key")
    .execute();
  const contents = new Map(named.map(({ key, id }): [number, JsonObject] => [key, { id }]));
  const whole = named.slice(0, countFitting(named)).map(({ key }) => key);
  if (whole.length === 0) return contents;
  const rows = await db.selectFrom("inputs").selectAll().where("key", "in", whole).orderBy("key").execute();
  const messages = await inputMessages(db, rows);
  for (const [index, { key }] of rows.entries()) contents.set(key, messages[index] ?? {});
  return contents;
}
