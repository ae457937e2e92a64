import { sql } from "kysely";
import type { AnnotationRow } from "./schema.ts";
import type { Reader } from "./store.ts";
import { chunksOf } from "./store.ts";

/** How many bytes a column holds; neither database reads them for it. */
export const bytesOf = (column: string) => sql<number>`octet_length(${sql.ref(column)})`.as("bytes");

export const sumOf = (rows: readonly { bytes: number }[]): number => rows.reduce((sum, { bytes }) => sum + bytes, 0);

type Table = "tasks" | "inputs" | "annotations";
type Named = { readonly ids: readonly string[] } | { readonly keys: readonly number[] };

const namesOf = (named: Named): (string | number)[] => [
  ...new Set<string | number>("ids" in named ? named.ids : named.keys),
];

/** What rows of an app hold in their bodies, together, by their ids or by their keys. */
export async function weightOf(db: Reader, table: Table, app: number, named: Named): Promise<number> {
  let sum = 0;
  for (const chunk of chunksOf(namesOf(named))) {
    const rows = await db
      .selectFrom(table)
      .select(bytesOf("body"))
      .where("app", "=", app)
      .where("ids" in named ? "id" : "key", "in", chunk)
      .execute();
    sum += sumOf(rows);
  }
  return sum;
}

/** What the tasks of an app that somebody of these is on hold in their bodies, together. */
export async function weightOfTasksOf(db: Reader, app: number, people: readonly number[]): Promise<number> {
  const keys = new Set<number>();
  for (const chunk of chunksOf(people)) {
    const rows = await db
      .selectFrom("task_people")
      .innerJoin("tasks", "tasks.key", "task_people.task")
      .select("tasks.key")
      .distinct()
      .where("tasks.app", "=", app)
      .where("task_people.person", "in", chunk)
      .execute();
    for (const { key } of rows) keys.add(key);
  }
  return weightOf(db, "tasks", app, { keys: [...keys] });
}

/** What is gone through when annotations are changed: they, their inputs and tasks, and what their authors have said of the same inputs. */
export async function weightOfChange(db: Reader, app: number, ids: readonly string[]): Promise<number> {
  const rows: Pick<AnnotationRow, "input" | "person" | "task">[] = [];
  for (const chunk of chunksOf(ids)) {
    const found = await db
      .selectFrom("annotations")
      .select(["input", "person", "task"])
      .where("app", "=", app)
      .where("id", "in", chunk)
      .execute();
    rows.push(...found);
  }
  const inputs = { keys: rows.map(({ input }) => input) };
  const tasks = { keys: rows.flatMap(({ task }) => task ?? []) };
  return (
    (await weightOf(db, "annotations", app, { ids })) +
    (await weightOf(db, "inputs", app, inputs)) +
    (await weightOf(db, "tasks", app, tasks)) +
    (await weightOfLabels(db, app, inputs, { keys: rows.map(({ person }) => person) }))
  );
}

/** What these people have said of these inputs in tasks, together. */
export async function weightOfLabels(db: Reader, app: number, inputs: Named, people: Named): Promise<number> {
  let sum = 0;
  for (const ofInputs of chunksOf(namesOf(inputs))) {
    for (const ofPeople of chunksOf(namesOf(people))) {
      const rows = await db
        .selectFrom("inputs")
        .innerJoin("annotations", "annotations.input", "inputs.key")
        .innerJoin("users", "users.key", "annotations.person")
        .select(bytesOf("annotations.body"))
        .where("inputs.app", "=", app)
        .where("annotations.task", "is not", null)
        .where("ids" in inputs ? "inputs.id" : "inputs.key", "in", ofInputs)
        .where("ids" in people ? "users.id" : "users.key", "in", ofPeople)
        .execute();
      sum += sumOf(rows);
    }
  }
  return sum;
}
