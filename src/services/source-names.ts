import type { Log } from "../domain/log.ts";
import type { Haste, InputSource } from "../domain/task.ts";
import { TasksApiError } from "../domain/tasks-api-error.ts";
import type { TasksGateway } from "./ports.ts";

/** What a task's input source is called; undefined for all inputs. What cannot be asked for now is called by its id. */
export type SourceNames = (source: InputSource, haste: Haste) => Promise<string | undefined>;

/** Datasets are called by their id; saved searches have names of their own. */
export function createSourceNames(deps: { tasks: Pick<TasksGateway, "listSavedSearches">; log: Log }): SourceNames {
  return async (source, haste) => {
    if (source.type === "ALL_INPUTS" || source.type === "UNKNOWN") return undefined;
    if (source.type === "DATASET") return source.id;
    try {
      const found = (await deps.tasks.listSavedSearches(haste)).find(({ id }) => id === source.id);
      return found?.name ?? source.id;
    } catch (err) {
      if (!(err instanceof TasksApiError)) throw err;
      deps.log.warn({ err }, "a saved search is called by its id");
      return source.id;
    }
  };
}
