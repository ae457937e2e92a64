import { type Box, boxArea, type Polygon, polygonArea } from "./geometry.ts";
import { countMeetings, sidesOf } from "./outline-sides.ts";
import { crossesItself } from "./self-crossing.ts";

/** What is wrong with a shape, in one closed word. */
export type ShapeProblem =
  | "outside" /** a side or point is not a number from 0 to 1 */
  | "too_many_points"
  | "too_few_points" /** fewer than three different points */
  | "too_intricate" /** too many of its sides lie above and below each other */
  | "crosses_itself"
  | "no_area";

/** A millionth of the width by a millionth of the height: below a pixel of every image there is, above what rounding leaves of a line. */
const MIN_POLYGON_AREA = 1e-12;

/** Enough to follow an edge pixel by pixel around most of a photograph; an outline of that many is checked in a few milliseconds. */
export const MAX_POLYGON_POINTS = 10_000;

/** Steps that the check of one outline may take, some 20 ms. No outline of 2,000 points, however it is drawn, takes more. */
const MAX_MEETINGS = 2_000_000;

const isFraction = (value: number): boolean => value >= 0 && value <= 1;

/** What is wrong with a box: it must lie in the image, top above bottom and left of right. Null when nothing is. */
export function boxProblem(box: Box): "outside" | "no_area" | null {
  if (![box.top, box.left, box.bottom, box.right].every(isFraction)) return "outside";
  return boxArea(box) > 0 ? null : "no_area";
}

/**
 * What is wrong with a polygon; null when nothing is. Whatever is sent, this takes at most some 20 ms.
 *
 * Touching is not crossing: an outline may meet itself in a point, run along itself (the two sides of a slit that leads
 * to a hole), or double back on a line. It may not pass through itself, be it in the middle of a side or in a corner.
 * Points that repeat the one before, or lie on a straight side, change nothing; so does a last point that repeats the first.
 */
export const polygonProblem = (polygon: Polygon): ShapeProblem | null => judgePolygon(polygon).problem;

/** What is wrong with a polygon, and how many steps it takes to tell (`countMeetings`); more than `most` are not done: too intricate. */
export function judgePolygon(
  polygon: Polygon,
  most: number = MAX_MEETINGS,
): { readonly problem: ShapeProblem | null; readonly steps: number } {
  if (polygon.length > MAX_POLYGON_POINTS) return { problem: "too_many_points", steps: 0 };
  const isInside = polygon.every((point) => isFraction(point.row) && isFraction(point.col));
  if (!isInside) return { problem: "outside", steps: 0 };
  if (!hasThreePoints(polygon)) return { problem: "too_few_points", steps: 0 };
  const sides = sidesOf(polygon);
  const steps = countMeetings(sides);
  if (steps > Math.min(most, MAX_MEETINGS)) return { problem: "too_intricate", steps: 0 };
  if (crossesItself(polygon, sides)) return { problem: "crosses_itself", steps };
  return { problem: polygonArea(polygon) > MIN_POLYGON_AREA ? null : "no_area", steps };
}

function hasThreePoints(polygon: Polygon): boolean {
  const [first] = polygon;
  const second = polygon.find(({ row, col }) => row !== first?.row || col !== first.col);
  return polygon.some(
    ({ row, col }) =>
      second !== undefined && (row !== first?.row || col !== first.col) && (row !== second.row || col !== second.col),
  );
}
