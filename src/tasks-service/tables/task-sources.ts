import { sql } from "kysely";
import { engineOf } from "../../store/engine/open.ts";
import { deleteLabelsOf } from "./annotations.ts";
import { deleteAssignments } from "./assignments.ts";
import { deleteItems } from "./items.ts";
import { forgetLapsed } from "./lapsed.ts";
import type { TaskRow } from "./schema.ts";
import type { Reader, Writer } from "./store.ts";
import { chunksOf } from "./store.ts";

/** What a task works on: the inputs of its app or of a dataset, up to a limit that was fixed when it was made. */
export type Source = Pick<TaskRow, "app" | "source_dataset" | "source_limit">;

export type SourceInput = { readonly input: number; readonly place: number };

/** The next inputs of a source after a place, in order. Places grow along the source; 0 is before the first. */
export async function readSource(db: Reader, source: Source, after: number, limit: number): Promise<SourceInput[]> {
  const next =
    source.source_dataset === null
      ? db
          .selectFrom("inputs")
          .select(["key as input", "key as place"])
          .where("app", "=", source.app)
          .where("key", ">", after)
          .where("key", "<=", source.source_limit)
          .orderBy("key")
          .limit(limit)
      : db
          .selectFrom("dataset_inputs")
          .select(["input", "place"])
          .where("dataset", "=", source.source_dataset)
          .where("place", ">", after)
          .where("place", "<=", source.source_limit)
          .orderBy("place")
          .limit(limit);
  // A list of each: to hand over a row takes libsql six times as long as to read it. The order of a subquery is that of its lists.
  const list = (column: string) =>
    engineOf(db) === "postgres"
      ? sql<string>`cast(json_agg(${sql.ref(column)}) as text)`
      : sql<string>`json_group_array(${sql.ref(column)})`;
  type Lists = { inputs: string | null; places: string | null };
  const { rows } = await sql<Lists>`select ${list("input")} as inputs, ${list("place")} as places
    from (${next}) as next`.execute(db);
  const read = (numbers: string | null | undefined): number[] => JSON.parse(numbers ?? "[]");
  const places = read(rows[0]?.places);
  return read(rows[0]?.inputs).map((input, index) => ({ input, place: places[index] ?? 0 }));
}

/** Counts a source; done once, when a task is made. */
export async function countSource(db: Reader, source: Source): Promise<number> {
  const query =
    source.source_dataset === null
      ? db
          .selectFrom("inputs")
          .select(({ fn }) => fn.countAll().as("total"))
          .where("app", "=", source.app)
          .where("key", "<=", source.source_limit)
      : db
          .selectFrom("dataset_inputs")
          .select(({ fn }) => fn.countAll().as("total"))
          .where("dataset", "=", source.source_dataset)
          .where("place", "<=", source.source_limit);
  return Number((await query.executeTakeFirstOrThrow()).total);
}

/** Whether a source holds an input. */
export async function isInSource(db: Reader, source: Source, input: number): Promise<boolean> {
  return (await inputsWithin(db, source, [input])).length > 0;
}

/**
 * Takes inputs out of the tasks that work on them, before they are deleted or leave a dataset: the tasks' counts are right again, and
 * assignments of these inputs are gone. With a dataset, only tasks that work on it are concerned.
 */
export async function shrinkSources(
  trx: Writer,
  app: number,
  { inputs, dataset }: { inputs: readonly number[]; dataset?: number },
): Promise<void> {
  const tasks = await trx
    .selectFrom("tasks")
    .select(["key", "source_dataset", "source_limit", "source_count"])
    .where("app", "=", app)
    .$if(dataset !== undefined, (query) => query.where("source_dataset", "=", dataset ?? 0))
    .execute();
  for (const task of tasks) {
    const within = await inputsWithin(trx, task, inputs);
    // Of an input that is deleted nothing is left, though the source was changed, or is being found, since it was given out.
    const gone = dataset === undefined ? inputs : within;
    if (gone.length === 0) continue;
    await deleteAssignments(trx, task.key, gone);
    await deleteItems(trx, task.key, gone);
    await deleteLabelsOf(trx, task.key, gone);
    await forgetLapsed(trx, task.key, gone);
    for (const chunk of chunksOf(gone)) {
      await trx.deleteFrom("open_slots").where("task", "=", task.key).where("input", "in", chunk).execute();
    }
    await trx
      .updateTable("tasks")
      .set({ source_count: task.source_count - within.length })
      .where("key", "=", task.key)
      .execute();
  }
}

/** Which of these inputs a source holds. */
export async function inputsWithin(
  db: Reader,
  task: Pick<TaskRow, "source_dataset" | "source_limit">,
  inputs: readonly number[],
): Promise<readonly number[]> {
  if (inputs.length === 0) return [];
  if (task.source_dataset === null) return inputs.filter((input) => input <= task.source_limit);
  const within: number[] = [];
  for (const chunk of chunksOf(inputs)) {
    const rows = await db
      .selectFrom("dataset_inputs")
      .select("input")
      .where("dataset", "=", task.source_dataset)
      .where("place", "<=", task.source_limit)
      .where("input", "in", chunk)
      .execute();
    for (const { input } of rows) within.push(input);
  }
  return within;
}
