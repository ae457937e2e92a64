import * as z from "zod";
import type { JsonObject, JsonValue } from "../domain/json.ts";
import { isJsonObject } from "../domain/json.ts";
import type {
  InputSource,
  Priority,
  ReviewPlan,
  Task,
  TaskMetrics,
  TaskStatus,
  TaskType,
  WorkPlan,
} from "../domain/task.ts";
import { toUnexpected } from "./failure.ts";
import { WireTask } from "./wire.ts";

const statuses: Readonly<Record<string, TaskStatus>> = {
  54001: "IN_PROGRESS",
  TASK_IN_PROGRESS: "IN_PROGRESS",
  54002: "DONE",
  TASK_DONE: "DONE",
  54003: "WONT_DO",
  TASK_WONT_DO: "WONT_DO",
  54005: "FAILED",
  TASK_FAILED: "FAILED",
  54006: "IDLE",
  TASK_IDLE: "IDLE",
};

function toType(name: string): TaskType {
  switch (name) {
    case "CONCEPTS_CLASSIFICATION":
    case "BOUNDING_BOX_DETECTION":
    case "POLYGON_DETECTION":
    case "TYPE_NOT_SET":
      return name;
    case "":
      return "TYPE_NOT_SET";
    default:
      return "UNKNOWN";
  }
}

/** The spellings of one list from the newest to the oldest: the first that says anything. */
function firstSpoken(...spellings: readonly string[][]): string[] {
  const ids = spellings.map((spelling) => spelling.filter((id) => id !== "")).find((spelling) => spelling.length > 0);
  return [...new Set(ids)];
}

/** The protocol's own words for what is not set read like what is left out. */
const NO_STRATEGY: readonly string[] = ["", "WORKER_STRATEGY_NOT_SET"];
const SPLITS: readonly string[] = ["", "PARTITIONED_WORKER_STRATEGY_NOT_SET", "EVENLY", "WEIGHTED"];
const NO_REVIEW: readonly string[] = ["", "TASK_REVIEW_STRATEGY_NOT_SET"];
const NO_PRIORITY: readonly string[] = ["", "TASK_PRIORITY_NOT_SET"];

const toWeights = (weights: Readonly<Record<string, unknown>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(weights).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
  );

function toWorkPlan(worker: WireTask["worker"]): WorkPlan {
  if (!worker) return { strategy: "NOT_SET", workers: [] };
  const workers = firstSpoken(worker.workers, worker.users, worker.user_ids);
  if (worker.strategy === "DYNAMIC" || worker.strategy === "FULL") return { strategy: worker.strategy, workers };
  if (NO_STRATEGY.includes(worker.strategy)) return { strategy: "NOT_SET", workers };
  if (worker.strategy !== "PARTITIONED") return { strategy: "UNKNOWN", workers };
  const info = worker.partitioned_strategy_info;
  if (!SPLITS.includes(info?.type ?? "")) return { strategy: "UNKNOWN", workers };
  return {
    strategy: "PARTITIONED",
    workers,
    workersPerInput: info?.workers_per_input || 1,
    ...(info?.type === "WEIGHTED" && { weights: toWeights(info.weights ?? {}) }),
  };
}

function toReviewPlan(review: WireTask["review"]): ReviewPlan {
  if (!review) return { strategy: "NONE" };
  const reviewers = firstSpoken(review.users, review.user_ids);
  if (review.strategy === "MANUAL") {
    return { strategy: "MANUAL", reviewers, sample: review.manual_strategy_info?.sample_percentage ?? 0 };
  }
  // Where nobody reviews, nothing is reviewed; whether reviewers without a rule have anything to do is not said.
  const isNone = review.strategy === "NONE" || (NO_REVIEW.includes(review.strategy) && reviewers.length === 0);
  if (isNone) return { strategy: "NONE" };
  if (review.strategy !== "CONSENSUS") return { strategy: "UNKNOWN", reviewers };
  const info = review.consensus_strategy_info;
  return {
    strategy: "CONSENSUS",
    reviewers,
    labelersMustAgree: info?.approval_threshold_labelers ?? info?.approval_threshold ?? 0,
    reviewersMustApprove: info?.approval_threshold_reviewers === -1 ? "ALL" : "ONE",
  };
}

const toPriority = (name: string): Priority =>
  name === "LOW" || name === "MEDIUM" || name === "HIGH" ? name : "UNKNOWN";

function toInputSource(source: WireTask["input_source"]): InputSource {
  if (source?.type === "DATASET" || source?.type === "SAVED_SEARCH") return { type: source.type, id: source.id };
  return { type: source?.type === "ALL_INPUTS" ? "ALL_INPUTS" : "UNKNOWN" };
}

const toMetrics = (metrics: WireTask["metrics"]): TaskMetrics => ({
  ...(metrics?.input_source && { inputsEstimated: metrics.input_source.inputs_count_estimated }),
  ...(metrics?.work && {
    workPercent: metrics.work.inputs_percent_estimated,
  }),
  ...(metrics?.review && {
    reviewPercent: metrics.review.inputs_percent_estimated,
  }),
});

const readMetadata = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {});

/** A task of the API in domain terms; all spellings of workers, reviewers, concepts and thresholds are read. */
export const toTask = (wire: WireTask, raw: JsonObject): Task => ({
  id: wire.id,
  name: wire.name,
  instructions: wire.description,
  type: toType(wire.type),
  status: statuses[String(wire.status?.code)] ?? "UNKNOWN",
  concepts: firstSpoken(wire.concepts, wire.concept_ids),
  inputSource: toInputSource(wire.input_source),
  work: toWorkPlan(wire.worker),
  review: toReviewPlan(wire.review),
  metadata: readMetadata(raw["metadata"]),
  raw,
  ...(!NO_PRIORITY.includes(wire.priority) && { priority: toPriority(wire.priority) }),
  ...(wire.sample_ms > 0 && { sampleMs: wire.sample_ms }),
  ...(wire.created_at !== "" && { createdAt: wire.created_at }),
  ...(wire.modified_at !== "" && { modifiedAt: wire.modified_at }),
  ...(wire.user_id !== "" && { ownerId: wire.user_id }),
  ...(wire.metrics && { metrics: toMetrics(wire.metrics) }),
  ...(wire.status?.details && { note: wire.status.details }),
});

/** A task as it stands in an answer. `raw` is what was received, not what was read of it. */
const TaskItem = z.custom<JsonObject>(isJsonObject, "not an object").transform((raw, context): Task => {
  const wire = WireTask.safeParse(raw);
  if (wire.success) return toTask(wire.data, raw);
  for (const issue of wire.error.issues) {
    context.addIssue({ code: "custom", message: issue.message, path: [...issue.path] });
  }
  return z.NEVER;
});

export const TaskAnswer = z.object({ task: TaskItem });
/** A page of tasks as it was received: what is in each is read by `readTasks`. */
export const TasksAnswer = z.object({
  tasks: z
    .array(z.custom<JsonObject>(isJsonObject, "not an object"))
    .nullish()
    .transform((tasks) => tasks ?? []),
});
/** A page of tasks with hundreds of people each takes longer to read than others should wait: it is done a few at a time. */
const TURN_MS = 8;
const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Rejects with `TasksApiError` when one is not as the API writes tasks. */
export async function readTasks(name: string, page: readonly JsonObject[]): Promise<readonly Task[]> {
  const tasks: Task[] = [];
  let since = performance.now();
  for (const raw of page) {
    const read = TaskItem.safeParse(raw);
    if (!read.success) throw toUnexpected(name, read.error, ["tasks", tasks.length]).error;
    tasks.push(read.data);
    if (performance.now() - since < TURN_MS) continue;
    await nextTurn();
    since = performance.now();
  }
  return tasks;
}

/** The answer to a call that was about exactly one task. */
export const OneTaskAnswer = z.object({ tasks: z.tuple([TaskItem], z.unknown()) }).transform(({ tasks }) => tasks[0]);
