import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { seedPeople, serviceDatabaseIn, taskOf, withLocalService } from "./local-service.ts";
import { endProcess, type Server } from "./processes.ts";
import { copyDatabase, NOW, read, readFrom, seedInputs, withRows } from "./seed-rows.ts";
import { PEOPLE, TEAM } from "./workspace.ts";

/** Tasks that are made by requests: those of the people who are asked for, and one of others, of which all further ones are copies. */
const OWN_TASKS = 9;
const FIRST_TASKS = OWN_TASKS + 1;
const INPUTS = 200;
const [ASKED, OTHERS] = [PEOPLE.slice(0, 5), PEOPLE.slice(5, 10)];
/** Who has work in the first tasks, and has made them. */
export const ASKER = 0;

export const appDatabaseIn = (dataDir: string): string => join(dataDir, "labeldesk.db");

/** An account with a few tasks and inputs, which the app knows: it has listed them once. */
export async function seedAccount(
  dataDir: string,
  startApp: (dataDir: string) => Promise<Server>,
  inputs = INPUTS,
): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  await withLocalService(dataDir, async (service) => {
    await seedPeople(service, PEOPLE);
    seedInputs(serviceDatabaseIn(dataDir), inputs);
    const tasks = Array.from({ length: FIRST_TASKS }, (_, nth) => ({
      ...taskOf(`What people write ${nth}`, {
        strategy: "FULL",
        workers: (nth < OWN_TASKS ? ASKED : OTHERS).map((id) => ({ user: { id } })),
      }),
      metadata: {
        labeldesk: {
          ...{ v: 1, concepts_per_input: "one" },
          created_by: { team: TEAM, user: (nth < OWN_TASKS ? ASKED : OTHERS)[ASKER] ?? "" },
        },
      },
    }));
    await service.post("tasks", { tasks });
  });
  const app = await startApp(dataDir);
  try {
    await untilListed(dataDir);
  } finally {
    await endProcess(app.process);
  }
}

/** The app has listed all tasks, and tells of changes from now on. */
async function untilListed(dataDir: string): Promise<void> {
  const listed = "select count(*) from task_index_rounds where watched_since is not null and page = 0";
  while (readFrom(appDatabaseIn(dataDir), listed) === 0) await pause(50);
}

/** A copy of such an account that has so many tasks: as rows, on both sides. The next listing of all is an hour away. */
export async function growAccount(from: string, to: string, tasks: number): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const fileIn of [serviceDatabaseIn, appDatabaseIn]) await copyDatabase(fileIn(from), fileIn(to));
  withRows(serviceDatabaseIn(to), (database) => {
    const first = read(database, "select min(key) from tasks");
    const last = read(database, "select max(key) from tasks");
    database.exec(`
      create temp table copies as
        with recursive numbers(n) as (select ${FIRST_TASKS} union all select n + 1 from numbers where n < ${tasks - 1})
        select ${first} + n as key, ${last} as original, 'What people write ' || n as name
        from numbers where n < ${tasks};
      insert into tasks ${copied("tasks", database, {
        key: "copies.key",
        id: "lower(hex(randomblob(16)))",
        body: "json_set(tasks.body, '$.name', copies.name)",
        modified_at: NOW,
      })} join copies on tasks.key = copies.original;
      insert into task_people ${copied("task_people", database, { task: "copies.key" })}
        join copies on task_people.task = copies.original;
      insert into work_counts ${copied("work_counts", database, { task: "copies.key" })}
        join copies on work_counts.task = copies.original;
      update counters set value = ${first + tasks - 1} where name = 'task';
    `);
  });
  withRows(appDatabaseIn(to), (database) => {
    database.exec(`attach '${serviceDatabaseIn(to)}' as service`);
    const last = `(select min(key) + ${FIRST_TASKS - 1} from service.tasks)`;
    const originals = `
      join service.tasks as original on original.key = ${last}
      join service.tasks as copy on copy.key > original.key`;
    const name = "json_extract(copy.body, '$.name')";
    const touched = { modified_at: "copy.modified_at" };
    database.exec(`
      insert into task_index ${copied("task_index", database, {
        ...{ id: "copy.id", name, folded_name: `lower(${name})`, loose_name: `replace(lower(${name}), ' ', '')` },
        ...{ ...touched, modified_ms: "task_index.modified_ms + copy.key" },
      })} ${originals} where task_index.id = original.id;
      insert into known_tasks ${copied("known_tasks", database, { task_id: "copy.id", ...touched })}
        ${originals} where known_tasks.task_id = original.id;
      update task_index_rounds set seen = ${tasks}, due_at = due_at + 3600000;
    `);
  });
}

/** `select` of all columns of a table, in their order, with some that differ. */
function copied(table: string, database: Parameters<typeof read>[0], other: Readonly<Record<string, string>>): string {
  const columns = database.prepare(`select name from pragma_table_info('${table}')`).raw().all() as unknown as [
    string,
  ][];
  return `select ${columns.map(([name]) => other[name] ?? `${table}.${name}`).join(", ")} from ${table}`;
}
