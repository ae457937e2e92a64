import type { ConceptsPerInput } from "./concepts-per-input.ts";
import { conceptsPerInput } from "./concepts-per-input.ts";
import { messageLinkOf } from "./message-source.ts";
import { computeShares, labelersPerInput, reviewFraction } from "./shares.ts";
import type { InputSource, Priority, ReviewPlan, Task, TaskType, WorkPlan } from "./task.ts";

/** The facts of a task that everybody on it is told. */
export type TaskFacts = {
  readonly id: string;
  readonly name: string;
  readonly type: TaskType;
  readonly instructions: string;
  /** The first of its concepts by name, and how many there are. */
  readonly concepts?: { readonly first: readonly string[]; readonly total: number };
  /** Of a classification. */
  readonly conceptsPerInput?: ConceptsPerInput;
  readonly source: InputSource["type"];
  readonly sourceName?: string;
  readonly strategy: WorkPlan["strategy"];
  /** How many different workers see each input, where that is known. */
  readonly labelersPerInput?: number;
  readonly review: ReviewPlan;
  readonly priority?: Priority;
  /** Inputs of the source, where they could be counted. */
  readonly inputs?: number;
  /** The address of the message that it was created from. */
  readonly messageLink?: string;
};

/** What is one person's on a task, in one role. */
export type Assignment = {
  /** Slack user id. */
  readonly person: string;
  readonly role: "worker" | "reviewer";
  /** Fraction (0..1) of the inputs; absent where work is handed out on request. */
  readonly fraction?: number;
};

/** Whether anything of the task is theirs: a worker of weight 0 is on it and has none of its inputs. */
export const hasShare = ({ role, fraction }: Pick<Assignment, "role" | "fraction">): boolean =>
  role !== "worker" || fraction !== 0;

/** What a message names of them at most; a task can have thousands. */
const CONCEPTS_TOLD = 20;

export const conceptFacts = (names: readonly string[]): Pick<TaskFacts, "concepts"> =>
  names.length === 0 ? {} : { concepts: { first: names.slice(0, CONCEPTS_TOLD), total: names.length } };

type KnownFacts = {
  readonly sourceName?: string;
  readonly inputs?: number;
  /** By name, in the task's order. */
  readonly concepts?: readonly string[];
};

/** The facts of a task as the API holds it. */
export function factsOfTask(task: Task, known: KnownFacts): TaskFacts {
  const { concepts, ...rest } = known;
  const labelers = labelersPerInput(task.work);
  const messageLink = messageLinkOf(task.metadata);
  return {
    id: task.id,
    name: task.name,
    type: task.type,
    instructions: task.instructions,
    ...(task.type === "CONCEPTS_CLASSIFICATION" && { conceptsPerInput: conceptsPerInput(task.metadata) }),
    source: task.inputSource.type,
    ...conceptFacts(concepts ?? []),
    ...rest,
    strategy: task.work.strategy,
    ...(labelers !== undefined && { labelersPerInput: labelers }),
    review: task.review,
    ...(task.priority && { priority: task.priority }),
    ...(messageLink !== undefined && { messageLink }),
  };
}

/** What a person's message about a task is about: its events are sent in their order. */
export const messageSubject = (team: string, taskId: string, { person, role }: Pick<Assignment, "person" | "role">) =>
  `${team}:${taskId}:${person}:${role}`;

/** Everybody's part in a plan, workers first; somebody in both roles appears twice. */
export function assignmentsOf(work: WorkPlan, review: ReviewPlan): Assignment[] {
  const workers = computeShares(work).map(({ worker, fraction }) => ({
    person: worker,
    role: "worker" as const,
    ...(fraction !== undefined && { fraction }),
  }));
  if (review.strategy === "NONE") return workers;
  const fraction = reviewFraction(review);
  const reviewers = review.reviewers.map((person) => ({
    person,
    role: "reviewer" as const,
    ...(fraction !== undefined && { fraction }),
  }));
  return [...workers, ...reviewers];
}
