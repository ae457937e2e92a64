import { machineWorkersIn } from "../../domain/machine-workers.ts";
import { machineKey, outsideKey } from "../../domain/people/outside-person.ts";
import { nameIn } from "../../domain/people/person.ts";
import type { Task } from "../../domain/task.ts";
import { formOfTask } from "../../domain/task-form/form-of-task.ts";
import type { TaskFormValues } from "../../domain/task-form/task-form.ts";
import type { TaskFormRecord } from "../../domain/task-form/task-form-record.ts";
import type { ConceptNames } from "../concept-names.ts";
import type { Accounts, Identity } from "../people/accounts.ts";
import type { SourceNames } from "../source-names.ts";

/** A task as the form shows it, with what its people are called and who they are on the other side. */
export type TaskAsForm = {
  readonly values: TaskFormValues;
  /** The account by the form's key for a person. */
  readonly accounts: Readonly<Record<string, string>>;
  readonly names: Readonly<Record<string, string>>;
};

/**
 * `form`: the open form for which it is read. Its people keep their keys and names there, whoever can be named at this moment: what was
 * changed in it is found by them. `known`: who the task's accounts are, where that was asked before.
 */
export type FormReader = (
  team: string,
  task: Task,
  options?: {
    readonly form?: Pick<TaskFormRecord, "accounts" | "names">;
    readonly known?: Readonly<Record<string, Identity>>;
  },
) => Promise<TaskAsForm>;

/** Reads a task into the fields of the form. What names cannot be had stands as an id. */
export function createFormReader(deps: {
  accounts: Pick<Accounts, "identify">;
  nameConcepts: ConceptNames;
  nameSource: SourceNames;
}): FormReader {
  const { accounts, nameConcepts, nameSource } = deps;

  return async (team, task, { form, known: asked } = {}) => {
    const kept = new Map<string, string>();
    // The first is the one by which the form was filled.
    for (const [key, account] of Object.entries(form?.accounts ?? {}))
      if (account !== null && !kept.has(account)) kept.set(account, key);
    const assigned = [...task.work.workers, ...(task.review.strategy === "NONE" ? [] : task.review.reviewers)];
    // Who keeps a key goes first: nobody else is given it.
    const ids = [...new Set([...assigned.filter((id) => kept.has(id)), ...assigned])];
    const [known, concepts, sourceName] = await Promise.all([
      asked ?? accounts.identify(team, ids),
      nameConcepts(task.concepts, "interactive"),
      nameSource(task.inputSource, "interactive"),
    ]);
    const keys = new Map<string, string>();
    const accountOf: Record<string, string> = {};
    const names: Record<string, string> = {};
    for (const id of ids) {
      const { person, name } = known[id] ?? { name: id, person: undefined };
      // Two accounts of one person: Slack's field holds a person once, the other account stays beside it.
      const key = kept.get(id) ?? (person === undefined || person in accountOf ? outsideKey(id) : person);
      keys.set(id, key);
      accountOf[key] = id;
      names[key] = form?.names[key] ?? name;
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
