import type { KnownAccounts, WhyNone } from "../people/account-of-person.ts";
import type { NameOf } from "../people/person.ts";
import { computeShares, type Share } from "../shares.ts";
import type { ReviewPlan, WorkPlan } from "../task.ts";
import { parseReview } from "./parse-review.ts";
import { parseWork } from "./parse-work.ts";
import type { FieldProblem, TaskFormValues } from "./task-form.ts";

/** What stands under the worker fields while the form is filled. */
export type WorkPreview = {
  readonly shares: readonly Share[];
  /** Whether shares that are not known are handed out on request (DYNAMIC). */
  readonly isOnRequest: boolean;
  /** Inputs of the source, where they could be counted cheaply. */
  readonly inputs: number | undefined;
  /** Labels per input in total: workers per input, or everybody under FULL; undefined for DYNAMIC. */
  readonly labelsPerInput: number | undefined;
  /** How the labels are checked, where that is known and there is somebody who checks them. */
  readonly review: ReviewPlan | undefined;
  /** What the submission would refuse. */
  readonly problems: readonly string[];
  /** What is allowed, and hardly meant. */
  readonly warnings: readonly string[];
  /** People who have no account on the other side, or none that is theirs for certain: then `whyNone` says so. */
  readonly withoutAccount: readonly string[];
  readonly whyNone: WhyNone;
};

/** Computes the preview from unchecked fields; undefined while nobody is chosen and nothing is wrong. */
export function previewWork(
  values: TaskFormValues,
  facts: KnownAccounts & { nameOf: NameOf; inputs: number | undefined },
): WorkPreview | undefined {
  const people = values.review === "NONE" ? values.workers : [...values.workers, ...values.reviewers];
  const withoutAccount = [...new Set(people)].filter((person) => facts.accounts[person] === null);
  const review = readReview(values);
  if (values.workers.length === 0 && withoutAccount.length === 0 && !review) return undefined;
  const problems: FieldProblem[] = [];
  const plan = values.workers.length === 0 ? undefined : parseWork(values, facts.nameOf, problems);
  problems.push(...reviewProblems(values, plan));
  const shares = plan ? computeShares(plan) : [];
  const known = shares.every((share) => share.fraction !== undefined);
  return {
    shares,
    isOnRequest: values.strategy === "DYNAMIC",
    inputs: facts.inputs,
    labelsPerInput:
      plan && known ? (plan.strategy === "PARTITIONED" ? plan.workersPerInput : plan.workers.length) : undefined,
    review,
    // What concerns several fields stands on each of them, and here once.
    problems: [...new Set(problems.map((problem) => problem.message))],
    warnings: reviewWarnings(values, facts.nameOf),
    withoutAccount,
    whyNone: facts.whyNone ?? {},
  };
}

/** Who labels and is the only one to review: their labels are checked by nobody else. */
function reviewWarnings({ review, workers, reviewers, outsideReviewers }: TaskFormValues, nameOf: NameOf): string[] {
  const [only] = reviewers;
  if (review === "NONE" || only === undefined || reviewers.length + outsideReviewers.length > 1) return [];
  if (!workers.includes(only)) return [];
  const name = nameOf(only);
  return [`${name} is the only reviewer and a worker too: nobody else checks what ${name} labels. Add a reviewer.`];
}

/** The review as it is chosen; undefined without one, and while nobody is chosen for it or it cannot be read. */
function readReview(values: TaskFormValues): ReviewPlan | undefined {
  const review = parseReview(values, undefined, () => undefined);
  return review && review.strategy !== "NONE" && review.reviewers.length > 0 ? review : undefined;
}

/** What speaks against the review as it is chosen; a field that is still empty is not a mistake yet. */
function reviewProblems(values: TaskFormValues, work: WorkPlan | undefined): FieldProblem[] {
  const problems: FieldProblem[] = [];
  parseReview(values, work, (field, message) => {
    const isEmpty = field === "reviewers" || values[field as keyof TaskFormValues] === "";
    if (!isEmpty) problems.push({ field, message });
  });
  return problems;
}
