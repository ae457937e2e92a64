import { formatNumber, parseNumber, plural } from "../numbers.ts";
import { labelersPerInput } from "../shares.ts";
import type { ReviewPlan, WorkPlan } from "../task.ts";
import { canBeDivided } from "./mend-shares.ts";
import type { FieldProblem, TaskFormValues } from "./task-form.ts";

/** Notes what speaks against a field, in words that say how to mend it. */
export type Refuse = (field: FieldProblem["field"], message: string) => undefined;

/** Reads the review fields; `work` is what the worker fields say, as far as they can be read. */
export function parseReview(
  values: TaskFormValues,
  work: WorkPlan | undefined,
  refuse: Refuse,
): ReviewPlan | undefined {
  const strategy = values.review;
  if (strategy === "NONE") return { strategy };
  const { reviewers } = values;
  if (strategy === "UNKNOWN") return { strategy, reviewers };
  if (reviewers.length === 0) refuse("reviewers", "Choose who reviews, or set the review strategy to None.");
  if (strategy === "MANUAL") {
    const percent = parseNumber(values.sample);
    if (percent === undefined || percent <= 0 || percent > 100)
      refuse("sample", "Enter a percentage above 0 and up to 100; to review nothing, set the review strategy to None.");
    if (percent === undefined || percent < 0 || percent > 100) return undefined;
    return { strategy, reviewers, sample: percent / 100 };
  }
  const labelersMustAgree = parseNumber(values.labelersMustAgree);
  if (labelersMustAgree === undefined || !isCount(labelersMustAgree))
    return refuse("labelersMustAgree", "Enter a whole number; 0 sends every input to the reviewers.");
  if (work) checkReach(labelersMustAgree, work, refuse);
  return { strategy, reviewers, labelersMustAgree, reviewersMustApprove: values.reviewersMustApprove };
}

/** What is never left unsaid where it is the result. */
export const ONE_APPROVES = "one label approves an input";

/** The protocol's whole numbers are 32 bits. */
const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < 2 ** 31;

/** Refuses a threshold that no input can ever reach, with ways out that work, the one that keeps the threshold among them. */
function checkReach(mustAgree: number, work: WorkPlan, refuse: Refuse): void {
  const labelers = labelersPerInput(work);
  if (labelers === undefined || mustAgree <= labelers) return;
  const lower =
    labelers === 1
      ? `Labelers who must agree to 1, by which ${ONE_APPROVES}`
      : `Labelers who must agree to ${labelers} or less`;
  refuse(
    "labelersMustAgree",
    `Each input is labeled by ${plural(labelers, "worker")}, so ${formatNumber(mustAgree)} can never agree: ${mendReach(mustAgree, work, lower)}.`,
  );
}

function mendReach(mustAgree: number, work: WorkPlan, lower: string): string {
  const missing = mustAgree - work.workers.length;
  const add = `add ${plural(missing, "worker")}`;
  if (work.strategy !== "PARTITIONED") return `set ${lower}, or ${add}`;
  const needsEqual = work.weights !== undefined && (missing > 0 || !canBeDivided(work.weights, mustAgree));
  const set = `set ${needsEqual ? "Split to Evenly and " : ""}Workers per input to ${mustAgree}`;
  return `${missing > 0 ? `${add} and ${set}` : set}, or ${lower}`;
}
