import { conceptsPerInput } from "../concepts-per-input.ts";
import { machineWorkersIn } from "../machine-workers.ts";
import { writeNumber } from "../numbers.ts";
import { isOutside, machineKey } from "../people/outside-person.ts";
import type { NameOf } from "../people/person.ts";
import type { Named, Task } from "../task.ts";
import { cutText } from "../text.ts";
import { userGroupsOf } from "../user-groups.ts";
import { MAX_INSTRUCTIONS, MAX_NAME } from "./task-draft.ts";
import { EMPTY_TASK_FORM, MAX_WEIGHT_FIELDS, type TaskFormValues } from "./task-form.ts";
import { writeWeightLines } from "./weights.ts";

/** What the ids of a task are called in Slack. */
export type TaskNames = {
  /** The person in Slack, or the key of an account without one. */
  readonly personOf: (account: string) => string;
  readonly nameOf: NameOf;
  /** By concept id. */
  readonly conceptName: (id: string) => string;
  /** What the dataset or the saved search is called. */
  readonly sourceName: string;
};

/**
 * The fields of the form for a task as it is: the reverse of `parseTaskDraft`. What a field cannot hold stands in it as far as it
 * fits; a field that is left as it is changes nothing.
 */
export function formOfTask(task: Task, names: TaskNames): TaskFormValues {
  const workers = inSlackFirst(task.work.workers.map(names.personOf));
  const reviewers = task.review.strategy === "NONE" ? [] : inSlackFirst(task.review.reviewers.map(names.personOf));
  const machines = machineWorkersIn(task.raw).map(machineKey);
  const groups = userGroupsOf(task.metadata);
  return {
    ...EMPTY_TASK_FORM,
    name: cutText(task.name, MAX_NAME),
    instructions: cutText(task.instructions, MAX_INSTRUCTIONS),
    type: task.type,
    concepts: task.concepts.map((id) => ({ kind: "existing", id, name: names.conceptName(id) })),
    conceptsPerInput: conceptsPerInput(task.metadata),
    ...sourceFields(task, names.sourceName),
    ...workFields(task, workers, names),
    ...reviewFields(task),
    workers,
    reviewers,
    priority: task.priority,
    sampleMs: task.sampleMs === undefined ? "" : String(task.sampleMs),
    workerGroups: groups.workers,
    reviewerGroups: groups.reviewers,
    outsideWorkers: [...workers.filter(isOutside), ...machines],
    outsideReviewers: reviewers.filter(isOutside),
    machines,
  };
}

/** People are picked in one field and ticked in another: the order of the fields. */
const inSlackFirst = (people: readonly string[]): string[] => [
  ...people.filter((person) => !isOutside(person)),
  ...people.filter(isOutside),
];

function sourceFields({ inputSource }: Task, name: string): Partial<TaskFormValues> {
  if (inputSource.type === "ALL_INPUTS" || inputSource.type === "UNKNOWN") return { inputSource: inputSource.type };
  const source: Named | undefined = inputSource.id === "" ? undefined : { id: inputSource.id, name };
  const inputs = { inputSource: inputSource.type };
  return inputSource.type === "DATASET" ? { ...inputs, dataset: source } : { ...inputs, savedSearch: source };
}

function workFields({ work }: Task, workers: readonly string[], names: TaskNames): Partial<TaskFormValues> {
  if (work.strategy !== "PARTITIONED") return { strategy: work.strategy };
  const plan = { strategy: work.strategy, workersPerInput: String(work.workersPerInput) };
  if (!work.weights) return plan;
  const weights: Record<string, string> = {};
  const assigned = new Set(work.workers);
  for (const [account, weight] of Object.entries(work.weights)) {
    // A weight of somebody who is no worker says nothing.
    if (assigned.has(account)) weights[names.personOf(account)] = writeNumber(weight);
  }
  const areLines = workers.length > MAX_WEIGHT_FIELDS;
  const lines = areLines ? writeWeightLines(workers, weights, names.nameOf) : "";
  return { ...plan, split: "WEIGHTED", weights, weightLines: lines };
}

function reviewFields({ review }: Task): Partial<TaskFormValues> {
  switch (review.strategy) {
    case "NONE":
    case "UNKNOWN":
      return { review: review.strategy };
    case "MANUAL":
      // Fractions travel in single precision; the percentage is what was meant by them.
      return { review: "MANUAL", sample: writeNumber(Number((review.sample * 100).toPrecision(7))) };
    case "CONSENSUS":
      return {
        review: "CONSENSUS",
        labelersMustAgree: writeNumber(review.labelersMustAgree),
        reviewersMustApprove: review.reviewersMustApprove,
      };
  }
}
