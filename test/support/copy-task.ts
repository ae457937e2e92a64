import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { chunksOf, connectTasksStore, parseBody, takeKeys } from "../../src/tasks-service/tables/store.ts";
import type { TestWorkspace } from "./start-workspace.ts";

/**
 * Adds tasks that are as this one but for their names, newer ones last: in the tasks service's database, since thousands of requests' worth of
 * tasks take their time. The task is one that concerns no input and nobody yet.
 */
export async function copyTask({ dataDir }: TestWorkspace, id: string, names: readonly string[]): Promise<void> {
  const store = connectTasksStore({ kind: "sqlite", path: join(dataDir, "tasks-service.db") });
  try {
    await store.write(async (trx) => {
      const task = await trx.selectFrom("tasks").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
      const key = await takeKeys(trx, "task", names.length);
      const body = parseBody(task.body);
      const copies = names.map((name, index) => ({
        ...task,
        key: key + index,
        id: randomUUID(),
        body: JSON.stringify({ ...body, name }),
      }));
      for (const some of chunksOf(copies)) await trx.insertInto("tasks").values(some).execute();
    });
  } finally {
    await store.close();
  }
}
