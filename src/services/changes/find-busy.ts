import { hasShare } from "../../domain/assignment.ts";
import type { Log } from "../../domain/log.ts";
import type { Haste, Task } from "../../domain/task.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { AssignedPerson } from "../people/assigned-people.ts";
import type { TasksGateway } from "../ports.ts";

/** Those of the people who are workers with something left: who is asked to go on when a task is open again. */
export type FindBusy = (
  task: Task,
  assigned: readonly AssignedPerson[],
  haste: Haste,
) => Promise<readonly AssignedPerson[]>;

/** All workers count as busy where the other side does not say. */
export function createFindBusy({ tasks, log }: { tasks: Pick<TasksGateway, "countWork">; log: Log }): FindBusy {
  return async (task, assigned, haste) => {
    const workers = assigned.filter(({ role }) => role === "worker");
    if (task.work.strategy !== "FULL" && task.work.strategy !== "PARTITIONED") return workers;
    try {
      const counts = await tasks.countWork(task.id, haste);
      const busy = new Set(counts.filter(({ pending }) => pending > 0).map(({ accountId }) => accountId));
      return workers.filter(({ account }) => busy.has(account));
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      log.warn(
        { err: error, task: task.id },
        "all workers of a reopened task are asked, whether they have something left or not",
      );
      return workers.filter(hasShare);
    }
  };
}
