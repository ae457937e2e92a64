import type { ComparableLabel } from "../shapes/alike.ts";
import { largestMatching } from "../shapes/matching.ts";
import { findOverlaps } from "../shapes/overlaps.ts";

/** How many things a label says: its shapes, and what it says of the whole input or of whole frames. */
function partsOf({ wholes, shapes }: ComparableLabel): number {
  let parts = wholes.length;
  for (const ofKey of shapes.values()) parts += ofKey.length;
  return parts;
}

/**
 * How far two labels of an input are apart: the part of what they say, 0..1, that has no counterpart in the other. Shapes
 * are counterparts when the largest one-to-one matching pairs them: of equal concepts, kind and frame, with an IoU of at
 * least `minIou`. It is 1 less their F1 (Dice) score; 0 for two labels that say nothing.
 */
export function labelDistance(a: ComparableLabel, b: ComparableLabel, minIou: number): number {
  const parts = partsOf(a) + partsOf(b);
  if (parts === 0) return 0;
  const wholes = new Set(b.wholes);
  let matched = a.wholes.filter((key) => wholes.has(key)).length;
  for (const [key, shapes] of a.shapes) {
    const others = b.shapes.get(key);
    if (others !== undefined) matched += largestMatching(findOverlaps(shapes, others, minIou).partners);
  }
  return 1 - (2 * matched) / parts;
}
