import { type Box, boxArea, type Point, type Polygon, polygonArea } from "./geometry.ts";
import { crossesItself } from "./self-crossing.ts";

/** What is wrong with a shape, in one closed word. */
export type ShapeProblem =
  | "outside" /** a side or point is not a number from 0 to 1 */
  | "too_few_points" /** fewer than three points once repeats of the point before are left out */
  | "crosses_itself"
  | "no_area";

/** A millionth of the width by a millionth of the height: below a pixel of every image there is, above what rounding leaves of a line. */
const MIN_POLYGON_AREA = 1e-12;

const isFraction = (value: number): boolean => value >= 0 && value <= 1;

/** What is wrong with a box: it must lie in the image, top above bottom and left of right. Null when nothing is. */
export function boxProblem(box: Box): "outside" | "no_area" | null {
  if (![box.top, box.left, box.bottom, box.right].every(isFraction)) return "outside";
  return boxArea(box) > 0 ? null : "no_area";
}

/**
 * What is wrong with a polygon; null when nothing is.
 *
 * Touching is not crossing: an outline may meet itself in a point, run along itself (the two sides of a slit that leads
 * to a hole), or double back on a line. It may not pass through itself, be it in the middle of a side or in a corner.
 * A point that repeats the one before it is passed over; so is a last point that repeats the first.
 */
export function polygonProblem(polygon: Polygon): ShapeProblem | null {
  if (!polygon.every((point) => isFraction(point.row) && isFraction(point.col))) return "outside";
  const corners = withoutRepeats(polygon);
  if (corners.length < 3) return "too_few_points";
  if (crossesItself(corners)) return "crosses_itself";
  return polygonArea(corners) > MIN_POLYGON_AREA ? null : "no_area";
}

function withoutRepeats(polygon: Polygon): Point[] {
  const same = (a: Point | undefined, b: Point | undefined) => a?.row === b?.row && a?.col === b?.col;
  const corners: Point[] = [];
  for (const point of polygon) {
    if (!same(point, corners.at(-1))) corners.push(point);
  }
  while (corners.length > 1 && same(corners[0], corners.at(-1))) corners.pop();
  return corners;
}
