import { assignmentsOf } from "../../domain/assignment.ts";
import type { NamedBeside } from "../../domain/command-line.ts";
import { shownName } from "../../domain/fold-name.ts";
import type { Log } from "../../domain/log.ts";
import { noAccountMessage } from "../../domain/people/account-of-person.ts";
import { mapWorkers } from "../../domain/people/map-people.ts";
import { outsideKey } from "../../domain/people/outside-person.ts";
import { nameIn } from "../../domain/people/person.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import type { TasksToDelete } from "../../domain/submissions/submission-outcome.ts";
import type { Task, WorkerStrategy } from "../../domain/task.ts";
import { type AssignmentChange, diffAssignments } from "../../domain/task-diff.ts";
import { addWorkers } from "../../domain/task-form/change-workers.ts";
import { copyForm, saysStrategy } from "../../domain/task-form/copy-form.ts";
import { mergeForms } from "../../domain/task-form/form-changes.ts";
import { joinGroups } from "../../domain/task-form/group-members.ts";
import { parseTaskEdit } from "../../domain/task-form/task-edit.ts";
import { defaultStrategy, type TaskFormValues } from "../../domain/task-form/task-form.ts";
import type { TaskFormRecord } from "../../domain/task-form/task-form-record.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { describeFault } from "../../domain/tasks-api-fault.ts";
import type { Accounts } from "../people/accounts.ts";
import type { Rights } from "../people/rights.ts";
import type { TasksGateway } from "../ports.ts";
import type { FormReader } from "../task-form/form-reader.ts";
import type { TaskForms } from "../task-form/task-forms.ts";
import { findAssignedTo } from "./find-assigned-to.ts";
import type { FindGroups } from "./find-groups.ts";
import { findTasks } from "./find-tasks.ts";

/** Who asks for a change, and of which task. */
export type ChangeRequest = { readonly team: string; readonly person: string; readonly taskId: string };

/** A task that compares labels says itself how many there are of each input; in one that does not, the form may raise them. */
const perInputOf = ({ review, workersPerInput }: TaskFormValues) => ({
  perInputChosen: review === "CONSENSUS",
  perInputSet: workersPerInput,
});

/** The first workers of a task bring the strategy of a new one with workers; the lead is asked. */
const withStrategy = (values: TaskFormValues, added: readonly string[]): TaskFormValues =>
  values.workers.length === 0 && values.strategy !== "DYNAMIC"
    ? { ...values, strategy: defaultStrategy(added) }
    : values;

/** Adding people to a task: the form with them on it, and what that means for everybody's share. */
export type AssignProposal = {
  readonly record: TaskFormRecord;
  readonly changes: readonly AssignmentChange[];
  /** People who are on the task already. */
  readonly alreadyOn: readonly string[];
  /** Whether nothing would be changed: everybody is on it, and it is given to these groups already. */
  readonly isNothing: boolean;
  /** Whether they are its first workers, so that nobody has said yet how the work is to be divided. */
  readonly asksDivision: boolean;
};

/** Each is looked up on both sides while a window waits; the form of the task takes more. */
const MAX_ADDED = 200;

const GONE = "This task does not exist any more: somebody has deleted it. /task list shows the tasks that there are.";

export type TaskChangesService = ReturnType<typeof createTaskChanges>;

/** What is to be known before a task is changed: as it is now, and whether this person may. Refusals are sentences for people. */
export function createTaskChanges(deps: {
  tasks: Pick<TasksGateway, "getTask" | "listTasks">;
  accounts: Pick<Accounts, "identify" | "resolve" | "whyNone" | "otherSide">;
  rights: Pick<Rights, "refusal">;
  readForm: FormReader;
  forms: Pick<TaskForms, "lookUp" | "findNames">;
  findGroups: FindGroups;
  log: Log;
}) {
  const { tasks, accounts, rights, readForm, forms, findGroups } = deps;

  /** The task as it is now, for somebody who may do this with it. */
  async function find(
    { team, person, taskId }: ChangeRequest,
    action: "edit" | "delete",
  ): Promise<Result<Task, string>> {
    try {
      const task = await tasks.getTask(taskId, "interactive");
      const refusal = await rights.refusal(team, person, { action, task });
      return refusal === undefined ? ok(task) : err(refusal);
    } catch (error) {
      return err(explain(error));
    }
  }

  /** The edit form, filled from the task as it is now; `form` is the one that it goes on with. */
  async function openEdit(request: ChangeRequest, form?: TaskFormRecord): Promise<Result<TaskFormRecord, string>> {
    const found = await find(request, "edit");
    if (!found.ok) return found;
    return ok(await forms.lookUp(request.team, await toRecord(request.team, found.value, form)));
  }

  async function toRecord(team: string, task: Task, form?: TaskFormRecord): Promise<TaskFormRecord> {
    const { values, accounts: known, names } = await readForm(team, task, form && { form });
    return {
      values,
      // Of a task without workers nobody has said how work is divided: it follows them, as in the form of a new one.
      strategyChosen: values.strategy !== "FULL" || values.workers.length > 0,
      ...perInputOf(values),
      accounts: known,
      names,
      inputs: {},
      edited: { task, before: values },
    };
  }

  /** The form of a new task that is filled as this one is, for somebody who may create tasks. */
  async function openCopy({ team, person, taskId }: ChangeRequest): Promise<Result<TaskFormRecord, string>> {
    const refusal = await rights.refusal(team, person, { action: "create" });
    if (refusal !== undefined) return err(refusal);
    try {
      const read = await readForm(team, await tasks.getTask(taskId, "interactive"));
      const values = copyForm(read.values);
      const record = {
        values,
        opened: values,
        strategyChosen: saysStrategy(read.values),
        ...perInputOf(values),
        accounts: read.accounts,
        names: read.names,
        inputs: {},
      };
      return ok(await forms.lookUp(team, record));
    } catch (error) {
      return err(explain(error));
    }
  }

  function explain(error: unknown): string {
    if (!(error instanceof TasksApiError)) throw error;
    return error.isGone ? GONE : describeFault(error, accounts.otherSide);
  }

  /** The form of a record once more, on the task as it is now: what the other side has changed stands where the lead changed nothing. */
  async function renew(request: Omit<ChangeRequest, "taskId">, record: TaskFormRecord): Promise<TaskFormRecord> {
    const { edited } = record;
    if (!edited) return record;
    const opened = await openEdit({ ...request, taskId: edited.task.id }, record);
    // What was typed is worth more than the newest version, which is looked at again when it is submitted.
    if (!opened.ok || !opened.value.edited) return record;
    const { value } = opened;
    return {
      ...value,
      values: mergeForms(edited.before, record.values, value.values),
      accounts: { ...record.accounts, ...value.accounts },
      names: { ...record.names, ...value.names },
      inputs: { ...record.inputs, ...value.inputs },
    };
  }

  /** Adds workers to the task as it is now: people, and whoever is in a user group, to which it is given with that. */
  async function proposeAssign(request: ChangeRequest, named: NamedBeside): Promise<Result<AssignProposal, string>> {
    const groups = await findGroups(named.groups);
    if (!groups.ok) return groups;
    const people = [...new Set([...named.people, ...groups.value.flatMap(({ members }) => members)])];
    if (people.length > MAX_ADDED) return err(`That is ${people.length} people: add at most ${MAX_ADDED} at once.`);
    const opened = await openEdit(request);
    if (!opened.ok) return opened;
    const record = opened.value;
    const { edited, values } = record;
    const added = people.filter((person) => !values.workers.includes(person));
    const alreadyOn = people.filter((person) => values.workers.includes(person));
    const names = { ...record.names, ...(await forms.findNames(added)) };
    const nameOf = nameIn(names);
    try {
      const found = await accounts.resolve(request.team, added, "interactive");
      const nobody = added.filter((person) => found[person] === null);
      if (nobody.length > 0) {
        const whyNone = await accounts.whyNone(request.team, nobody, "interactive");
        return err(noAccountMessage(nobody, { nameOf, otherSide: accounts.otherSide, whyNone }));
      }
      const known = { ...record.accounts, ...found };
      const given = { ...values, workerGroups: joinGroups(values.workerGroups, groups.value) };
      const after = addWorkers(withStrategy(given, added), added, nameOf);
      const edit = parseTaskEdit(values, after, { nameOf, accounts: known, otherSide: accounts.otherSide });
      if (!edit.ok) return err(edit.error.map(({ message }) => message).join(" "));
      const { work, parts } = edit.value;
      const changes = work && edited ? diffWork(edited.task, record, work) : [];
      const asksDivision = values.workers.length === 0 && added.length > 0;
      const proposed = { ...record, values: after, accounts: known, names };
      return ok({ record: proposed, changes, alreadyOn, isNothing: parts.length === 0, asksDivision });
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      return err(describeFault(error, accounts.otherSide));
    }
  }

  /** The same proposal with the work divided otherwise. */
  function divide(record: TaskFormRecord, strategy: WorkerStrategy): Pick<AssignProposal, "record" | "changes"> {
    const { edited, accounts: known, names } = record;
    const divided = { ...record, values: { ...record.values, strategy } };
    if (!edited) return { record: divided, changes: [] };
    const facts = { nameOf: nameIn(names), accounts: known, otherSide: accounts.otherSide };
    const edit = parseTaskEdit(edited.before, divided.values, facts);
    const work = edit.ok ? edit.value.work : undefined;
    return { record: divided, changes: work ? diffWork(edited.task, record, work) : [] };
  }

  /** The tasks that somebody wants to delete, and who is on them. */
  async function proposeDeletion(
    request: Omit<ChangeRequest, "taskId">,
    ids: readonly string[],
  ): Promise<Result<TasksToDelete, string>> {
    const { team } = request;
    const asked = [...new Set(ids)];
    let there: readonly (Task | undefined)[];
    try {
      there = await findTasks(tasks, asked);
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      return err(describeFault(error, accounts.otherSide));
    }
    const problems: string[] = [];
    for (const [index, task] of there.entries()) {
      const problem = task ? await rights.refusal(team, request.person, { action: "delete", task }) : GONE;
      if (problem !== undefined) problems.push(there.length > 1 ? `${asked[index]}: ${problem}` : problem);
    }
    if (problems.length > 0) return err(problems.join("\n"));
    const found = there.filter((task) => task !== undefined);
    const people = await findAssignedTo(deps, team, found);
    return ok({ tasks: found.map((task) => ({ id: task.id, name: shownName(task) })), people });
  }

  /** The task whose status somebody wants to set. */
  const openStatus = (request: ChangeRequest): Promise<Result<Task, string>> => find(request, "edit");

  return { openEdit, openCopy, renew, proposeAssign, divide, proposeDeletion, openStatus };
}

/** What another division of the work means for each worker. */
export function diffWork(task: Task, { accounts }: TaskFormRecord, after: Task["work"]): AssignmentChange[] {
  const keys = new Map(Object.entries(accounts).map(([key, account]) => [account, key]));
  const before = mapWorkers(task.work, (account) => keys.get(account) ?? outsideKey(account));
  return diffAssignments(assignmentsOf(before, { strategy: "NONE" }), assignmentsOf(after, { strategy: "NONE" }));
}
