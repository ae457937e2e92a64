import type { Log } from "../domain/log.ts";
import type { DatabaseTarget } from "../store/engine/open.ts";
import type { TasksService } from "../tasks-service/create-tasks-service.ts";
import { type DatabaseChoice, databaseOf, TASKS_DATABASE } from "./database-of.ts";

/** The one user of the local tasks service who owns every workspace's app. */
export const LOCAL_OWNER = "labeldesk";

/** The local tasks service as its owner sees it, in this process: one for all workspaces, with an app for each. */
export type LocalTasks = {
  readonly service: TasksService;
  /** The owner's, held in memory alone. */
  readonly key: string;
};

/** Gives what opens the local tasks service, once, when the first workspace needs it. Where that fails, the next one that needs it tries again. */
export function createLocalTasks(deps: {
  /** Where it keeps its tables. */
  database: DatabaseChoice;
  /** One that somebody else has made, and closes. */
  tasksService: TasksService | undefined;
  onOpened: (close: () => Promise<void>) => void;
  now: () => Date;
  newId: () => string;
  log: Log;
}): () => Promise<LocalTasks> {
  const { onOpened, now, newId, log } = deps;
  let service = deps.tasksService;
  let opening: Promise<LocalTasks> | undefined;

  async function open(): Promise<LocalTasks> {
    // One that was made stays, whatever fails after it.
    service ??= await makeService(databaseOf(deps.database, TASKS_DATABASE));
    const { key } = await service.ensureOwner(LOCAL_OWNER);
    return { service, key };
  }

  /** Loaded where it is needed: whoever works on Clarifai does without its 8 MB. */
  async function makeService(database: DatabaseTarget): Promise<TasksService> {
    const { createTasksService } = await import("../tasks-service/create-tasks-service.ts");
    const service = await createTasksService({ database, now, newId, log });
    onOpened(() => service.close());
    return service;
  }

  return () => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
}
