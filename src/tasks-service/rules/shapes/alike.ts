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

export function toComparable(label: Label): ComparableLabel {
  const shapes = shapesByKey(label);
  const wholes = [...conceptsByFrame(label)].map(([frame, concepts]) => keyOf(frame, "whole", concepts));
  const parts = [...wholes, ...[...shapes].map(([key, ofKey]) => `${ofKey.length} ${key}`)];
  return { label, wholes, shapes, signature: JSON.stringify(parts.sort()) };
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
  let sum = 0;
  let count = 0;
  for (const [key, shapes] of a.shapes) {
    const closeness = matchShapes(shapes, b.shapes.get(key) ?? [], minIou);
    if (closeness === null) return null;
    sum += closeness * shapes.length;
    count += shapes.length;
  }
  return count === 0 ? 1 : sum / count;
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
