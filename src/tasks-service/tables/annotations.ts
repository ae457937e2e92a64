import { sql } from "kysely";
import type { JsonObject } from "../protocol/json.ts";
import { statusOf } from "../protocol/status.ts";
import { joinMarks, readStatements, toMarks } from "../rules/labels/read-marks.ts";
import { withRegionIds } from "../rules/labels/regions.ts";
import type { Label } from "../rules/shapes/alike.ts";
import type { AnnotationRow } from "./schema.ts";
import type { Reader, Writer } from "./store.ts";
import { chunksOf, parseBody } from "./store.ts";

/** One annotation of a label. */
export type Part = Pick<AnnotationRow, "key" | "person" | "revision"> & {
  readonly bytes: number;
  /** Null where it is longer than what was asked for. */
  readonly body: string | null;
};

/** The largest number that both engines compare a length with. */
const ANY_LENGTH = 2 ** 31 - 1;

/** What all workers said of an input of a task, in the order in which they said it; bodies of more than `most` bytes are not read. */
export function readParts(db: Reader, task: number, input: number, most: number = ANY_LENGTH): Promise<Part[]> {
  return db
    .selectFrom("annotations")
    .select(["key", "person", "revision"])
    .select([
      sql<number>`octet_length(body)`.as("bytes"),
      sql<string | null>`case when octet_length(body) <= ${most} then body end`.as("body"),
    ])
    .where("task", "=", task)
    .where("input", "=", input)
    .orderBy("key")
    .execute();
}

/** What a worker says of an input in all their annotations of it; what was sent twice was said once. */
export const marksOf = (bodies: readonly string[]): Label["marks"] =>
  joinMarks(bodies.map((body) => toMarks(readStatements(parseBody(body)))));

/** Sets the status of all that a worker said of an input of a task; `before` is the status that all of it had. */
export async function markAnnotations(
  trx: Writer,
  where: { task: number; input: number; person: number },
  before: number,
  state: { status: number; is_kept: number; modified_at: string },
): Promise<void> {
  const { numUpdatedRows } = await trx
    .updateTable("annotations")
    .set(state)
    .where("task", "=", where.task)
    .where("input", "=", where.input)
    .where("person", "=", where.person)
    .executeTakeFirst();
  await countAnnotations(trx, { ...where, status: before }, -Number(numUpdatedRows));
  await countAnnotations(trx, { ...where, status: state.status }, Number(numUpdatedRows));
}

/** Adds to the count of a worker's annotations with this status, so that counts are read without counting. */
export async function countAnnotations(
  trx: Writer,
  { task, person, status }: { task: number; person: number; status: number },
  by: number,
): Promise<void> {
  if (by === 0) return;
  await trx
    .insertInto("annotation_counts")
    .values({ task, person, status, total: by })
    .onConflict((conflict) =>
      conflict
        .columns(["task", "person", "status"])
        .doUpdateSet({ total: sql<number>`annotation_counts.total + excluded.total` }),
    )
    .execute();
}

/** Counts of a task's annotations that are not zero, by person (key) and status. */
export async function readAnnotationCounts(db: Reader, task: number): Promise<Map<number, Map<number, number>>> {
  const rows = await db
    .selectFrom("annotation_counts")
    .select(["person", "status", "total"])
    .where("task", "=", task)
    .where("total", ">", 0)
    .execute();
  const counts = new Map<number, Map<number, number>>();
  for (const { person, status, total } of rows) {
    const ofPerson = counts.get(person) ?? new Map<number, number>();
    counts.set(person, ofPerson.set(status, total));
  }
  return counts;
}

/** Deletes an annotation. */
export async function deleteAnnotation(trx: Writer, row: AnnotationRow): Promise<void> {
  await trx.deleteFrom("annotations").where("key", "=", row.key).execute();
  if (row.task !== null) await countAnnotations(trx, { ...row, task: row.task }, -1);
}

export type NamedAnnotation = AnnotationRow & {
  readonly input_id: string;
  readonly user_id: string;
  readonly task_id: string | null;
};

/** Annotations with the ids of what they belong to. Those of a task that is deleted may not be cleared away yet, and are not found. */
export const selectAnnotations = (db: Reader, app: number) =>
  db
    .selectFrom("annotations")
    .innerJoin("inputs", "inputs.key", "annotations.input")
    .innerJoin("users", "users.key", "annotations.person")
    .leftJoin("tasks", "tasks.key", "annotations.task")
    .selectAll("annotations")
    .select(["inputs.id as input_id", "users.id as user_id", "tasks.id as task_id"])
    .where("annotations.app", "=", app)
    .where(({ eb, or }) => or([eb("annotations.task", "is", null), eb("tasks.key", "is not", null)]));

/** The Data message of an annotation. Regions that were kept before regions had ids are named by their place in it. */
export function storedData({ id, body }: Pick<AnnotationRow, "id" | "body">): JsonObject {
  let place = 0;
  return withRegionIds(parseBody(body), () => {
    place += 1;
    return `${id}-${place}`;
  });
}

/** An Annotation message. What labelers agreed on, or a reviewer chose, carries `consensus_info.kept`. */
export function annotationMessage(row: NamedAnnotation): JsonObject {
  const info = parseBody(row.info);
  return {
    id: row.id,
    input_id: row.input_id,
    user_id: row.user_id,
    worker: { user: { id: row.user_id } },
    ...(row.task_id !== null && { task_id: row.task_id }),
    data: storedData(row),
    status: statusOf(row.status),
    ...(Object.keys(info).length > 0 && { annotation_info: info }),
    ...(row.is_kept === 1 && { consensus_info: { kept: true } }),
    created_at: row.created_at,
    modified_at: row.modified_at,
  };
}

/** Deletes all labels of some inputs: of one task, or (task null) whatever they belong to. */
export async function deleteLabelsOf(trx: Writer, task: number | null, inputs: readonly number[]): Promise<void> {
  for (const chunk of chunksOf(inputs)) {
    const rows = await trx
      .deleteFrom("annotations")
      .where("input", "in", chunk)
      .$if(task !== null, (query) => query.where("task", "=", task))
      .returning(["task", "person", "status"])
      .execute();
    for (const row of rows) if (row.task !== null) await countAnnotations(trx, { ...row, task: row.task }, -1);
  }
}
