import type { NameOf } from "../../domain/people/person.ts";
import type { TaskFormValues } from "../../domain/task-form/task-form.ts";
import type { LeftForm } from "../../domain/task-form/task-form-record.ts";
import type { WorkPreview } from "../../domain/task-form/work-preview.ts";

/** What the task form shows. */
export type TaskFormModel = {
  /** Tells this form from any other one in the same window: Slack keeps what a block holds as long as its id stays. */
  readonly formKey: string;
  readonly callbackId: string;
  readonly title: string;
  readonly submit: string;
  readonly privateMetadata: string;
  readonly values: TaskFormValues;
  /** False while the strategy is the default and may still follow the workers. */
  readonly strategyChosen: boolean;
  /** What the form itself has last set the workers per input to. */
  readonly perInputSet: string;
  /** Whether what few need shows. */
  readonly showsMore: boolean;
  readonly preview: WorkPreview | undefined;
  readonly nameOf: NameOf;
  readonly otherSide: string;
  readonly left?: LeftForm;
  /** What the task held when the form of an existing one was filled from it; absent for a new task. */
  readonly before?: TaskFormValues;
};
