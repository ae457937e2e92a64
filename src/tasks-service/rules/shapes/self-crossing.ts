import { boundsOf, boxArea, type Point, type Polygon, polygonArea } from "./geometry.ts";
import { areaBetween, dropEnded, type Side } from "./outline-sides.ts";

/**
 * Twice the area of a triangle, in fractions of the image, up to which its corners count as lying on one line: far below
 * a pixel, far above what doubles make of points that a client divided by the image's size.
 */
const COLLINEAR = 1e-13;

/** What may be wound around wrongly, as a part of the outline's bounds: far below what is seen, far above what doubles round. */
const AREA_TOLERANCE = 1e-6;

/**
 * Whether a closed outline passes through itself; touching is told from crossing as `polygonProblem` describes. `sides` are
 * its own, by their left ends. Takes a step for each of their meetings (`countMeetings`).
 *
 * Two sides that cut each other in their middles are seen where they do. For all other ways an outline may meet itself, it
 * must wind around every part of the image that it encloses exactly once, and in one direction: where an outline passes
 * through itself in a corner, one of the four parts around is wound around twice, or the other way round. Winding numbers
 * are whole, so the integral of their squares is above that of the numbers themselves, which is the outline's signed area,
 * unless they are all 0 and 1. Both integrals are sums over sides (the first as for `polygonOverlap`).
 */
export function crossesItself(outline: Polygon, sides: readonly Side[]): boolean {
  const begun: Side[] = [];
  let squares = 0;
  for (const side of sides) {
    dropEnded(begun, side.left);
    for (const other of begun) {
      if (cutEachOther(side, other, sides.length)) return true;
      squares -= side.direction * other.direction * areaBetween(side, other);
    }
    begun.push(side);
  }
  return squares - polygonArea(outline) > AREA_TOLERANCE * boxArea(boundsOf(outline));
}

function cutEachOther(a: Side, b: Side, count: number): boolean {
  const distance = Math.abs(a.index - b.index);
  if (distance === 1 || distance === count - 1) return false;
  if (Math.min(a.from.row, a.to.row) > Math.max(b.from.row, b.to.row)) return false;
  if (Math.min(b.from.row, b.to.row) > Math.max(a.from.row, a.to.row)) return false;
  return turn(b, a.from) * turn(b, a.to) < 0 && turn(a, b.from) * turn(a, b.to) < 0;
}

/** On which hand of the side's line a point lies: -1, 1, or 0 on the line. */
function turn({ from, to }: Side, point: Point): number {
  const area = (to.col - from.col) * (point.row - from.row) - (to.row - from.row) * (point.col - from.col);
  return Math.abs(area) <= COLLINEAR ? 0 : Math.sign(area);
}
