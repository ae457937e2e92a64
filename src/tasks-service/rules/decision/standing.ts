/**
 * How the labels of one input stand to each other. `alike[i][j]` is symmetric, true on the diagonal, and never true
 * between two classes.
 */
export type Ballot = {
  readonly alike: readonly (readonly boolean[])[];
  /** By label: labels that could be alike at all, all the same number. Numbers are 0, 1, 2 … */
  readonly classOf: readonly number[];
  /** By class: whether all its labels are alike, those still to come too (no shapes); else anything can be alike. */
  readonly isUniform: readonly boolean[];
  /** How many labels are still to come. */
  readonly toCome: number;
  /** How many labels must be alike; at least 1. */
  readonly threshold: number;
};

export type Standing = "agreed" | "rivals" | "out_of_reach" | "open";

/**
 * What the labels so far decide, whatever the labels still to come are and in whatever order all of them come.
 *
 * A group is a label, its centre, with all labels alike to it. It has reached the threshold when it has that many. Two
 * groups are rivals when each has `threshold` labels of its own (alike to its centre, not to the other's) of which as many
 * are unlike at least `threshold` of the other's own.
 * Where being alike is an equality (no shapes), groups are the sets of equal labels and any two that have reached the
 * threshold are rivals. With shapes, where A may be like B and B like C but A not like C, groups run into each other at
 * the edges, and only two that stand apart are rivals.
 *
 * Why this definition: whether two labels are alike never changes, so a group only grows, its own side only grows, and
 * what is unlike stays unlike. "Has reached" and "are rivals" can become true but never false again. The decision over
 * all labels is then a function of their set, and an early decision is taken only when no labels to come could make
 * another: rivals stay rivals, `agreed` waits until no rivals can arise, `out_of_reach` until no group can reach the
 * threshold. Hence no order of submission leads to another outcome. Counting neighbours is polynomial (at worst
 * n⁴ / 32 for n labels of shapes), where largest sets of pairwise alike labels are not; connected components would let a
 * chain of small differences join two unlike labels, and a later label join two groups that were already rivals.
 */
export function standingOf(ballot: Ballot): Standing {
  const groups = ballot.alike.map(toBits);
  const sizes = groups.map(countBits);
  if (haveRivals(groups, sizes, ballot.threshold)) return "rivals";
  const classes = classesOf(ballot, sizes);
  const needs = classes.map((each) => labelsNeeded(each, ballot.threshold));
  // A class that no label is of yet: all who agree are still to come.
  needs.push(ballot.threshold, ballot.threshold);
  const [least = 0, second = 0] = needs.sort((a, b) => a - b);
  if (least > ballot.toCome) return "out_of_reach";
  if (least > 0) return "open";
  const canSplit = classes.some((each) => couldSplit(each, ballot));
  return canSplit || least + second <= ballot.toCome ? "open" : "agreed";
}

type LabelClass = {
  readonly isUniform: boolean;
  readonly size: number;
  readonly largestGroup: number;
  /** By label of the class: how many of the class are not alike to it. */
  readonly unlike: readonly number[];
};

function classesOf({ classOf, isUniform }: Ballot, sizes: readonly number[]): LabelClass[] {
  return isUniform.map((uniform, index) => {
    const groupSizes = sizes.filter((_, label) => classOf[label] === index);
    return {
      isUniform: uniform,
      size: groupSizes.length,
      largestGroup: Math.max(0, ...groupSizes),
      unlike: groupSizes.map((groupSize) => groupSizes.length - groupSize),
    };
  });
}

/** How many more labels it takes, at the least, until a group of the class has reached the threshold. */
function labelsNeeded({ isUniform, size, largestGroup }: LabelClass, threshold: number): number {
  const byGrowth = Math.max(0, threshold - largestGroup);
  // A label to come may be alike to all of the class, even to those that are not alike to each other.
  const byNewCentre = Math.max(1, threshold - size);
  return isUniform ? byGrowth : Math.min(byGrowth, byNewCentre);
}

/**
 * Whether the labels to come could make rivals within one class. Both sides together take 2 × threshold labels, each
 * unlike at least `threshold` others of the class; labels to come may be unlike anything.
 */
function couldSplit({ isUniform, unlike }: LabelClass, { threshold, toCome }: Ballot): boolean {
  if (isUniform || toCome === 0) return false;
  const loose = unlike.filter((count) => count + toCome >= threshold);
  return loose.length + toCome >= 2 * threshold;
}

function haveRivals(groups: readonly Uint32Array[], sizes: readonly number[], threshold: number): boolean {
  const reached = groups.filter((_, index) => (sizes[index] ?? 0) >= threshold);
  for (const [index, group] of reached.entries()) {
    for (const other of reached.slice(index + 1)) {
      if (areRivals(group, other, groups, threshold)) return true;
    }
  }
  return false;
}

function areRivals(group: Uint32Array, other: Uint32Array, groups: readonly Uint32Array[], threshold: number): boolean {
  const own = without(group, other);
  const others = without(other, group);
  if (countBits(own) < threshold || countBits(others) < threshold) return false;
  return standsApart(own, others, groups, threshold) && standsApart(others, own, groups, threshold);
}

/** Whether `threshold` of one side are each unlike at least `threshold` of the other. */
function standsApart(
  side: Uint32Array,
  other: Uint32Array,
  groups: readonly Uint32Array[],
  threshold: number,
): boolean {
  let apart = 0;
  for (const [index, group] of groups.entries()) {
    if (hasBit(side, index) && countBits(without(other, group)) >= threshold) apart += 1;
  }
  return apart >= threshold;
}

function toBits(row: readonly boolean[]): Uint32Array {
  const bits = new Uint32Array(Math.ceil(row.length / 32));
  for (const [index, isSet] of row.entries()) {
    if (isSet) bits[index >>> 5] = (bits[index >>> 5] ?? 0) | (1 << (index & 31));
  }
  return bits;
}

const hasBit = (bits: Uint32Array, index: number): boolean => (((bits[index >>> 5] ?? 0) >>> (index & 31)) & 1) === 1;

const without = (bits: Uint32Array, others: Uint32Array): Uint32Array =>
  bits.map((word, index) => word & ~(others[index] ?? 0));

function countBits(bits: Uint32Array): number {
  let count = 0;
  for (const word of bits) {
    let rest = word;
    while (rest !== 0) {
      rest &= rest - 1;
      count += 1;
    }
  }
  return count;
}
