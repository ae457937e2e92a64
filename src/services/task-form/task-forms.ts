import type { Log } from "../../domain/log.ts";
import type { KnownAccounts } from "../../domain/people/account-of-person.ts";
import { nameIn } from "../../domain/people/person.ts";
import type { DefaultReview } from "../../domain/settings/workspace-settings.ts";
import type { InputSource } from "../../domain/task.ts";
import { carryWeights } from "../../domain/task-form/carry-weights.ts";
import { addGroupMembers, hasNewGroups } from "../../domain/task-form/group-members.ts";
import { defaultStrategy, type TaskFormValues } from "../../domain/task-form/task-form.ts";
import {
  EMPTY_TASK_FORM_RECORD,
  isOfThisVersion,
  peopleOf,
  readTaskFormRecord,
  resumesFor,
  resumesOf,
  sourceKeyOf,
  type TaskFormRecord,
  writeTaskFormRecord,
} from "../../domain/task-form/task-form-record.ts";
import { defaultWorkersPerInput } from "../../domain/task-form/workers-per-input.ts";
import type { InputCounts } from "../input-counts.ts";
import type { Accounts } from "../people/accounts.ts";
import type { DraftStore, PeopleDirectory, UserGroups } from "../ports.ts";

/** Whose form it is. */
export type FormOwner = { readonly draft: string; readonly team: string; readonly person: string };

export type TaskForms = ReturnType<typeof createTaskForms>;

/** The task form while it is open: keeps what Slack sends of it, and finds out what the preview needs. */
export function createTaskForms(deps: {
  drafts: DraftStore;
  accounts: Pick<Accounts, "resolve" | "whyNone" | "otherSide">;
  people: Pick<PeopleDirectory, "find">;
  userGroups: UserGroups;
  countInputs: InputCounts;
  /** How new tasks of a workspace are reviewed unless the lead says otherwise. */
  defaultReview: (team: string) => Promise<DefaultReview>;
  log: Log;
}) {
  const { drafts, accounts, people, userGroups, countInputs, defaultReview, log } = deps;

  /** A new form, with the workspace's default review. */
  async function blank(team: string): Promise<TaskFormRecord> {
    const values = { ...EMPTY_TASK_FORM_RECORD.values, ...(await defaultReview(team)) };
    return { ...EMPTY_TASK_FORM_RECORD, values, opened: values };
  }

  /** The form's record; a new one when nothing is kept any more, undefined when the draft is somebody else's. */
  async function load(owner: FormOwner): Promise<TaskFormRecord | undefined> {
    const draft = await drafts.find(owner.draft);
    if (!draft) return blank(owner.team);
    if (draft.team !== owner.team || draft.person !== owner.person) return undefined;
    return readTaskFormRecord(draft.content);
  }

  /** As `load`, and undefined too when nothing is kept any more. */
  async function findKept(owner: FormOwner): Promise<TaskFormRecord | undefined> {
    return (await drafts.find(owner.draft)) && load(owner);
  }

  async function save(owner: FormOwner, record: TaskFormRecord): Promise<void> {
    const { draft: id, team, person } = owner;
    const resumes = resumesOf(record);
    await drafts.save({
      id,
      team,
      person,
      content: writeTaskFormRecord(record),
      ...(resumes !== undefined && { resumes }),
    });
  }

  /** As `save`, of what nobody has typed: no form offers it again. */
  async function keep({ draft: id, team, person }: FormOwner, record: TaskFormRecord): Promise<void> {
    await drafts.save({ id, team, person, content: writeTaskFormRecord(record) });
  }

  /**
   * The form as it opens for this person, with the offer to go on with what they have typed into another one and not sent: of a new
   * task, or of the same task. One of another version of the app is dropped, and the form says so.
   */
  async function offerUnsent(whose: Omit<FormOwner, "draft">, record: TaskFormRecord): Promise<TaskFormRecord> {
    const draft = await drafts.findUnsent(whose, resumesFor(record.edited?.task.id));
    if (!draft) return record;
    if (isOfThisVersion(draft.content)) {
      const { name } = readTaskFormRecord(draft.content).values;
      return { ...record, left: { draft: draft.id, name: name.trim() } };
    }
    await drafts.remove(draft);
    return { ...record, left: "outdated" };
  }

  /** Forgets what was typed into a form. */
  async function discard({ draft: id, team, person }: FormOwner): Promise<void> {
    await drafts.remove({ id, team, person });
  }

  /**
   * Takes over what the fields hold now: an untouched strategy follows the workers, an untouched number of workers per input what
   * Consensus needs, weights follow who is chosen, and people get their names (from Slack, so that fields can be labeled).
   */
  async function takeOver(
    record: TaskFormRecord,
    filled: TaskFormValues,
    chosen: { readonly strategy: boolean; readonly workersPerInput: boolean },
  ): Promise<TaskFormRecord> {
    const values = await withMembers(record.values, filled);
    const names = {
      ...record.names,
      ...(await findNames(peopleOf(values).filter((person) => !(person in record.names)))),
    };
    const strategyChosen = record.strategyChosen || chosen.strategy;
    const perInputChosen = record.perInputChosen === true || chosen.workersPerInput;
    const strategy = strategyChosen ? values.strategy : defaultStrategy(values.workers);
    const nameOf = nameIn(names);
    const carried = carryWeights(record.values, { ...values, strategy }, nameOf);
    const taken = { ...record, strategyChosen, perInputChosen, names };
    if (perInputChosen) return { ...taken, values: carried };
    const { workersPerInput: before } = record.values;
    const { workersPerInput: opened } = record.edited?.before ?? record.opened ?? EMPTY_TASK_FORM_RECORD.values;
    const workersPerInput = defaultWorkersPerInput({ ...carried, workersPerInput: before }, opened, nameOf);
    return { ...taken, values: { ...carried, workersPerInput }, perInputSet: workersPerInput };
  }

  /** The members of groups that have just been chosen come to the people of the form. */
  async function withMembers(before: TaskFormValues, filled: TaskFormValues): Promise<TaskFormValues> {
    if (!hasNewGroups(before, filled)) return filled;
    try {
      return addGroupMembers(before, filled, await userGroups.list());
    } catch (err) {
      log.warn({ err }, "could not ask Slack who is in a user group");
      return addGroupMembers(before, filled, []);
    }
  }

  /** Names of people; whoever Slack does not tell about now is left out, and asked for again next time. */
  async function findNames(ids: readonly string[]): Promise<Record<string, string>> {
    const found = await Promise.allSettled(ids.map((id) => people.find(id)));
    const names: Record<string, string> = {};
    const failures: unknown[] = [];
    for (const [index, result] of found.entries()) {
      const id = ids[index];
      if (id === undefined) continue;
      if (result.status === "rejected") failures.push(result.reason);
      else names[id] = result.value?.name ?? id;
    }
    if (failures.length > 0)
      log.warn({ err: failures[0], people: failures.length }, "could not look up people in Slack");
    return names;
  }

  /** True when `lookUp` has nothing to ask. */
  function isComplete(record: TaskFormRecord): boolean {
    const key = sourceKeyOf(record.values);
    return (key === undefined || key in record.inputs) && unknownIn(record).length === 0;
  }

  /** Asks the other side who the people are and how many inputs there are. What it does not answer stays unknown. */
  async function lookUp(team: string, record: TaskFormRecord): Promise<TaskFormRecord> {
    const source = sourceOf(record.values);
    const key = sourceKeyOf(record.values);
    const [found, count] = await Promise.allSettled([
      resolve(team, unknownIn(record)),
      source && key && !(key in record.inputs) ? countInputs(source) : Promise.resolve(undefined),
    ]);
    for (const result of [found, count]) {
      if (result.status === "rejected")
        log.warn({ err: result.reason }, "the preview stays without what was asked for");
    }
    return {
      ...record,
      ...(found.status === "fulfilled" && {
        accounts: { ...record.accounts, ...found.value.accounts },
        whyNone: { ...record.whyNone, ...found.value.whyNone },
      }),
      ...(count.status === "fulfilled" &&
        count.value !== undefined &&
        key !== undefined && { inputs: { ...record.inputs, [key]: count.value } }),
    };
  }

  async function resolve(team: string, people: readonly string[]): Promise<KnownAccounts> {
    const found = await accounts.resolve(team, people, "interactive");
    const nobody = people.filter((person) => found[person] === null);
    return { accounts: found, whyNone: await accounts.whyNone(team, nobody, "interactive") };
  }

  /** Somebody was linked while the form was open: what was known of them is asked for again. */
  const forget = (record: TaskFormRecord, person: string): TaskFormRecord => {
    const { [person]: _forgotten, ...rest } = record.accounts;
    const { [person]: _why, ...whyNone } = record.whyNone ?? {};
    return { ...record, accounts: rest, whyNone };
  };

  return {
    blank,
    offerUnsent,
    load,
    findKept,
    save,
    keep,
    discard,
    takeOver,
    lookUp,
    isComplete,
    findNames,
    forget,
    otherSide: accounts.otherSide,
  };
}

/** Who had no account a moment ago may have been linked since. */
const unknownIn = ({ values, accounts }: TaskFormRecord): string[] =>
  peopleOf(values).filter((person) => typeof accounts[person] !== "string");

function sourceOf(values: TaskFormValues): InputSource | undefined {
  switch (values.inputSource) {
    case "ALL_INPUTS":
      return { type: "ALL_INPUTS" };
    case "UNKNOWN":
      return undefined;
    case "DATASET":
      return values.dataset && { type: "DATASET", id: values.dataset.id };
    case "SAVED_SEARCH":
      return values.savedSearch && { type: "SAVED_SEARCH", id: values.savedSearch.id };
  }
}
