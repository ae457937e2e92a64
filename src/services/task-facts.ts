import { factsOfTask, type TaskFacts } from "../domain/assignment.ts";
import type { Log } from "../domain/log.ts";
import type { Haste, Task } from "../domain/task.ts";
import { TasksApiError } from "../domain/tasks-api-error.ts";
import type { ConceptNames } from "./concept-names.ts";
import type { InputCounts } from "./input-counts.ts";
import type { SourceNames } from "./source-names.ts";

/** What messages say of a task as it is now. */
export type FindTaskFacts = (task: Task, haste: Haste) => Promise<TaskFacts>;

/** Names what the task names by id, and counts its inputs; without the number where it cannot be told now. */
export function createTaskFacts(deps: {
  nameConcepts: ConceptNames;
  nameSource: SourceNames;
  countInputs: InputCounts;
  log: Log;
}): FindTaskFacts {
  const { nameConcepts, nameSource, countInputs, log } = deps;

  async function count(task: Task): Promise<number | null> {
    try {
      return await countInputs(task.inputSource);
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      log.warn({ err: error, task: task.id }, "messages about a task do without the number of its inputs");
      return null;
    }
  }

  return async (task, haste) => {
    const [concepts, sourceName, inputs] = await Promise.all([
      nameConcepts(task.concepts, haste),
      nameSource(task.inputSource, haste),
      count(task),
    ]);
    return factsOfTask(task, {
      concepts: concepts.map(({ name }) => name),
      ...(sourceName !== undefined && { sourceName }),
      ...(inputs !== null && { inputs }),
    });
  };
}
