import type { Label } from "./alike.ts";
import { settle } from "./consensus.ts";

/** Where a submitted label stands. */
export type Standing = "awaiting_consensus" | "awaiting_review" | "success" | "rejected";

export type Submitted = { readonly worker: string; readonly label: Label; readonly standing: Standing | "new" };

export type ReviewSettings = {
  readonly strategy: "NONE" | "MANUAL" | "CONSENSUS";
  /** Whether anybody reviews the input: under MANUAL those of the sample alone. */
  readonly isReviewed: boolean;
  /** CONSENSUS: so many alike approve the input; 0 switches labeler consensus off. */
  readonly threshold: number;
  /** How many workers label the input in the end, those who have included, those who were rejected not. */
  readonly labelersExpected: number;
  readonly minIou: number;
};

export type Decision = {
  readonly phase: "undecided" | "skipped" | "review";
  readonly standings: ReadonlyMap<string, Standing>;
  /** The worker whose label is the result, where labelers agreed. */
  readonly kept?: string;
};

const all = (labels: readonly Submitted[], standing: Standing): Map<string, Standing> =>
  new Map(labels.map(({ worker }) => [worker, standing]));

/**
 * Decides an input that no reviewer and no agreement has decided yet. `labels` are those that still count (not the rejected ones).
 * The outcome depends on the set of labels, not on the order in which they came.
 */
export function decideInput(labels: readonly Submitted[], review: ReviewSettings): Decision {
  if (!review.isReviewed) {
    return { phase: "skipped", standings: all(labels, "success") };
  }
  if (review.strategy === "MANUAL") return { phase: "review", standings: all(labels, "awaiting_review") };
  const settled = settle({
    labels: labels.map(({ label }) => label),
    labelersExpected: review.labelersExpected,
    threshold: review.threshold,
    minIou: review.minIou,
  });
  if (settled.state === "undecided") return { phase: "undecided", standings: all(labels, "awaiting_consensus") };
  if (settled.state === "review") return { phase: "review", standings: all(labels, "awaiting_review") };
  const members = new Set(settled.members);
  return {
    phase: "skipped",
    standings: new Map(labels.map(({ worker }) => [worker, members.has(worker) ? "success" : "rejected"])),
    kept: settled.kept.workerId,
  };
}
