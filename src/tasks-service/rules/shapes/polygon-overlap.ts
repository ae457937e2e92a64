import type { Point, Polygon } from "./geometry.ts";
import { areaBetween, dropEnded, type Side, sidesOf } from "./outline-sides.ts";

/** A polygon made ready to be laid over many others. */
export type Outline = { readonly polygon: Polygon; readonly sides: readonly Side[] };

export const toOutline = (polygon: Polygon): Outline => ({ polygon, sides: sidesOf(polygon) });

/**
 * Area that two polygons without a problem share, as a fraction of the image's. It is symmetric to the last bit: the two
 * are gone through in one order, whichever way they are given.
 *
 * Each polygon winds once around what it encloses, so the area is the integral of the product of both winding numbers. A
 * winding number at a place is the sum of the directions of the sides above it, which makes the integral a sum over pairs
 * of sides: of both directions times the area above both. And since in every column as many sides run to the right as to
 * the left, that is minus half the sum of both directions times the area between the two. Nothing is cut or rounded to a
 * grid, no case is special (repeated points, corners on sides, sides on sides add what they enclose, which is nothing),
 * and it takes one step for every pair of sides that span a common column.
 */
export function polygonOverlap(a: Outline, b: Outline): number {
  const [first, second] = compare(a.polygon, b.polygon) <= 0 ? [a.sides, b.sides] : [b.sides, a.sides];
  const begunFirst: Side[] = [];
  const begunSecond: Side[] = [];
  let [sum, next] = [0, 0];
  for (const side of first) {
    for (let other = second[next]; other !== undefined && other.left < side.left; other = second[next]) {
      sum += areaAgainst(other, begunFirst);
      begunSecond.push(other);
      next += 1;
    }
    sum += areaAgainst(side, begunSecond);
    begunFirst.push(side);
  }
  for (const other of second.slice(next)) sum += areaAgainst(other, begunFirst);
  return Math.abs(sum) / 2;
}

function areaAgainst(side: Side, begun: Side[]): number {
  dropEnded(begun, side.left);
  let sum = 0;
  for (const other of begun) sum += side.direction * other.direction * areaBetween(side, other);
  return sum;
}

function compare(a: Polygon, b: Polygon): number {
  if (a.length !== b.length) return a.length - b.length;
  for (const [index, point] of a.entries()) {
    const difference = comparePoints(point, b[index] ?? point);
    if (difference !== 0) return difference;
  }
  return 0;
}

const comparePoints = (a: Point, b: Point): number => a.row - b.row || a.col - b.col;
