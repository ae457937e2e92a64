import type { Log } from "../../domain/log.ts";
import { type OwnPart, ownPartOf } from "../../domain/own-part.ts";
import type { Task, WorkerCounts } from "../../domain/task.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { TasksGateway } from "../ports.ts";

/** Somebody, and their account on the other side. */
export type Owner = { readonly team: string; readonly person: string; readonly account: string };

/** What of a task is somebody's, with its figures; where it cannot be counted, without them. */
export type FindOwnPart = (owner: Owner, task: Task) => Promise<OwnPart>;

/** Each asks the other side for one count. */
export function createOwnParts(deps: {
  tasks: Pick<TasksGateway, "countWork">;
  /** Whether they have begun to label it. */
  hasBegun: (place: Pick<Owner, "team" | "person"> & { readonly taskId: string }) => Promise<boolean>;
  log: Log;
}): FindOwnPart {
  const { tasks, hasBegun, log } = deps;

  async function count(taskId: string): Promise<readonly WorkerCounts[] | undefined> {
    try {
      return await tasks.countWork(taskId, "interactive");
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      log.warn({ err: error, task: taskId }, "somebody's part of a task goes out without its figures");
      return undefined;
    }
  }

  return async ({ team, person, account }, task) => {
    const [counts, begun] = await Promise.all([count(task.id), hasBegun({ team, person, taskId: task.id })]);
    return ownPartOf(task, account, { ...(counts && { counts }), hasBegun: begun });
  };
}
