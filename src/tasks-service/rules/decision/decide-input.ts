import type { Comparison } from "../shapes/comparison.ts";
import { settle } from "./consensus.ts";

/** Where a submitted label stands. */
export type Standing = "awaiting_consensus" | "awaiting_review" | "success" | "rejected";

export type ReviewSettings = {
  readonly strategy: "NONE" | "MANUAL" | "CONSENSUS";
  /** Whether anybody reviews the input: under MANUAL those of the sample alone. */
  readonly isReviewed: boolean;
  /** CONSENSUS: so many alike approve the input; 0 switches labeler consensus off. */
  readonly threshold: number;
  /** How many workers label the input in the end, those who have included, those who were rejected not. */
  readonly labelersExpected: number;
};

export type Decision = {
  readonly phase: "undecided" | "skipped" | "review";
  readonly standings: ReadonlyMap<string, Standing>;
  /** The worker whose label is the result, where labelers agreed. */
  readonly kept?: string;
};

const all = (workers: readonly string[], standing: Standing): Map<string, Standing> =>
  new Map(workers.map((worker) => [worker, standing]));

/**
 * Decides an input that no reviewer and no agreement has decided yet. `workers` are those whose labels still count (not the rejected ones);
 * `compare` compares them, and is asked only where labelers can agree. The outcome depends on the set of labels, not on the order in which
 * they came.
 */
export function decideInput(workers: readonly string[], review: ReviewSettings, compare: () => Comparison): Decision {
  if (!review.isReviewed) {
    return { phase: "skipped", standings: all(workers, "success") };
  }
  if (review.strategy === "MANUAL") return { phase: "review", standings: all(workers, "awaiting_review") };
  const { labelersExpected, threshold } = review;
  const settled = settle({ comparison: compare(), labelersExpected, threshold });
  if (settled.state === "undecided") return { phase: "undecided", standings: all(workers, "awaiting_consensus") };
  if (settled.state === "review") return { phase: "review", standings: all(workers, "awaiting_review") };
  const members = new Set(settled.members);
  return {
    phase: "skipped",
    standings: new Map(workers.map((worker) => [worker, members.has(worker) ? "success" : "rejected"])),
    kept: settled.kept,
  };
}
