import type { Task } from "../../domain/task.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { TasksGateway } from "../ports.ts";

/**
 * The tasks of these ids, undefined for one that does not exist: in one request where the other side answers it. Some servers
 * answer "not found" to a list of which one is unknown; then each is asked for by itself. Rejects with `TasksApiError`.
 */
export async function findTasks(
  tasks: Pick<TasksGateway, "getTask" | "listTasks">,
  ids: readonly string[],
): Promise<readonly (Task | undefined)[]> {
  const [only] = ids;
  if (ids.length === 1 && only !== undefined) return [await getOrGone(tasks, only)];
  try {
    const { items } = await tasks.listTasks({ page: 1, perPage: ids.length, ids, haste: "interactive" });
    const byId = new Map(items.map((task) => [task.id, task]));
    return ids.map((id) => byId.get(id));
  } catch (error) {
    if (!(error instanceof TasksApiError && error.isGone)) throw error;
    return Promise.all(ids.map((id) => getOrGone(tasks, id)));
  }
}

async function getOrGone(tasks: Pick<TasksGateway, "getTask">, id: string): Promise<Task | undefined> {
  try {
    return await tasks.getTask(id, "interactive");
  } catch (error) {
    if (error instanceof TasksApiError && error.isGone) return undefined;
    throw error;
  }
}
