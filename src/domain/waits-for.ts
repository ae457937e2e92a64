import { isOpen } from "./own-part.ts";
import type { ReviewPlan, TaskMetrics, TaskStatus } from "./task.ts";

type Waiting = {
  readonly status: TaskStatus;
  readonly review: ReviewPlan["strategy"];
  readonly workers: readonly string[];
};

/** What a task waits for, as far as its figures tell. */
export type WaitsFor = "workers" | "labels" | "labels-and-review" | "review" | "closing";

/** `awaitingReview`: labels that wait for a reviewer, where they were counted. */
export function waitsFor(
  task: Waiting,
  metrics: TaskMetrics | undefined,
  awaitingReview?: number,
): WaitsFor | undefined {
  if (task.status !== "IN_PROGRESS" && task.status !== "IDLE") return undefined;
  if (task.workers.length === 0) return "workers";
  if (metrics?.workPercent === undefined) return undefined;
  const { workPercent, reviewPercent } = metrics;
  if (workPercent < 100) {
    const isBehind = awaitingReview === undefined ? task.review === "MANUAL" && lags(metrics) : awaitingReview > 0;
    return isBehind ? "labels-and-review" : "labels";
  }
  if (task.review === "NONE") return "closing";
  if (reviewPercent === undefined) return undefined;
  return reviewPercent < 100 ? "review" : "closing";
}

/** Whether the figures leave open what it waits for: under CONSENSUS, what is undecided waits for reviewers or for other labelers. */
export const isUntold = (task: Waiting, metrics: TaskMetrics | undefined): boolean =>
  isOpen(task) && task.review === "CONSENSUS" && (metrics?.workPercent ?? 100) < 100 && lags(metrics);

const lags = ({ workPercent = 0, reviewPercent }: TaskMetrics = {}): boolean =>
  reviewPercent !== undefined && reviewPercent < workPercent;
