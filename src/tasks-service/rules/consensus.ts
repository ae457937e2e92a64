import { type ComparableLabel, DEFAULT_MIN_IOU, type Label, likeness, toComparable } from "./alike.ts";
import { groupOf } from "./group.ts";
import { type Ballot, standingOf } from "./standing.ts";

export type Ballots = {
  /** What was submitted so far, one label per worker, in any order. */
  readonly labels: readonly Label[];
  /** How many workers label the input in the end, those who have submitted included. */
  readonly labelersExpected: number;
  /** How many must label it alike (`approval_threshold_labelers`); 0 switches labeler consensus off. */
  readonly threshold: number;
  /** From which IoU two shapes count as the same, above 0 and at most 1; 0.5 unless given. */
  readonly minIou?: number;
};

/** Sums of closeness are compared in billionths: what doubles make of equal sums added up in another order is a tie. */
const TIE_GRID = 1e9;

export type Settlement =
  | { readonly state: "undecided" }
  | {
      readonly state: "approved";
      /** The label that is kept: the medoid of the group. */
      readonly kept: Label;
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
 *
 * @throws RangeError when a worker has two labels, or `minIou` is out of range.
 */
export function settle({ labels, labelersExpected, threshold, minIou = DEFAULT_MIN_IOU }: Ballots): Settlement {
  if (labels.length === 0) return { state: "undecided" };
  if (threshold <= 0) return { state: "review", reason: "labeler_consensus_off" };
  const voters = sortByWorker(labels).map(toComparable);
  const closeness = closenessOf(voters, minIou);
  const standing = standingOf({
    ...classesOf(voters),
    alike: closeness.map((row) => row.map((value) => value !== null)),
    toCome: Math.max(0, labelersExpected - labels.length),
    threshold,
  });
  if (standing === "open") return { state: "undecided" };
  if (standing !== "agreed") return { state: "review", reason: standing };
  return approve(voters, closeness);
}

function sortByWorker(labels: readonly Label[]): Label[] {
  const byWorker = new Map(labels.map((label) => [label.workerId, label]));
  if (byWorker.size < labels.length) throw new RangeError("A worker has more than one label for the input");
  return [...byWorker.values()].sort((a, b) => (a.workerId < b.workerId ? -1 : 1));
}

/** How close each label is to each other, null where they are not alike. Every pair is measured once. */
function closenessOf(voters: readonly ComparableLabel[], minIou: number): (number | null)[][] {
  const closeness: (number | null)[][] = [];
  for (const [index, voter] of voters.entries()) {
    const before = voters.slice(0, index).map((other) => likeness(other, voter, minIou));
    for (const [other, value] of before.entries()) closeness[other]?.push(value);
    closeness.push([...before, 1]);
  }
  return closeness;
}

/** Labels of the same signature can be alike; without shapes they always are. */
function classesOf(voters: readonly ComparableLabel[]): Pick<Ballot, "classOf" | "isUniform"> {
  const numbers = new Map<string, number>();
  const isUniform: boolean[] = [];
  const classOf = voters.map(({ signature, shapes }) => {
    const known = numbers.get(signature);
    if (known !== undefined) return known;
    numbers.set(signature, numbers.size);
    return isUniform.push(shapes.size === 0) - 1;
  });
  return { classOf, isUniform };
}

function approve(voters: readonly ComparableLabel[], closeness: readonly (readonly (number | null)[])[]): Settlement {
  const centres = voters.map((_, index) => {
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
  // Voters are sorted by worker, and the sort is stable: the lowest id stays first among equals.
  const [best] = centres.sort((a, b) => b.count - a.count || b.sum - a.sum);
  const kept = voters[best?.index ?? 0];
  if (best === undefined || kept === undefined) return { state: "undecided" };
  const indexes = [...voters.keys()];
  const group = groupOf(best.index, indexes, (a, b) => closeness[a]?.[b] !== null);
  const workersAt = (isMember: boolean) =>
    voters.filter((_, index) => group.has(index) === isMember).map(({ label }) => label.workerId);
  return { state: "approved", kept: kept.label, members: workersAt(true), dissenters: workersAt(false) };
}
