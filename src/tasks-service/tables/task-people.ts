import type { TaskRow, UserRow } from "./schema.ts";
import type { Reader, Writer } from "./store.ts";
import { chunksOf } from "./store.ts";

export type Role = "worker" | "reviewer";

/** The workers or reviewers of a task, in its order. */
export async function readPeople(db: Reader, task: number, role: Role): Promise<UserRow[]> {
  return db
    .selectFrom("task_people")
    .innerJoin("users", "users.key", "task_people.person")
    .selectAll("users")
    .where("task_people.task", "=", task)
    .where("task_people.role", "=", role)
    .orderBy("task_people.position")
    .execute();
}

/** Whom work and review know: of 1,000 workers each column more is read again for each label. */
export type Present = Pick<UserRow, "key" | "id">;

/** Workers and reviewers who are collaborators of the app, or its owner: who has been removed is not there. */
export async function readPresent(
  db: Reader,
  { key, app }: Pick<TaskRow, "key" | "app">,
): Promise<{ workers: Present[]; reviewers: Present[] }> {
  const people = await db
    .selectFrom("task_people")
    .innerJoin("users", "users.key", "task_people.person")
    .select(["users.key", "users.id", "task_people.role"])
    .where("task_people.task", "=", key)
    .where(({ or, eb, selectFrom }) =>
      or([
        eb("users.key", "in", selectFrom("apps").select("owner").where("key", "=", app)),
        eb("users.key", "in", selectFrom("collaborators").select("person").where("app", "=", app)),
      ]),
    )
    .orderBy("task_people.position")
    .execute();
  const of = (wanted: Role) => people.filter(({ role }) => role === wanted);
  return { workers: of("worker"), reviewers: of("reviewer") };
}

export type People = { readonly workers: readonly UserRow[]; readonly reviewers: readonly UserRow[] };

/** Workers and reviewers of several tasks, in their orders, by task. */
export async function readPeopleOf(db: Reader, tasks: readonly number[]): Promise<Map<number, People>> {
  const people = new Map(tasks.map((task) => [task, { workers: [] as UserRow[], reviewers: [] as UserRow[] }]));
  for (const chunk of chunksOf(tasks)) {
    const rows = await db
      .selectFrom("task_people")
      .innerJoin("users", "users.key", "task_people.person")
      .selectAll("users")
      .select(["task_people.task", "task_people.role"])
      .where("task_people.task", "in", chunk)
      .orderBy("task_people.position")
      .execute();
    for (const { task, role, ...user } of rows)
      people.get(task)?.[role === "worker" ? "workers" : "reviewers"].push(user);
  }
  return people;
}

/** Replaces the workers or reviewers of a task. */
export async function writePeople(trx: Writer, task: number, role: Role, people: readonly number[]): Promise<void> {
  await trx.deleteFrom("task_people").where("task", "=", task).where("role", "=", role).execute();
  await insertPeople(trx, task, role, people);
}

/** Workers or reviewers of a task that has none. */
export async function insertPeople(trx: Writer, task: number, role: Role, people: readonly number[]): Promise<void> {
  const rows = people.map((person, position) => ({ task, role, person, position, cursor: 0 }));
  for (const chunk of chunksOf(rows))
    await trx
      .insertInto("task_people")
      .values([...chunk])
      .execute();
}

/** The place in the source up to which a worker has been given inputs. */
export async function readCursor(trx: Writer, task: number, worker: number): Promise<number> {
  const { cursor } = await trx
    .selectFrom("task_people")
    .select("cursor")
    .where("task", "=", task)
    .where("role", "=", "worker")
    .where("person", "=", worker)
    .executeTakeFirstOrThrow();
  return cursor;
}

export async function writeCursor(trx: Writer, task: number, worker: number, cursor: number): Promise<void> {
  await trx
    .updateTable("task_people")
    .set({ cursor })
    .where("task", "=", task)
    .where("role", "=", "worker")
    .where("person", "=", worker)
    .execute();
}
