import { formOfTask } from "../domain/form-of-task.ts";
import type { Log } from "../domain/log.ts";
import { machineWorkersIn } from "../domain/machine-workers.ts";
import { machineKey, outsideKey } from "../domain/outside-person.ts";
import type { Task } from "../domain/task.ts";
import type { TaskFormValues } from "../domain/task-form.ts";
import { nameIn } from "../domain/task-form-record.ts";
import { TasksApiError } from "../domain/tasks-api-error.ts";
import type { Accounts } from "./accounts.ts";
import type { ConceptNames } from "./concept-names.ts";
import type { TasksGateway } from "./ports.ts";

/** A task as the form shows it, with what its people are called and who they are on the other side. */
export type TaskAsForm = {
  readonly values: TaskFormValues;
  /** The account by the form's key for a person. */
  readonly accounts: Readonly<Record<string, string>>;
  readonly names: Readonly<Record<string, string>>;
};

export type FormReader = (team: string, task: Task) => Promise<TaskAsForm>;

/** Reads a task into the fields of the form. What names cannot be had stands as an id. */
export function createFormReader(deps: {
  accounts: Pick<Accounts, "identify">;
  tasks: Pick<TasksGateway, "listSavedSearches">;
  nameConcepts: ConceptNames;
  log: Log;
}): FormReader {
  const { accounts, tasks, nameConcepts, log } = deps;

  return async (team, task) => {
    const ids = [...new Set([...task.work.workers, ...(task.review.strategy === "NONE" ? [] : task.review.reviewers)])];
    const [known, concepts, sourceName] = await Promise.all([
      accounts.identify(team, ids),
      nameConcepts(task.concepts, "interactive"),
      nameSource(task),
    ]);
    const keys = new Map<string, string>();
    const accountOf: Record<string, string> = {};
    const names: Record<string, string> = {};
    for (const id of ids) {
      const { person, name } = known[id] ?? { name: id, person: undefined };
      // Two accounts of one person: Slack's field holds a person once, the other account stays beside it.
      const key = person === undefined || person in accountOf ? outsideKey(id) : person;
      keys.set(id, key);
      accountOf[key] = id;
      names[key] = name;
    }
    for (const id of machineWorkersIn(task.raw)) names[machineKey(id)] = id;
    const conceptNames = new Map(task.concepts.map((id, index) => [id, concepts[index] ?? id]));
    const values = formOfTask(task, {
      personOf: (account) => keys.get(account) ?? outsideKey(account),
      nameOf: nameIn(names),
      conceptName: (id) => conceptNames.get(id) ?? id,
      sourceName,
    });
    return { values, accounts: accountOf, names };
  };

  /** Datasets are called by their id; saved searches have names of their own. */
  async function nameSource({ inputSource }: Task): Promise<string> {
    if (inputSource.type === "ALL_INPUTS") return "";
    if (inputSource.type === "DATASET") return inputSource.id;
    try {
      const found = (await tasks.listSavedSearches("interactive")).find(({ id }) => id === inputSource.id);
      return found?.name ?? inputSource.id;
    } catch (err) {
      if (!(err instanceof TasksApiError)) throw err;
      log.warn({ err }, "a saved search is called by its id");
      return inputSource.id;
    }
  }
}
