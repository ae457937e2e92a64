import type { MessageSource } from "../domain/message-source.ts";
import type { TasksDeleted } from "../domain/submission-outcome.ts";
import type { Named, SettableStatus, Task } from "../domain/task.ts";
import type { TaskDraft } from "../domain/task-draft.ts";
import type { TaskFormValues } from "../domain/task-form.ts";

/** What a submitted create form says, as journaled. */
export type CreateTaskPayload = {
  readonly draft: TaskDraft;
  /** What is known of the people when the form is submitted. */
  readonly accounts: Readonly<Record<string, string | null>>;
  readonly names: Readonly<Record<string, string>>;
  readonly inputs: number | null;
  /** The message that the task is created from. */
  readonly source?: MessageSource;
};

/** What a submitted edit says: the fields as they were filled from the task, and as they were sent. */
export type EditTaskPayload = Omit<CreateTaskPayload, "draft" | "source"> & {
  readonly task: Task;
  readonly before: TaskFormValues;
  readonly values: TaskFormValues;
  /** `modified_at` of the other side's version that the lead has been shown and wants to save over. */
  readonly seen?: string;
};

export type SetStatusPayload = { readonly taskId: string; readonly taskName: string; readonly status: SettableStatus };

export type DeleteTasksPayload = {
  readonly tasks: readonly Named[];
  /** Who was assigned when the lead was asked. */
  readonly people: TasksDeleted["people"];
};

/** A submission that took several attempts, and the task that was told as its outcome. */
export type DropDuplicatesPayload = { readonly submission: string; readonly keep: string };

/** What somebody has asked for by a command, a shortcut or a press, in their words. */
export type RequestPayload = { readonly what: string };

/** What is journaled of a submission, by its kind. */
export type SubmissionPayloads = {
  readonly "create-task": CreateTaskPayload;
  readonly "edit-task": EditTaskPayload;
  readonly "set-status": SetStatusPayload;
  readonly "delete-tasks": DeleteTasksPayload;
  readonly "drop-duplicates": DropDuplicatesPayload;
  readonly request: RequestPayload;
};

export type SubmissionKind = keyof SubmissionPayloads;
