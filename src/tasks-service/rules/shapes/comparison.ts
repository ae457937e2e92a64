import { type Label, likeness, toComparable } from "./alike.ts";

/**
 * How the labels of one input stand to each other: all that rules need to know of what they say. Plain data, so that it can be worked out
 * elsewhere than it is used.
 */
export type Comparison = {
  /** Who is compared, sorted; all else goes by their places. */
  readonly workers: readonly string[];
  /** Labels that could be alike at all are of one class: 0, 1, 2 … */
  readonly classOf: readonly number[];
  /** By class: whether its labels have no shapes; then all of them are alike. */
  readonly isUniform: readonly boolean[];
  /** How close each label is to each other, 0..1; 1 to itself, null where the two are not alike (`likeness`). */
  readonly closeness: readonly (readonly (number | null)[])[];
};

/**
 * Compares all labels of an input with each other, each pair once. Those of many shapes take seconds.
 * @throws RangeError when a worker has two labels, or `minIou` is out of range.
 */
export function compareLabels(labels: readonly Label[], minIou: number): Comparison {
  const sorted = sortByWorker(labels).map(toComparable);
  const closeness: (number | null)[][] = [];
  for (const [index, one] of sorted.entries()) {
    const before = sorted.slice(0, index).map((other) => likeness(other, one, minIou));
    for (const [other, value] of before.entries()) closeness[other]?.push(value);
    closeness.push([...before, 1]);
  }
  const classes = new Map<string, number>();
  const isUniform: boolean[] = [];
  const classOf = sorted.map(({ signature, shapes }) => {
    const known = classes.get(signature);
    if (known !== undefined) return known;
    classes.set(signature, classes.size);
    return isUniform.push(shapes.size === 0) - 1;
  });
  return { workers: sorted.map(({ label }) => label.workerId), classOf, isUniform, closeness };
}

function sortByWorker(labels: readonly Label[]): Label[] {
  const byWorker = new Map(labels.map((label) => [label.workerId, label]));
  if (byWorker.size < labels.length) throw new RangeError("A worker has more than one label for the input");
  return [...byWorker.values()].sort((a, b) => (a.workerId < b.workerId ? -1 : 1));
}

/** The workers whose labels are alike to that of one, who is among those compared. */
export function workersAlike({ workers, closeness }: Comparison, worker: string): Set<string> {
  const row = closeness[workers.indexOf(worker)] ?? [];
  return new Set(workers.filter((_, place) => row[place] !== null));
}
