import type { Assignment, TaskFacts } from "./assignment.ts";
import type { FormPart } from "./form-changes.ts";
import type { Named, SettableStatus, TaskStatus } from "./task.ts";
import type { AssignmentChange } from "./task-diff.ts";
import type { TaskFormValues } from "./task-form.ts";

/** How a change of a task, or a deletion, ended (`change.settled`). */
export type ChangeSettled = {
  readonly submission: string;
  readonly team: string;
  /** Who changed it (Slack user id). */
  readonly person: string;
  /** Empty where no view waits for the outcome. */
  readonly viewId: string;
  readonly attempt: number;
  /** Seconds since 1970: when it was done. */
  readonly at: number;
} & ChangeOutcome;

export type ChangeOutcome = TaskSaved | TaskConflict | ChangeFailed | StatusSet | TasksDeleted;

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
};

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

export type ChangeFailed = {
  readonly outcome: "failed";
  /** What did not happen: `“Digits” was not saved`. */
  readonly what: "saved" | "changed" | "deleted";
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
};

export type TasksDeleted = {
  readonly outcome: "deleted";
  readonly tasks: readonly Named[];
  /** Who was assigned (Slack user ids). */
  readonly people: readonly { readonly taskId: string; readonly person: string; readonly role: Assignment["role"] }[];
};

/** Somebody's share, or what their message says of the task, is another (`assignment.changed`): their message is edited. */
export type AssignmentChanged = {
  readonly team: string;
  readonly task: TaskFacts;
  readonly assignment: Assignment;
  /** Whose task it is (Slack user id). */
  readonly from: string;
  readonly by: string;
  readonly at: number;
  /** Set when the share changed; `before` is absent where work was handed out on request. */
  readonly share?: { readonly before?: number };
  /** What else in the message changed. */
  readonly parts: readonly FormPart[];
  /** The task was closed, and is open again. */
  readonly isReopened?: boolean;
};

/**
 * A task, or somebody's part in it, is closed or gone (`assignment.ended`): their message is edited. Who was taken off is told, and
 * so is whoever has no message to be edited when the task is deleted.
 */
export type AssignmentEnded = {
  readonly team: string;
  readonly taskId: string;
  readonly taskName: string;
  readonly person: string;
  readonly role: Assignment["role"];
  readonly why: "removed" | "deleted" | "done" | "wont-do";
  /** They have muted such messages: the one that they have is edited, and no other is sent. */
  readonly isSilent?: boolean;
  readonly by: string;
  readonly at: number;
};
