import type { Log } from "../../domain/log.ts";
import { awaitingReviewIn } from "../../domain/own-part.ts";
import type { Task } from "../../domain/task.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { isUntold } from "../../domain/waits-for.ts";
import type { TasksGateway } from "../ports.ts";

/** How many labels of a task wait for a reviewer; undefined where its figures tell what it waits for, and where they cannot be counted. */
export type CountAwaiting = (task: Task) => Promise<number | undefined>;

/** Asks the other side for one count, of tasks alone of which it is not told already. */
export function createCountAwaiting(deps: { tasks: Pick<TasksGateway, "countWork">; log: Log }): CountAwaiting {
  const { tasks, log } = deps;
  return async (task) => {
    const { id, status, work, review, metrics } = task;
    if (!isUntold({ status, workers: work.workers, review: review.strategy }, metrics)) return undefined;
    try {
      return awaitingReviewIn(await tasks.countWork(id, "interactive"));
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      log.warn({ err: error, task: id }, "what a task waits for is said without counting its labels");
      return undefined;
    }
  };
}
