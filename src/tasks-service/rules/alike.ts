import type { Shape } from "./geometry.ts";
import { hasPerfectMatching } from "./matching.ts";
import { type MeasuredShape, measureShape } from "./measured-shape.ts";
import { findOverlaps } from "./overlaps.ts";

/** One thing that a worker said of an input: positive concepts, of a place in it or of all of it. */
export type Mark = {
  /** The video frame it is about, in milliseconds; absent for images and texts. */
  readonly frame?: number;
  /** Absent: the whole input (or frame). */
  readonly shape?: Shape;
  /** Ids of the positive concepts, in any order; what was said not to be there is left out. */
  readonly concepts: readonly string[];
};

/** All that one worker said of one input; no marks when they found nothing. Shapes have no `ShapeProblem`. */
export type Label = { readonly workerId: string; readonly marks: readonly Mark[] };

/** A label made ready to be compared with many others. */
export type ComparableLabel = {
  readonly label: Label;
  /**
   * All that the label says apart from where: concepts of each frame, and how many boxes and polygons of which concepts.
   * Labels of different signatures are never alike; labels without shapes are alike exactly when it is equal.
   */
  readonly signature: string;
  /** What is said of the whole input or of a whole frame: for each, a key that has its set of concepts. */
  readonly wholes: readonly string[];
  /** The shapes that may be matched with each other: by frame, kind and set of concepts. */
  readonly shapes: ReadonlyMap<string, readonly MeasuredShape[]>;
};

/** Intersection over union from which two shapes count as the same, unless a task says otherwise. */
export const DEFAULT_MIN_IOU = 0.5;

/** By what is said: rules ask for the same labels again and again while one input is decided. */
const compared = new WeakMap<Label["marks"], Omit<ComparableLabel, "label">>();

/** Makes a label ready; what it says must not change afterwards. */
export function toComparable(label: Label): ComparableLabel {
  const known = compared.get(label.marks) ?? compare(label);
  compared.set(label.marks, known);
  return { label, ...known };
}

function compare(label: Label): Omit<ComparableLabel, "label"> {
  const shapes = shapesByKey(label);
  const wholes = [...conceptsByFrame(label)].map(([frame, concepts]) => keyOf(frame, "whole", concepts));
  const parts = [...wholes, ...[...shapes].map(([key, ofKey]) => `${ofKey.length} ${key}`)];
  return { wholes, shapes, signature: JSON.stringify(parts.sort()) };
}

/** Whether two labels say the same, as `likeness` decides it. */
export function areAlike(a: Label, b: Label, minIou: number = DEFAULT_MIN_IOU): boolean {
  return likeness(toComparable(a), toComparable(b), minIou) !== null;
}

/**
 * How close two labels are, or null when they are not alike. They are alike when they have the same set of positive
 * concepts for the whole input, and all boxes can be matched one to one with boxes, and polygons with polygons, so that
 * in each pair the sets of concepts (and the frames) are equal and the IoU is at least `minIou` (0 < minIou ≤ 1, else
 * RangeError). The relation is symmetric and every label is alike to itself. With shapes it is not transitive: A may
 * overlap B, and B overlap C, enough while A and C do not.
 *
 * Closeness is 1 for labels without shapes. Else it is the mean, over all shapes of both labels, of the IoU with the best
 * counterpart: the matched one, unless a worker drew shapes of equal concepts over each other.
 */
export function likeness(a: ComparableLabel, b: ComparableLabel, minIou: number = DEFAULT_MIN_IOU): number | null {
  if (!(minIou > 0 && minIou <= 1)) throw new RangeError(`The smallest IoU is above 0 and at most 1, not ${minIou}`);
  if (a.signature !== b.signature) return null;
  if (a.shapes.size === 0) return 1;
  const known = likenesses.get(a.shapes) ?? new WeakMap<Shapes, Map<number, number | null>>();
  likenesses.set(a.shapes, known);
  const byLimit = known.get(b.shapes) ?? new Map<number, number | null>();
  known.set(b.shapes, byLimit);
  const before = byLimit.get(minIou);
  if (before !== undefined) return before;
  const value = matchAll(a.shapes, b.shapes, minIou);
  byLimit.set(minIou, value);
  return value;
}

type Shapes = ComparableLabel["shapes"];

/** How close shapes are to others, by the least IoU that was asked for: measured once, as long as both are in use. */
const likenesses = new WeakMap<Shapes, WeakMap<Shapes, Map<number, number | null>>>();

function matchAll(all: Shapes, others: Shapes, minIou: number): number | null {
  let sum = 0;
  let count = 0;
  for (const [key, shapes] of all) {
    const closeness = matchShapes(shapes, others.get(key) ?? [], minIou);
    if (closeness === null) return null;
    sum += closeness * shapes.length;
    count += shapes.length;
  }
  return sum / count;
}

/** Mean IoU with the best counterpart, over two lists of equal length, or null when they cannot be matched. */
function matchShapes(
  shapes: readonly MeasuredShape[],
  others: readonly MeasuredShape[],
  minIou: number,
): number | null {
  const { partners, bestOfFirst, bestOfSecond } = findOverlaps(shapes, others, minIou);
  if (!hasPerfectMatching(partners)) return null;
  let sum = 0;
  for (const [index, best] of bestOfFirst.entries()) sum += best + (bestOfSecond[index] ?? 0);
  return sum / (2 * shapes.length);
}

/** Positive concepts for the whole input, by frame; a frame in which nothing was found is as good as none. */
function conceptsByFrame(label: Label): Map<number | null, string[]> {
  const byFrame = new Map<number | null, string[]>();
  for (const { frame = null, shape, concepts } of label.marks) {
    if (shape || concepts.length === 0) continue;
    const ofFrame = byFrame.get(frame) ?? [];
    byFrame.set(frame, ofFrame);
    ofFrame.push(...concepts);
  }
  return byFrame;
}

function shapesByKey(label: Label): Map<string, MeasuredShape[]> {
  const byKey = new Map<string, MeasuredShape[]>();
  for (const { frame = null, shape, concepts } of label.marks) {
    if (!shape) continue;
    const key = keyOf(frame, shape.kind, concepts);
    const shapes = byKey.get(key) ?? [];
    byKey.set(key, shapes);
    shapes.push(measureShape(shape));
  }
  return byKey;
}

function keyOf(frame: number | null, kind: Shape["kind"] | "whole", concepts: readonly string[]): string {
  return JSON.stringify([frame, kind, [...new Set(concepts)].sort()]);
}
