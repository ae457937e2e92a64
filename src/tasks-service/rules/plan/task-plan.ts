import * as z from "zod";
import type { JsonObject } from "../../protocol/json.ts";
import { DEFAULT_MIN_IOU } from "../shapes/alike.ts";

/** A task's rules, read from its body in the current spelling. */
export type TaskPlan = {
  readonly type: "CONCEPTS_CLASSIFICATION" | "BOUNDING_BOX_DETECTION" | "POLYGON_DETECTION" | "TYPE_NOT_SET";
  readonly strategy: "FULL" | "PARTITIONED" | "DYNAMIC" | "WORKER_STRATEGY_NOT_SET";
  readonly workers: readonly string[];
  /** Models and workflows named as workers: this service has none. */
  readonly machines: number;
  readonly partition: {
    readonly type: "EVENLY" | "WEIGHTED";
    readonly workersPerInput: number;
    readonly weights: Readonly<Record<string, unknown>>;
  };
  readonly concepts: readonly string[];
  readonly source: {
    readonly type: "ALL_INPUTS" | "SAVED_SEARCH" | "DATASET" | "INPUT_SOURCE_TYPE_NOT_SET";
    readonly id: string;
  };
  readonly review: ReviewRule;
  /** Video: one frame per that many milliseconds; 0 when not set. */
  readonly sampleMs: number;
  /** From which intersection over union two shapes count as the same: `metadata.alike.min_iou`, 0.5 when not set. */
  readonly minIou: number;
};

export type ReviewRule = {
  readonly strategy: "NONE" | "MANUAL" | "CONSENSUS";
  readonly reviewers: readonly string[];
  /** Fraction of the inputs that a reviewer looks at, 0..1. */
  readonly sample: number;
  /** That many labelers alike approve an input; 0: labeler consensus is off. */
  readonly labelers: number;
  /** 1: one reviewer decides; -1: all must approve. Anything else is refused. */
  readonly approvals: number;
};

const User = z.object({ id: z.string().default("") });
const Body = z.object({
  type: z
    .enum(["CONCEPTS_CLASSIFICATION", "BOUNDING_BOX_DETECTION", "POLYGON_DETECTION", "TYPE_NOT_SET"])
    .default("TYPE_NOT_SET"),
  worker: z
    .object({
      strategy: z
        .enum(["FULL", "PARTITIONED", "DYNAMIC", "WORKER_STRATEGY_NOT_SET"])
        .default("WORKER_STRATEGY_NOT_SET"),
      workers: z.array(z.object({ user: User.optional() })).default([]),
      partitioned_strategy_info: z
        .object({
          type: z
            .enum(["EVENLY", "WEIGHTED", "PARTITIONED_WORKER_STRATEGY_NOT_SET"])
            .default("PARTITIONED_WORKER_STRATEGY_NOT_SET"),
          workers_per_input: z.number().default(0),
          weights: z.record(z.string(), z.unknown()).default({}),
        })
        .prefault({}),
    })
    .prefault({}),
  concepts: z.array(z.object({ concept: z.object({ id: z.string().default("") }).prefault({}) })).default([]),
  input_source: z
    .object({
      type: z
        .enum(["ALL_INPUTS", "SAVED_SEARCH", "DATASET", "INPUT_SOURCE_TYPE_NOT_SET"])
        .default("INPUT_SOURCE_TYPE_NOT_SET"),
      id: z.string().default(""),
    })
    .prefault({}),
  sample_ms: z.number().default(0),
  metadata: z.looseObject({ alike: z.unknown().optional() }).prefault({}),
  review: z
    .object({
      strategy: z.enum(["TASK_REVIEW_STRATEGY_NOT_SET", "NONE", "MANUAL", "CONSENSUS"]).default("NONE"),
      users: z.array(User).default([]),
      manual_strategy_info: z
        .object({ sample_percentage: z.number().default(0), approval_threshold: z.number().default(0) })
        .prefault({}),
      consensus_strategy_info: z
        .object({
          approval_threshold_labelers: z.number().default(0),
          approval_threshold_reviewers: z.number().default(0),
        })
        .prefault({}),
    })
    .prefault({}),
});

/** Reads the rules of a task. What the protocol leaves unset gets its default: one worker per input, evenly, no review, one reviewer decides. */
export function readTaskPlan(body: JsonObject): TaskPlan {
  const task = Body.parse(body);
  const { worker, review } = task;
  const approvals =
    review.strategy === "MANUAL"
      ? review.manual_strategy_info.approval_threshold
      : review.consensus_strategy_info.approval_threshold_reviewers;
  const info = worker.partitioned_strategy_info;
  const hasWeights = Object.keys(info.weights).length > 0;
  return {
    type: task.type,
    strategy: worker.strategy,
    workers: worker.workers.flatMap(({ user }) => (user === undefined ? [] : [user.id])),
    machines: worker.workers.filter(({ user }) => user === undefined).length,
    partition: {
      type: info.type === "WEIGHTED" || (info.type !== "EVENLY" && hasWeights) ? "WEIGHTED" : "EVENLY",
      workersPerInput: info.workers_per_input === 0 ? 1 : info.workers_per_input,
      weights: info.weights,
    },
    concepts: task.concepts.map(({ concept }) => concept.id),
    source: task.input_source,
    review: {
      strategy: review.strategy === "TASK_REVIEW_STRATEGY_NOT_SET" ? "NONE" : review.strategy,
      reviewers: review.users.map(({ id }) => id),
      sample: review.manual_strategy_info.sample_percentage,
      labelers: review.consensus_strategy_info.approval_threshold_labelers,
      approvals: approvals === 0 ? 1 : approvals,
    },
    sampleMs: task.sample_ms,
    minIou: readMinIou(task.metadata.alike),
  };
}

/** Whether inputs are divided among workers before they ask. */
export const isPartition = ({ strategy, workers }: TaskPlan): boolean =>
  strategy === "PARTITIONED" && workers.length > 0;

/** How many inputs a task's partition is made for; 0 when it has none. */
export const plannedCount = (plan: TaskPlan, inputs: number): number => (isPartition(plan) ? inputs : 0);

/** The weights that a partition gives these workers, in their order; all equal when it is even. */
export function weightsOf({ partition }: TaskPlan, workers: readonly { readonly id: string }[]): number[] {
  return workers.map(({ id }) => (partition.type === "EVENLY" ? 1 : Number(partition.weights[id])));
}

const Alike = z.object({ min_iou: z.number() });

/** NaN where it is set to what is no number: that is refused. */
function readMinIou(alike: unknown): number {
  if (alike === undefined) return DEFAULT_MIN_IOU;
  const read = Alike.safeParse(alike);
  return read.success ? read.data.min_iou : Number.NaN;
}

/**
 * How many labelers an input gets in all, those included who have labeled it already. Labels come in rounds of `perRound`: once reviewers
 * have rejected as many, another round begins with other labelers, until a label is approved. A single rejection begins none, for the
 * others of its round may still be approved.
 */
export const labelersWanted = (
  perRound: number,
  { denied, isApproved }: { denied: number; isApproved: boolean },
): number => (isApproved ? perRound : perRound * (1 + Math.floor(denied / perRound)));
