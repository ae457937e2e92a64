import type { JsonObject } from "../json.ts";
import type { MessageSource } from "../message-source.ts";
import type { WhyNone } from "../people/account-of-person.ts";
import type { Task } from "../task.ts";
import { changedParts } from "./form-changes.ts";
import { EMPTY_TASK_FORM, type TaskFormValues } from "./task-form.ts";

/** A task form while it is open: its fields, and what was found out for it. Kept as the content of a draft. */
export type TaskFormRecord = {
  readonly values: TaskFormValues;
  /** Whether the lead has chosen the worker strategy, or it is still the default. */
  readonly strategyChosen: boolean;
  /** The same of the number of workers per input. */
  readonly perInputChosen?: boolean;
  /** What the form itself has last set that number to; 1 when absent. */
  readonly perInputSet?: string;
  /** By Slack user id: the account on the other side, `null` where there is none; absent while not looked up. */
  readonly accounts: Readonly<Record<string, string | null>>;
  readonly whyNone?: WhyNone;
  /** What the people of the form are called. */
  readonly names: Readonly<Record<string, string>>;
  /** Inputs of the source, by its key; `null` where they cannot be counted cheaply. */
  readonly inputs: Readonly<Record<string, number | null>>;
  /** The message that the form was opened from. */
  readonly source?: MessageSource;
  /** What the fields of a new task held when the form was opened. */
  readonly opened?: TaskFormValues;
  /** Absent in the form of a new task. */
  readonly edited?: EditedTask;
  /** Whether the lead has opened or closed what few need; when absent, it shows where it holds something. */
  readonly showsMore?: boolean;
  /** What this person has left unsent, as the form offers it at its top. */
  readonly left?: LeftForm;
};

/** A form that was typed into and closed unsent, by its draft and the name that stands in it; or why there is none any more. */
export type LeftForm = { readonly draft: string; readonly name: string } | "outdated" | "gone";

/** The task that a form was filled from, as it was read, and what the fields held then. */
export type EditedTask = { readonly task: Task; readonly before: TaskFormValues };

export const EMPTY_TASK_FORM_RECORD: TaskFormRecord = {
  values: EMPTY_TASK_FORM,
  strategyChosen: false,
  accounts: {},
  names: {},
  inputs: {},
};

/** The people of a form: workers, and reviewers where there is a review. */
export function peopleOf(values: TaskFormValues): readonly string[] {
  return [...new Set(values.review === "NONE" ? values.workers : [...values.workers, ...values.reviewers])];
}

/** Tells input sources apart; undefined while the source is not chosen yet. */
export function sourceKeyOf(values: TaskFormValues): string | undefined {
  switch (values.inputSource) {
    case "ALL_INPUTS":
      return "all";
    case "UNKNOWN":
      return undefined;
    case "DATASET":
      return values.dataset && `dataset:${values.dataset.id}`;
    case "SAVED_SEARCH":
      return values.savedSearch && `search:${values.savedSearch.id}`;
  }
}

/** Inputs of the chosen source, where they were counted. */
export function inputsOf(record: TaskFormRecord): number | undefined {
  const key = sourceKeyOf(record.values);
  return key === undefined ? undefined : (record.inputs[key] ?? undefined);
}

/** The form once it offers nothing to go on with. */
export function withoutOffer({ left: _left, ...record }: TaskFormRecord): TaskFormRecord {
  return record;
}

/** What a filled edit form is submitted with; undefined for the form of a new task. */
export function editOf(record: TaskFormRecord) {
  const { edited, values, accounts, names } = record;
  return edited && { ...edited, values, accounts, names, inputs: inputsOf(record) ?? null };
}

/** What a form for this is found again by, when it was left unsent: a new task, or the changes of the one with this id. */
export const resumesFor = (taskId?: string): string => (taskId === undefined ? "create" : `edit:${taskId}`);

/** What this form is found again by; undefined where nothing was typed that could be lost. */
export function resumesOf({ values, opened = EMPTY_TASK_FORM, edited }: TaskFormRecord): string | undefined {
  const isTyped = changedParts(edited?.before ?? opened, values).length > 0;
  return isTyped ? resumesFor(edited?.task.id) : undefined;
}

/** Of what a draft holds: one that another version has written is not gone on with. To be raised when a field gets another meaning. */
const RECORD_VERSION = 1;

/** Whether a draft can be gone on with by this version of the app. */
export const isOfThisVersion = (content: JsonObject): boolean => content["v"] === RECORD_VERSION;

/** The record as JSON for a draft, and back. What is not a record (written by an older version) reads as empty fields. */
export const writeTaskFormRecord = (record: TaskFormRecord): JsonObject =>
  JSON.parse(JSON.stringify({ v: RECORD_VERSION, ...record }));

export function readTaskFormRecord(content: JsonObject): TaskFormRecord {
  const { v: _version, ...kept } = content;
  const record = kept as Partial<TaskFormRecord>;
  const edited = record.edited && { ...record.edited, before: { ...EMPTY_TASK_FORM, ...record.edited.before } };
  return {
    ...EMPTY_TASK_FORM_RECORD,
    ...record,
    values: { ...EMPTY_TASK_FORM, ...record.values },
    ...(edited && { edited }),
  };
}
