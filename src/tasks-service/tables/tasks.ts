import { taskMissing } from "../protocol/api-error.ts";
import type { App } from "./call.ts";
import type { TaskRow } from "./schema.ts";
import type { Reader } from "./store.ts";

/** A task of an app by its id; throws 54102 where there is none. */
export async function loadTask(db: Reader, app: Pick<App, "key">, id: string): Promise<TaskRow> {
  const row = await db
    .selectFrom("tasks")
    .selectAll()
    .where("app", "=", app.key)
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) throw taskMissing([id]);
  return row;
}
