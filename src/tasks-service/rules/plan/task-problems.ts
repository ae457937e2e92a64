import { quoteSome } from "../../protocol/api-error.ts";
import { firstRepeated } from "../first-repeated.ts";
import type { TaskPlan } from "./task-plan.ts";

/** Above the limit by no more than this is rounding in the client's arithmetic. */
const TOLERANCE = 1e-9;

/** Why this plan is impossible, in words that say what to mend; empty when it is not. Looks at the plan alone, not at what exists. */
export function problemsOfPlan(plan: TaskPlan): string[] {
  const problems: string[] = [];
  if (plan.machines > 0)
    problems.push('"worker.workers" names a model or workflow: this service has none, only users can be workers.');
  if (plan.type === "TYPE_NOT_SET") {
    problems.push('"type" must be CONCEPTS_CLASSIFICATION, BOUNDING_BOX_DETECTION or POLYGON_DETECTION.');
  }
  problems.push(...problemsOfNames(plan.workers, "worker.workers"));
  problems.push(...problemsOfNames(plan.review.reviewers, "review.users"));
  problems.push(...problemsOfNames(plan.concepts, "concepts"));
  problems.push(...problemsOfSource(plan));
  problems.push(...problemsOfWork(plan));
  problems.push(...problemsOfReview(plan));
  return problems;
}

function problemsOfNames(ids: readonly string[], field: string): string[] {
  const problems = ids.includes("") ? [`An entry of "${field}" has no id.`] : [];
  const twice = firstRepeated(ids);
  return twice === undefined ? problems : [...problems, `"${field}" names "${twice}" more than once.`];
}

function problemsOfSource({ source }: TaskPlan): string[] {
  if (source.type === "INPUT_SOURCE_TYPE_NOT_SET")
    return ['"input_source.type" must be ALL_INPUTS, DATASET or SAVED_SEARCH.'];
  if (source.type !== "ALL_INPUTS" && source.id === "") return [`"input_source.id" is required for ${source.type}.`];
  return [];
}

function problemsOfWork(plan: TaskPlan): string[] {
  if (plan.strategy === "WORKER_STRATEGY_NOT_SET") {
    return plan.workers.length > 0
      ? ['"worker.strategy" must be FULL, PARTITIONED or DYNAMIC when there are workers.']
      : [];
  }
  return plan.strategy === "PARTITIONED" ? problemsOfPartition(plan) : [];
}

function problemsOfPartition(plan: TaskPlan): string[] {
  const { workersPerInput } = plan.partition;
  if (workersPerInput < 0) return ['"workers_per_input" must be 1 or more.'];
  if (plan.workers.length < workersPerInput) {
    return [
      `"workers_per_input" is ${workersPerInput}, but there ${plan.workers.length === 1 ? "is 1 worker" : `are ${plan.workers.length} workers`}: an input cannot go to more different workers than there are.`,
    ];
  }
  return plan.partition.type === "EVENLY" ? [] : problemsOfWeights(plan);
}

function problemsOfWeights({ workers, partition }: TaskPlan): string[] {
  const problems: string[] = [];
  const weights = new Map<string, number>();
  const unweighted: string[] = [];
  for (const id of workers) {
    const weight = partition.weights[id];
    if (weight === undefined || weight === null) unweighted.push(id);
    else if (typeof weight !== "number") problems.push(`The weight of worker "${id}" must be a number.`);
    else if (weight < 0) problems.push(`The weight of worker "${id}" must not be negative.`);
    else weights.set(id, weight);
  }
  if (unweighted.length > 0) problems.push(`"weights" has no weight for ${quoteSome(unweighted)}.`);
  const known = new Set(workers);
  const strangers = Object.keys(partition.weights).filter((id) => !known.has(id));
  if (strangers.length > 0) problems.push(`"weights" names who is not a worker of the task: ${quoteSome(strangers)}.`);
  if (problems.length > 0) return problems;
  let total = 0;
  for (const weight of weights.values()) total += weight;
  if (!(total > 0 && Number.isFinite(total))) return ['The sum of "weights" must be above zero.'];
  const limit = 1 / partition.workersPerInput;
  for (const [id, weight] of weights) {
    const share = weight / total;
    if (share <= limit + TOLERANCE) continue;
    problems.push(
      `Worker "${id}" has ${percent(share)} of the weights, above the limit of ${percent(limit)} with ${partition.workersPerInput} workers per input.`,
    );
  }
  return problems;
}

const percent = (share: number): string => `${Math.round(share * 10_000) / 100} %`;

function problemsOfReview({ review, minIou }: TaskPlan): string[] {
  const problems: string[] = [];
  if (review.strategy === "MANUAL" && !(review.sample >= 0 && review.sample <= 1)) {
    problems.push('"sample_percentage" must be from 0 to 1.');
  }
  if (!(minIou > 0 && minIou <= 1)) problems.push('"metadata.alike.min_iou" must be above 0 and at most 1.');
  if (review.approvals !== 1 && review.approvals !== -1) {
    problems.push('"approval_threshold_reviewers" must be 0, 1 (one reviewer decides) or -1 (all must approve).');
  }
  return problems;
}
