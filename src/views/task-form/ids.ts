import type { TaskField } from "../../domain/task-form/task-form.ts";

/** The ids of the task form. Block id and action id of a field are the same, so that what was typed stays through updates. */
const PREFIX = "task_form:";

export const TASK_FORM = {
  create: "task_form.create",
  edit: "task_form.edit",
  link: "task_form.link",
  continue: "task_form.continue",
  discard: "task_form.discard",
  more: "task_form.more",
  fewer: "task_form.fewer",
  /** What the ids of all its fields begin with; there is one for each worker's weight. */
  fields: PREFIX,
} as const;

export const FIELD = {
  name: `${PREFIX}name`,
  instructions: `${PREFIX}instructions`,
  type: `${PREFIX}type`,
  concepts: `${PREFIX}concepts`,
  conceptsPerInput: `${PREFIX}conceptsPerInput`,
  inputSource: `${PREFIX}inputSource`,
  dataset: `${PREFIX}dataset`,
  savedSearch: `${PREFIX}savedSearch`,
  workers: `${PREFIX}workers`,
  outsideWorkers: `${PREFIX}outsideWorkers`,
  strategy: `${PREFIX}strategy`,
  workersPerInput: `${PREFIX}workersPerInput`,
  split: `${PREFIX}split`,
  weightLines: `${PREFIX}weightLines`,
  review: `${PREFIX}review`,
  reviewers: `${PREFIX}reviewers`,
  outsideReviewers: `${PREFIX}outsideReviewers`,
  sample: `${PREFIX}sample`,
  labelersMustAgree: `${PREFIX}labelersMustAgree`,
  reviewersMustApprove: `${PREFIX}reviewersMustApprove`,
  priority: `${PREFIX}priority`,
  sampleMs: `${PREFIX}sampleMs`,
  workerGroups: `${PREFIX}workerGroups`,
  reviewerGroups: `${PREFIX}reviewerGroups`,
} as const;

export const weightField = (person: string): string => `${PREFIX}weight:${person}`;

/** The worker whose weight this field holds. */
export const personOfWeightField = (actionId: string): string | undefined =>
  actionId.startsWith(weightField("")) ? actionId.slice(weightField("").length) : undefined;

/** The action id of a field that the domain names. */
export const actionIdOf = (field: TaskField): string => PREFIX + field;

/** A press that changes what the form shows. */
const CHANGING_BUTTONS: readonly string[] = [TASK_FORM.discard, TASK_FORM.more, TASK_FORM.fewer];

/** The fields whose change can show or hide others, or change the preview. */
const CONTROLLING_FIELDS: readonly string[] = [
  FIELD.type,
  FIELD.inputSource,
  FIELD.dataset,
  FIELD.savedSearch,
  FIELD.workers,
  FIELD.outsideWorkers,
  FIELD.strategy,
  FIELD.workersPerInput,
  FIELD.split,
  FIELD.weightLines,
  FIELD.review,
  FIELD.reviewers,
  FIELD.outsideReviewers,
  FIELD.workerGroups,
  FIELD.reviewerGroups,
  FIELD.sample,
  FIELD.labelersMustAgree,
  FIELD.reviewersMustApprove,
];

/** Whether the form may have to be shown anew after this field or button was touched. */
export const changesForm = (actionId: string): boolean =>
  CONTROLLING_FIELDS.includes(actionId) ||
  CHANGING_BUTTONS.includes(actionId) ||
  personOfWeightField(actionId) !== undefined;

export const MORE_BLOCK = "task_form:more";
export const PREVIEW_BLOCK = "task_form:preview";
export const CONSEQUENCES_BLOCK = "task_form:consequences";
