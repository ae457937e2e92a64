import type { ConceptsPerInput } from "../concepts-per-input.ts";
import type { InputSource, Named, Priority, ReviewPlan, TaskType, WorkerStrategy } from "../task.ts";
import type { UserGroup } from "../user-groups.ts";

/** A concept as chosen in the form: one that exists, or a name that is made into one on submission. */
export type ConceptChoice = { readonly kind: "existing"; readonly id: string; readonly name: string } | NewConcept;
export type NewConcept = { readonly kind: "new"; readonly name: string };

/**
 * What stands in the fields of the task form, unchecked. Numbers are the text that was typed; people are Slack user ids, and keys of
 * those who are not in Slack (outside-person.ts).
 */
export type TaskFormValues = {
  readonly name: string;
  readonly instructions: string;
  readonly type: TaskType | undefined;
  readonly concepts: readonly ConceptChoice[];
  readonly conceptsPerInput: ConceptsPerInput;
  readonly inputSource: InputSource["type"];
  readonly dataset: Named | undefined;
  readonly savedSearch: Named | undefined;
  readonly workers: readonly string[];
  readonly strategy: WorkerStrategy;
  readonly workersPerInput: string;
  readonly split: "EVENLY" | "WEIGHTED";
  /** By worker; a worker whose field is empty or was never shown is absent. */
  readonly weights: Readonly<Record<string, string>>;
  /** The text field that replaces the number fields above `MAX_WEIGHT_FIELDS` workers. */
  readonly weightLines: string;
  readonly review: ReviewPlan["strategy"];
  readonly reviewers: readonly string[];
  /** Percent. */
  readonly sample: string;
  readonly labelersMustAgree: string;
  readonly reviewersMustApprove: "ONE" | "ALL";
  readonly priority: Priority | undefined;
  readonly sampleMs: string;
  /** The user groups that the task is given to: who was in one when it was chosen is among the workers or reviewers. */
  readonly workerGroups: readonly UserGroup[];
  readonly reviewerGroups: readonly UserGroup[];
  /** Who is on the task without being in Slack, ticked or not: accounts, and for the workers models and workflows too. */
  readonly outsideWorkers: readonly string[];
  readonly outsideReviewers: readonly string[];
  /** The ticked ones among the models and workflows; ticked accounts are among the workers and reviewers. */
  readonly machines: readonly string[];
};

/** The fields of the form by name; the field of a worker's weight carries the worker. */
export type TaskField = Exclude<keyof TaskFormValues, "weights"> | `weight:${string}`;

/** Something in the form that its author can mend: on which field, and in words that say how. */
export type FieldProblem = { readonly field: TaskField; readonly message: string };

/** Above this many workers, weights are typed as lines of text: a Slack view holds 100 blocks. */
export const MAX_WEIGHT_FIELDS = 40;

/** What the modal holds when it opens: one concept per input, all inputs, no review; see `defaultStrategy` for the workers. */
export const EMPTY_TASK_FORM: TaskFormValues = {
  name: "",
  instructions: "",
  type: "CONCEPTS_CLASSIFICATION",
  concepts: [],
  conceptsPerInput: "ONE",
  inputSource: "ALL_INPUTS",
  dataset: undefined,
  savedSearch: undefined,
  workers: [],
  strategy: "FULL",
  workersPerInput: "1",
  split: "EVENLY",
  weights: {},
  weightLines: "",
  review: "NONE",
  reviewers: [],
  sample: "100",
  labelersMustAgree: "2",
  reviewersMustApprove: "ONE",
  priority: undefined,
  sampleMs: "",
  workerGroups: [],
  reviewerGroups: [],
  outsideWorkers: [],
  outsideReviewers: [],
  machines: [],
};

/**
 * The strategy shown until the lead chooses one: with workers, everyone labels an equal part once;
 * without any, a task that nobody is assigned to (which the API does not allow for PARTITIONED).
 */
export const defaultStrategy = (workers: readonly string[]): WorkerStrategy =>
  workers.length > 0 ? "PARTITIONED" : "FULL";

/** Which of the conditional fields show. */
export function visibleFields(values: TaskFormValues) {
  const partitioned = values.strategy === "PARTITIONED";
  const weighted = partitioned && values.split === "WEIGHTED" && values.workers.length > 0;
  return {
    conceptsPerInput: values.type === "CONCEPTS_CLASSIFICATION",
    dataset: values.inputSource === "DATASET",
    savedSearch: values.inputSource === "SAVED_SEARCH",
    partition: partitioned,
    weightFields: weighted && values.workers.length <= MAX_WEIGHT_FIELDS,
    weightLines: weighted && values.workers.length > MAX_WEIGHT_FIELDS,
    reviewers: values.review !== "NONE",
    sample: values.review === "MANUAL",
    consensus: values.review === "CONSENSUS",
  };
}

/** Whether something stands in the fields that few need. */
export const holdsRareFields = ({ priority, sampleMs, workerGroups, reviewerGroups }: TaskFormValues): boolean =>
  priority !== undefined || sampleMs !== "" || workerGroups.length + reviewerGroups.length > 0;

/** What of a task a form can change, in the parts that are written as one. */
export const FORM_PARTS = [
  "name",
  "instructions",
  "type",
  "concepts",
  "conceptsPerInput",
  "inputSource",
  "work",
  "machines",
  "review",
  "priority",
  "sampleMs",
  "userGroups",
] as const;

export type FormPart = (typeof FORM_PARTS)[number];
