import type { TaskFacts } from "../domain/assignment.ts";
import type { ConceptsPerInput } from "../domain/concepts-per-input.ts";
import { allOf, countInWords, formatPercent, plural } from "../domain/numbers.ts";
import type { InputSource, Priority, ReviewPlan, TaskStatus, TaskType, WorkerStrategy } from "../domain/task.ts";
import type { WaitsFor } from "../domain/waits-for.ts";

/** The modal's words, used wherever the app speaks of these things. */
export const TYPE_WORDS: Record<TaskType, string> = {
  CONCEPTS_CLASSIFICATION: "Concepts classification",
  BOUNDING_BOX_DETECTION: "Bounding box detection",
  POLYGON_DETECTION: "Polygon detection",
  TYPE_NOT_SET: "Automatic annotation",
  UNKNOWN: "Type not known here",
};

export const SOURCE_WORDS: Record<InputSource["type"], string> = {
  ALL_INPUTS: "All inputs",
  DATASET: "Dataset",
  SAVED_SEARCH: "Saved search",
  UNKNOWN: "Inputs chosen in a way not known here",
};

export const STRATEGY_WORDS: Record<WorkerStrategy, string> = {
  FULL: "Full",
  PARTITIONED: "Partitioned",
  DYNAMIC: "Dynamic",
  NOT_SET: "No strategy set",
  UNKNOWN: "Strategy not known here",
};

/** What each strategy means, as a line under it in a list. */
export const STRATEGY_MEANINGS: Record<WorkerStrategy, string> = {
  FULL: "Every worker labels every input.",
  PARTITIONED: "The inputs are divided among the workers.",
  DYNAMIC: "Workers ask for ten inputs at a time.",
  NOT_SET: "The task does not say how the work is divided; left as it is, it stays so.",
  UNKNOWN: "Left as it is, it stays; another one takes its place.",
};

export const REVIEW_WORDS: Record<ReviewPlan["strategy"], string> = {
  NONE: "None",
  MANUAL: "Manual",
  CONSENSUS: "Consensus",
  UNKNOWN: "Rule not known here",
};

export const STATUS_WORDS: Record<TaskStatus, string> = {
  IN_PROGRESS: "In progress",
  DONE: "Done",
  WONT_DO: "Won’t do",
  FAILED: "Failed",
  IDLE: "Idle",
  UNKNOWN: "Status not known",
};

export const PER_INPUT_WORDS: Record<ConceptsPerInput, string> = { ONE: "One", SEVERAL: "Several" };
export const SPLIT_WORDS = { EVENLY: "Evenly", WEIGHTED: "Weighted" } as const;
export const APPROVE_WORDS = { ONE: "One", ALL: "All" } as const;

export const PRIORITY_WORDS: Record<Priority, string> = {
  LOW: "Low",
  MEDIUM: "Medium",
  HIGH: "High",
  UNKNOWN: "Not known here",
};

export const priorityInWords = (priority: Priority): string =>
  priority === "UNKNOWN" ? "priority not known here" : `${PRIORITY_WORDS[priority].toLowerCase()} priority`;

export const WAITS_FOR_WORDS: Record<WaitsFor, string> = {
  workers: "waits for workers",
  labels: "waits for labels",
  "labels-and-review": "waits for labels and review",
  review: "waits for review",
  closing: "all done, can be closed",
};

/** "Concepts classification, one concept per input", "Polygon detection". */
export const typeInWords = ({ type, conceptsPerInput }: Pick<TaskFacts, "type" | "conceptsPerInput">): string =>
  conceptsPerInput === "ONE" ? `${TYPE_WORDS[type]}, one concept per input` : TYPE_WORDS[type];

/** "all inputs", "dataset lunch-photos". */
export function sourceInWords(source: InputSource["type"], name?: string): string {
  const words = SOURCE_WORDS[source].toLowerCase();
  return name === undefined ? words : `${words} ${name}`;
}

/** The source with its size where that is known: "all 200 inputs", "dataset lunch-photos, 450 inputs". */
export function sourceWithCount({ source, sourceName, inputs }: TaskFacts): string {
  if (!inputs) return sourceInWords(source, sourceName);
  if (source === "ALL_INPUTS") return allOf(inputs, "input");
  return `${sourceInWords(source, sourceName)}, ${plural(inputs, "input")}`;
}

/** The link to the message that a task was created from. */
export const FROM_MESSAGE = "From this message";

/** A fraction of inputs: "90 % · about 405 of 450", "100 % · all 450", "90 %" where the inputs are not counted or none are there yet. */
export function shareInWords(fraction: number, inputs: number | undefined): string {
  const percent = formatPercent(fraction);
  if (!inputs) return percent;
  if (fraction >= 1) return `${percent} · ${inputs === 2 ? "both" : `all ${inputs}`}`;
  return `${percent} · about ${Math.round(fraction * inputs)} of ${inputs}`;
}

/** A worker's share as a sentence of its own, with the unit. */
export function workInWords(
  { strategy, inputs }: Pick<TaskFacts, "strategy" | "inputs">,
  fraction: number | undefined,
): string {
  if (strategy === "UNKNOWN" || strategy === "NOT_SET") return "How much of it is yours is not known here";
  if (fraction === undefined) return "Ten inputs at a time, as you ask";
  if (!inputs) return `${formatPercent(fraction)} of the inputs`;
  return `${shareInWords(fraction, inputs)} ${inputs === 1 ? "input" : "inputs"}`;
}

/** What comes to a reviewer, how much of it and when. */
export function reviewWorkInWords(facts: TaskFacts): string {
  const { review, inputs } = facts;
  if (review.strategy === "NONE") return "";
  if (review.strategy === "UNKNOWN") return "By a rule that is not known here";
  const others =
    review.reviewers.length > 1 ? `, shared with ${plural(review.reviewers.length - 1, "other reviewer")}` : "";
  if (review.strategy === "MANUAL") {
    const of =
      review.sample >= 1 ? "Every labeled input" : `A sample of ${formatPercent(review.sample)} of the labeled inputs`;
    const about = !inputs ? "" : ` · about ${Math.round(review.sample * inputs)} of ${inputs}`;
    return `${of}${about}${others}`;
  }
  const which = consensusCase(review.labelersMustAgree, facts.labelersPerInput);
  if (review.reviewersMustApprove === "ALL") {
    const all = !inputs ? "" : ` · at most ${inputs}`;
    return `${which}${all}, each to be approved by ${allOf(review.reviewers.length, "reviewer")}`;
  }
  if (!inputs) return `${which}${others}`;
  if (review.reviewers.length === 1) return `${which} · at most ${inputs}`;
  return `${which} · at most about ${Math.ceil(inputs / review.reviewers.length)} of ${inputs}${others}`;
}

/** How much comes to the reviewers together, and to each: what a lead reads, as the rest of a sentence. */
export function reviewLoadInWords({ review, inputs, labelersPerInput }: ReviewFacts): string {
  if (review.strategy === "NONE") return "nothing";
  if (review.strategy === "UNKNOWN") return "by a rule that is not known here";
  const { length: reviewers } = review.reviewers;
  if (review.strategy === "MANUAL") {
    const together = reviewers > 1 ? " together" : "";
    if (review.sample >= 1) return `every labeled input${inputs ? ` · all ${inputs}${together}` : ""}`;
    const about = inputs ? ` · about ${Math.round(review.sample * inputs)} of ${inputs}${together}` : "";
    return `a sample of ${formatPercent(review.sample)} of the labeled inputs${about}`;
  }
  const most = inputs ? ` · at most ${inputs}` : "";
  const load = `${consensusLoad(review.labelersMustAgree, labelersPerInput)}${most}`;
  if (reviewers <= 1) return load;
  if (review.reviewersMustApprove === "ALL") return `${load}, each to be approved by all of them`;
  return inputs ? `${load}, about ${Math.ceil(inputs / reviewers)} each` : `${load}, divided among them`;
}

/** That one label approves is never left unsaid. */
function consensusLoad(threshold: number, labelers: number | undefined): string {
  if (threshold === 1) return "what the labels leave undecided; one label approves an input";
  const which = consensusCase(threshold, labelers);
  return which.charAt(0).toLowerCase() + which.slice(1);
}

type ReviewFacts = Pick<TaskFacts, "review" | "inputs" | "labelersPerInput">;

function consensusCase(threshold: number, labelers: number | undefined): string {
  if (threshold === 0) return "Every labeled input";
  if (threshold === 1) return "Inputs that the labels leave undecided";
  const of = labelers === undefined ? "" : ` of ${countInWords(labelers)}`;
  return `Inputs on which ${countInWords(threshold)}${of} labelers do not agree`;
}

/** The review rule for a worker: what happens to what they submit. */
export function reviewRuleInWords(review: ReviewPlan): string {
  switch (review.strategy) {
    case "NONE":
      return "no review";
    case "UNKNOWN":
      return "reviewed by a rule not known here";
    case "MANUAL":
      return `${formatPercent(review.sample)} reviewed`;
    case "CONSENSUS":
      return review.labelersMustAgree === 0
        ? "every input reviewed"
        : review.labelersMustAgree === 1
          ? "approved with one label"
          : `approved when ${countInWords(review.labelersMustAgree)} labelers agree`;
  }
}

/** "Ana, Ben and 4 more". */
export function listNames(names: readonly string[], most = 10): string {
  if (names.length <= most) return names.join(", ");
  return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}
