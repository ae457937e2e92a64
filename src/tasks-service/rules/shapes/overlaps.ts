import { greatestIou, type MeasuredShape, shapeIou } from "./measured-shape.ts";

/** An IoU that misses the limit by less is at the limit: what doubles leave of an exact half. */
const IOU_TOLERANCE = 1e-7;

/** Which shapes of two lists overlap enough to be the same. */
export type Overlaps = {
  /** For each shape of the first list, those of the second, by their places. */
  readonly partners: readonly (readonly number[])[];
  /** For each shape of a list, the greatest IoU with a partner; 0 when it has none. */
  readonly bestOfFirst: Float64Array;
  readonly bestOfSecond: Float64Array;
};

/**
 * Finds the pairs of shapes of two lists whose intersection over union is at least `minIou`. Only shapes that share columns
 * are looked at, and measured only where their bounds allow it: few steps more than there are shapes, unless they are piled up.
 */
export function findOverlaps(
  firsts: readonly MeasuredShape[],
  seconds: readonly MeasuredShape[],
  minIou: number,
): Overlaps {
  const least = minIou - IOU_TOLERANCE;
  const partners = firsts.map((): number[] => []);
  const bestOfFirst = new Float64Array(firsts.length);
  const bestOfSecond = new Float64Array(seconds.length);
  const compare = (first: Placed, second: Placed): void => {
    if (greatestIou(first.shape, second.shape) < least) return;
    const iou = shapeIou(first.shape, second.shape);
    if (iou < least) return;
    partners[first.index]?.push(second.index);
    bestOfFirst[first.index] = Math.max(bestOfFirst[first.index] ?? 0, iou);
    bestOfSecond[second.index] = Math.max(bestOfSecond[second.index] ?? 0, iou);
  };
  const [waiting, others] = [byLeft(firsts), byLeft(seconds)];
  let [begun, begunOthers]: [Placed[], Placed[]] = [[], []];
  let next = 0;
  for (const first of waiting) {
    for (let second = others[next]; second !== undefined && second.left < first.left; second = others[next]) {
      begun = reaching(begun, second.left);
      for (const one of begun) compare(one, second);
      begunOthers.push(second);
      next += 1;
    }
    begunOthers = reaching(begunOthers, first.left);
    for (const second of begunOthers) compare(first, second);
    begun.push(first);
  }
  for (const second of others.slice(next)) {
    begun = reaching(begun, second.left);
    for (const one of begun) compare(one, second);
  }
  return { partners, bestOfFirst, bestOfSecond };
}

type Placed = { readonly shape: MeasuredShape; readonly index: number; readonly left: number; readonly right: number };

const byLeft = (shapes: readonly MeasuredShape[]): Placed[] =>
  shapes
    .map((shape, index) => ({ shape, index, left: shape.bounds.left, right: shape.bounds.right }))
    .sort((a, b) => a.left - b.left);

const reaching = (begun: readonly Placed[], col: number): Placed[] => begun.filter(({ right }) => right > col);
