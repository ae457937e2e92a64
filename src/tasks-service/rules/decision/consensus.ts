import type { Comparison } from "../shapes/comparison.ts";
import { groupOf } from "./group.ts";
import { standingOf } from "./standing.ts";

export type Ballots = {
  /** What was submitted so far, one label per worker, compared. */
  readonly comparison: Comparison;
  /** How many workers label the input in the end, those who have submitted included. */
  readonly labelersExpected: number;
  /** How many must label it alike (`approval_threshold_labelers`); 0 switches labeler consensus off. */
  readonly threshold: number;
};

/** Sums of closeness are compared in billionths: what doubles make of equal sums added up in another order is a tie. */
const TIE_GRID = 1e9;

export type Settlement =
  | { readonly state: "undecided" }
  | {
      readonly state: "approved";
      /** The worker whose label is kept: the medoid of the group. */
      readonly kept: string;
      /** Workers whose label belongs to the group of the kept one, its own worker among them; sorted. */
      readonly members: readonly string[];
      /** The other workers; sorted. */
      readonly dissenters: readonly string[];
    }
  | { readonly state: "review"; readonly reason: "labeler_consensus_off" | "rivals" | "out_of_reach" };

/**
 * Decides one input from the labels of its workers. It is approved when one group of alike labels has reached the
 * threshold and no other still can with the labels to come; it goes to the reviewers when two have, when none can any
 * more, and when labeler consensus is off. What a group is, and why the outcome depends neither on the order of
 * submission nor on labels that come after the decision, stands with `standingOf`. Without labels nothing is decided.
 *
 * The kept label is the one with the most labels alike to it, then with the greatest sum of closeness (IoU) to them,
 * then with the lowest worker id. Labels of a group have the same concepts, so its concepts are the majority's. To the
 * group belongs whoever is linked to the kept label (`groupOf`). When an input is agreed, one linked group alone has a
 * label with enough others alike to it (two such, in groups that nothing links, would be rivals): so which group wins,
 * and who belongs to it when all labels are in, does not depend on the order of submission either, whichever of the alike
 * labels was the medoid when the input was settled. A label that comes after that changes neither the decision nor the
 * kept label.
 */
export function settle({ comparison, labelersExpected, threshold }: Ballots): Settlement {
  const { workers, classOf, isUniform, closeness } = comparison;
  if (workers.length === 0) return { state: "undecided" };
  if (threshold <= 0) return { state: "review", reason: "labeler_consensus_off" };
  const standing = standingOf({
    classOf,
    isUniform,
    alike: closeness.map((row) => row.map((value) => value !== null)),
    toCome: Math.max(0, labelersExpected - workers.length),
    threshold,
  });
  if (standing === "open") return { state: "undecided" };
  if (standing !== "agreed") return { state: "review", reason: standing };
  return approve(comparison);
}

function approve({ workers, closeness }: Comparison): Settlement {
  const centres = workers.map((_, index) => {
    const values = closeness[index] ?? [];
    let sum = 0;
    let count = 0;
    for (const value of values) {
      if (value === null) continue;
      sum += value;
      count += 1;
    }
    return { index, count, sum: Math.round(sum * TIE_GRID) };
  });
  // Workers are sorted, and the sort is stable: the lowest id stays first among equals.
  const [best] = centres.sort((a, b) => b.count - a.count || b.sum - a.sum);
  const kept = workers[best?.index ?? 0];
  if (best === undefined || kept === undefined) return { state: "undecided" };
  const indexes = [...workers.keys()];
  const group = groupOf(best.index, indexes, (a, b) => closeness[a]?.[b] !== null);
  const workersAt = (isMember: boolean) => workers.filter((_, index) => group.has(index) === isMember);
  return { state: "approved", kept, members: workersAt(true), dissenters: workersAt(false) };
}
