import type { MessageSource } from "../domain/message-source.ts";
import type { TaskDraft } from "../domain/task-draft.ts";

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

/** What is journaled of a submission, by its kind. */
export type SubmissionPayloads = { readonly "create-task": CreateTaskPayload };

export type SubmissionKind = keyof SubmissionPayloads;
