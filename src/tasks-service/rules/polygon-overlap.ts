// biome-ignore lint/style/noRestrictedImports: the one place where the rules use a geometry library
import { areaPaths, FillRule, intersect, type Path64, union } from "clipper2-ts";
import { type Box, boundsOf, iou, type Point, type Polygon } from "./geometry.ts";

/**
 * Cells per side of the grid that outlines are rounded to before they are clipped. The clipping library computes with
 * integers; below 2^26 the products of two differences are exact in a double. The grid spans only what is compared, so
 * a polygon of a few pixels in a large photograph is measured as finely as one that fills it.
 */
const GRID = 2 ** 26;

/** Areas in cells, as a part of the whole grid; what rounding to the grid can make of a true zero is far below. */
const AREA_TOLERANCE = 1e-6;

/**
 * Intersection over union of two polygons that have no problem, 0..1 and exact to about 1e-7. It is symmetric to the
 * last bit, which the clipping alone is not: the two are clipped in one order, whichever way they are given.
 */
export function polygonIou(a: Polygon, b: Polygon): number {
  const [first, second] = compare(a, b) <= 0 ? [a, b] : [b, a];
  const bounds = boundsOf([...first, ...second]);
  if (!(bounds.bottom > bounds.top && bounds.right > bounds.left)) return 0;
  const pathA = toGrid(first, bounds);
  const pathB = toGrid(second, bounds);
  const [areaA, areaB] = [Math.abs(areaPaths([pathA])), Math.abs(areaPaths([pathB]))];
  const shared = Math.abs(areaPaths(intersect([pathA], [pathB], FillRule.NonZero)));
  return iou(Math.min(shared, areaA, areaB), areaA, areaB);
}

/**
 * Whether the outline winds around every part of the image that it encloses exactly once, and in one direction. Where an
 * outline passes through itself, one of the four corners of the crossing is wound around twice, or the other way round,
 * so an outline that touches itself without crossing passes and one that crosses does not. Enclosed parts smaller than
 * a millionth of the outline's bounds are not seen.
 */
export function windsOnce(polygon: Polygon): boolean {
  const bounds = boundsOf(polygon);
  if (!(bounds.bottom > bounds.top && bounds.right > bounds.left)) return true;
  const path = toGrid(polygon, bounds);
  const signed = Math.abs(areaPaths([path]));
  const enclosed = Math.abs(areaPaths(union([path], FillRule.NonZero)));
  const enclosedOddly = Math.abs(areaPaths(union([path], FillRule.EvenOdd)));
  const tolerance = AREA_TOLERANCE * GRID * GRID;
  return Math.abs(enclosed - signed) <= tolerance && Math.abs(enclosed - enclosedOddly) <= tolerance;
}

function toGrid(polygon: Polygon, bounds: Box): Path64 {
  const perRow = GRID / (bounds.bottom - bounds.top);
  const perCol = GRID / (bounds.right - bounds.left);
  return polygon.map(({ row, col }) => ({
    x: Math.round((col - bounds.left) * perCol),
    y: Math.round((row - bounds.top) * perRow),
  }));
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
