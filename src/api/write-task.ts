import type { JsonObject } from "../domain/json.ts";
import type { InputSource, ReviewPlan, TaskSpec, WorkPlan } from "../domain/task.ts";

/** What cannot be chosen cannot be written: nobody is to be told of a task that says something else than its form. */
function refuse(what: string): never {
  throw new Error(`A ${what} that this app does not know cannot be written`);
}

/** The body of a task for PostTasks, in the current spellings. What is empty or not set is left out, as proto JSON does. */
export const writeTask = (spec: TaskSpec): JsonObject => ({
  name: spec.name,
  ...(spec.instructions !== "" && { description: spec.instructions }),
  type: spec.type === "UNKNOWN" ? refuse("type") : spec.type,
  worker: writeWork(spec.work),
  ...(spec.concepts.length > 0 && { concepts: spec.concepts.map((id) => ({ concept: { id } })) }),
  input_source: writeInputSource(spec.inputSource),
  ...(spec.sampleMs !== undefined && { sample_ms: spec.sampleMs }),
  review: writeReview(spec.review),
  ...(spec.priority !== undefined && { priority: spec.priority === "UNKNOWN" ? refuse("priority") : spec.priority }),
  metadata: spec.metadata,
});

function writeInputSource(source: InputSource): JsonObject {
  if (source.type === "UNKNOWN") return refuse("source");
  return source.type === "ALL_INPUTS" ? { type: source.type } : { type: source.type, id: source.id };
}

const writeWork = (work: WorkPlan): JsonObject => ({
  strategy: work.strategy === "UNKNOWN" || work.strategy === "NOT_SET" ? refuse("strategy") : work.strategy,
  ...(work.workers.length > 0 && { workers: work.workers.map((id) => ({ user: { id } })) }),
  ...(work.strategy === "PARTITIONED" && { partitioned_strategy_info: writePartition(work) }),
});

/** How PARTITIONED divides: by weights where there are any. */
export const writePartition = (work: Extract<WorkPlan, { strategy: "PARTITIONED" }>): JsonObject => ({
  type: work.weights === undefined ? "EVENLY" : "WEIGHTED",
  workers_per_input: work.workersPerInput,
  ...(work.weights !== undefined && { weights: { ...work.weights } }),
});

function writeReview(review: ReviewPlan): JsonObject {
  if (review.strategy === "NONE") return { strategy: "NONE" };
  if (review.strategy === "UNKNOWN") return refuse("review");
  const users = review.reviewers.length > 0 && { users: review.reviewers.map((id) => ({ id })) };
  return { strategy: review.strategy, ...users, ...writeReviewRule(review) };
}

export type KnownReview = Extract<ReviewPlan, { strategy: "MANUAL" | "CONSENSUS" }>;

/** The strategy's own settings, under the name that the protocol gives them. */
export const writeReviewRule = (review: KnownReview): { [name: string]: JsonObject } =>
  review.strategy === "MANUAL"
    ? { manual_strategy_info: { sample_percentage: review.sample } }
    : {
        consensus_strategy_info: {
          approval_threshold_labelers: review.labelersMustAgree,
          approval_threshold_reviewers: review.reviewersMustApprove === "ALL" ? -1 : 1,
        },
      };
