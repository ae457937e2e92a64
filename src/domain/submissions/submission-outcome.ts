import type { Assignment, TaskFacts } from "../assignment.ts";
import type { MessageSource } from "../message-source.ts";
import type { Named, SettableStatus, TaskStatus } from "../task.ts";
import type { AssignmentChange } from "../task-diff.ts";
import type { FormPart, TaskFormValues } from "../task-form/task-form.ts";

/** How a submission ended. */
export type SubmissionSettled = SettledHead & SubmissionOutcome;

export type SettledHead = {
  readonly submission: string;
  readonly team: string;
  /** Who sent it (Slack user id). */
  readonly person: string;
  /** Empty where no view waits for the outcome. */
  readonly viewId: string;
  readonly attempt: number;
  /** Seconds since 1970: when it was done. */
  readonly at: number;
};

export type SubmissionOutcome = TaskCreated | TaskSaved | TaskConflict | SubmissionFailed | StatusSet | TasksDeleted;

export type TaskCreated = {
  readonly outcome: "created";
  readonly task: TaskFacts;
  readonly people: readonly Assignment[];
  readonly names: Readonly<Record<string, string>>;
  /** The message that it was created from. */
  readonly source?: MessageSource;
  /** Not everybody assigned could be named just now: whoever could not is told by a round over all tasks, the others by this. */
  readonly isToldLater?: true;
};

export type TaskSaved = {
  readonly outcome: "saved";
  readonly task: TaskFacts;
  /** What the form held before and after the change. */
  readonly before: TaskFormValues;
  readonly after: TaskFormValues;
  readonly parts: readonly FormPart[];
  /** Everybody's part as it is now, for those whose message says more than their share. People are keys of the form. */
  readonly assignments: readonly Assignment[];
  readonly changes: readonly AssignmentChange[];
  readonly names: Readonly<Record<string, string>>;
  /** Whose task it is for its people: its creator, else who changed it. */
  readonly from: string;
} & ToldLater;

/** Somebody else changed the task after the form was filled: nothing was saved, and the lead chooses. */
export type TaskConflict = {
  readonly outcome: "conflict";
  readonly taskName: string;
  /** When the version was made that the lead is shown (`modified_at`); empty where the API does not say. */
  readonly seen: string;
  readonly before: TaskFormValues;
  readonly mine: TaskFormValues;
  readonly theirs: TaskFormValues;
  readonly statusBefore: TaskStatus;
  readonly statusNow: TaskStatus;
  readonly names: Readonly<Record<string, string>>;
};

export type SubmissionFailed = {
  readonly outcome: "failed";
  /** What did not happen: `“Digits” was not saved`. */
  readonly what: "created" | "saved" | "changed" | "deleted";
  readonly taskName: string;
  readonly reason: string;
  readonly canTryAgain: boolean;
  readonly canGoBack: boolean;
  /** Tasks that could be deleted if those that stand in the way were left out. */
  readonly others?: number;
};

export type StatusSet = {
  readonly outcome: "status-set";
  readonly task: TaskFacts;
  readonly status: SettableStatus;
  /** Everybody assigned who is in Slack. */
  readonly assignments: readonly Assignment[];
  /** Of the workers among them, those who are asked to go on: the task was reopened and they have work left. */
  readonly asked: readonly Assignment[];
} & ToldLater;

export type TasksDeleted = {
  readonly outcome: "deleted";
  readonly tasks: readonly Named[];
  readonly people: readonly Deleted[];
} & ToldLater;

/** Not everybody assigned could be named just now: nobody is told of it by this, but all of them by a round over all tasks. */
type ToldLater = { readonly isToldLater?: true };

export type TasksToDelete = {
  readonly tasks: readonly Named[];
  /** Who is assigned; undefined where not all of them could be named when it was asked. */
  readonly people?: readonly Deleted[] | undefined;
};

/** Somebody's part in a task that is deleted (a Slack user id). */
type Deleted = { readonly taskId: string; readonly person: string; readonly role: Assignment["role"] };
