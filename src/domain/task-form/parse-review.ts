import { formatNumber, parseNumber, plural } from "../numbers.ts";
import type { NameOf } from "../people/person.ts";
import { labelersPerInput } from "../shares.ts";
import type { ReviewPlan, WorkPlan } from "../task.ts";
import { checkShares } from "./check-shares.ts";
import type { FieldProblem, TaskFormValues } from "./task-form.ts";

/** Notes what speaks against a field, in words that say how to mend it. */
export type Refuse = (field: FieldProblem["field"], message: string) => undefined;

/** Reads the review fields; `work` is what the worker fields say, as far as they can be read. */
export function parseReview(
  values: TaskFormValues,
  { work, nameOf }: { work: WorkPlan | undefined; nameOf: NameOf },
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
  if (work) checkReach(labelersMustAgree, work, nameOf, refuse);
  return { strategy, reviewers, labelersMustAgree, reviewersMustApprove: values.reviewersMustApprove };
}

/** The protocol's whole numbers are 32 bits. */
const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < 2 ** 31;

/** Refuses a threshold that no input can ever reach, with the nearest values that work. */
function checkReach(mustAgree: number, work: WorkPlan, nameOf: NameOf, refuse: Refuse): void {
  const labelers = labelersPerInput(work);
  if (labelers === undefined || mustAgree <= labelers) return;
  const fewer = labelers === 1 ? "1" : `${labelers} or less`;
  const less = `Labelers who must agree to ${fewer}`;
  refuse(
    "labelersMustAgree",
    `Each input is labeled by ${plural(labelers, "worker")}, so ${formatNumber(mustAgree)} can never agree: ${mendReach(mustAgree, work, nameOf, less)}.`,
  );
}

function mendReach(mustAgree: number, work: WorkPlan, nameOf: NameOf, less: string): string {
  const missing = mustAgree - work.workers.length;
  if (work.strategy !== "PARTITIONED") return `set ${less}, or add ${plural(missing, "worker")}`;
  const isPossible = missing <= 0 && (!work.weights || checkShares(work.weights, mustAgree, nameOf).length === 0);
  return isPossible ? `set Workers per input to ${mustAgree}, or ${less}` : `set ${less}`;
}
