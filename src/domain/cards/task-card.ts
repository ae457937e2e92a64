import { conceptFacts, type TaskFacts } from "../assignment.ts";
import type { ConceptsPerInput } from "../concepts-per-input.ts";
import type { TaskPace } from "../follow/task-pace.ts";
import type { OwnPart } from "../own-part.ts";
import { labelersPerInput } from "../shares.ts";
import type { Task } from "../task.ts";
import type { TaskGroups } from "../user-groups.ts";
import type { TaskProgress, WorkerProgress, WorkFigures } from "./task-progress.ts";

/** What somebody may do with a task beyond looking at it. */
export type TaskAction = "edit" | "delete" | "share" | "duplicate";

/** A worker with a name for people. */
export type CardWorker = WorkerProgress & { readonly name: string };

/** Everything that a task holds, with names instead of ids: what a card shows. */
export type TaskCard = Omit<TaskProgress, "workers"> & {
  readonly task: Omit<Task, "raw" | "metadata">;
  /** Names, in the task's order. */
  readonly concepts: readonly string[];
  /** Of a classification. */
  readonly conceptsPerInput?: ConceptsPerInput;
  /** What the input source is called; absent for all inputs. */
  readonly sourceName?: string;
  /** The first workers, by name; how many there are in all is `workersTotal`. */
  readonly workers: readonly CardWorker[];
  readonly workersTotal: number;
  /** The figures of all workers together; absent where they could not be had. */
  readonly total?: WorkFigures;
  /** Models and workflows among the workers, by id. */
  readonly machines: readonly string[];
  /** The first reviewers, by name. */
  readonly reviewers: readonly string[];
  readonly reviewersTotal: number;
  /** Where reviewers may not know who labels: what they read with everybody else does not say it either. */
  readonly hidesLabelers?: boolean;
  /** The user groups whose members it was given to; absent for none. */
  readonly userGroups?: TaskGroups;
  /** The address of the message that it was created from. */
  readonly messageLink?: string;
  /** Name of whoever created it: with this app, or else the account that owns it. */
  readonly creator?: string;
  /** What of it is theirs who look at it; absent on a card that everybody reads. */
  readonly own?: OwnPart;
  /** What whoever looks at it may do; a card that everybody reads has none. */
  readonly may?: readonly TaskAction[];
  /** How it is going on, where that was asked. */
  readonly pace?: TaskPace;
  /** Why the figures per worker are missing, and what to do: a sentence. */
  readonly missing?: string;
};

/** The facts of a task that its card knows, for a message about it. */
export function factsOfCard(card: TaskCard): TaskFacts {
  const { task, concepts, conceptsPerInput, sourceName, inputs, messageLink } = card;
  const labelers = labelersPerInput(task.work);
  return {
    id: task.id,
    name: task.name,
    type: task.type,
    instructions: task.instructions,
    ...conceptFacts(concepts),
    ...(conceptsPerInput && { conceptsPerInput }),
    source: task.inputSource.type,
    ...(sourceName !== undefined && { sourceName }),
    strategy: task.work.strategy,
    ...(labelers !== undefined && { labelersPerInput: labelers }),
    review: task.review,
    ...(task.priority && { priority: task.priority }),
    ...(inputs !== undefined && { inputs }),
    ...(messageLink !== undefined && { messageLink }),
  };
}
