import { machineWorkersIn } from "../../domain/machine-workers.ts";
import { machineKey, outsideKey } from "../../domain/people/outside-person.ts";
import { nameIn } from "../../domain/people/person.ts";
import type { Task } from "../../domain/task.ts";
import { formOfTask } from "../../domain/task-form/form-of-task.ts";
import type { TaskFormValues } from "../../domain/task-form/task-form.ts";
import type { ConceptNames } from "../concept-names.ts";
import type { Accounts } from "../people/accounts.ts";
import type { SourceNames } from "../source-names.ts";

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
  nameConcepts: ConceptNames;
  nameSource: SourceNames;
}): FormReader {
  const { accounts, nameConcepts, nameSource } = deps;

  return async (team, task) => {
    const ids = [...new Set([...task.work.workers, ...(task.review.strategy === "NONE" ? [] : task.review.reviewers)])];
    const [known, concepts, sourceName] = await Promise.all([
      accounts.identify(team, ids),
      nameConcepts(task.concepts, "interactive"),
      nameSource(task.inputSource, "interactive"),
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
    const conceptNames = new Map(concepts.map(({ id, name }) => [id, name]));
    const values = formOfTask(task, {
      personOf: (account) => keys.get(account) ?? outsideKey(account),
      nameOf: nameIn(names),
      conceptName: (id) => conceptNames.get(id) ?? id,
      sourceName: sourceName ?? "",
    });
    return { values, accounts: accountOf, names };
  };
}
