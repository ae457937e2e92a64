import type { ReviewPlan, TaskMetrics, TaskStatus } from "./task.ts";

type Waiting = {
  readonly status: TaskStatus;
  readonly review: ReviewPlan["strategy"];
  readonly workers: readonly string[];
};

/** What a task waits for, as far as its figures tell. */
export type WaitsFor = "workers" | "labels" | "labels-and-review" | "review" | "closing";

export function waitsFor(task: Waiting, metrics: TaskMetrics | undefined): WaitsFor | undefined {
  if (task.status !== "IN_PROGRESS" && task.status !== "IDLE") return undefined;
  if (task.workers.length === 0) return "workers";
  if (metrics?.workPercent === undefined) return undefined;
  const { workPercent, reviewPercent } = metrics;
  if (workPercent < 100) {
    // Under CONSENSUS what is undecided may wait for other labelers.
    const isBehind = task.review === "MANUAL" && reviewPercent !== undefined && reviewPercent < workPercent;
    return isBehind ? "labels-and-review" : "labels";
  }
  if (task.review === "NONE") return "closing";
  if (reviewPercent === undefined) return undefined;
  return reviewPercent < 100 ? "review" : "closing";
}
