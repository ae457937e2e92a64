import {
  cornersOf,
  distance,
  distanceToBorder,
  isInside,
  type Mark,
  middle,
  moveCorner,
  moveMark,
  moveSide,
  type Point,
  type Size,
  sidesOf,
} from "./geometry.ts";

/** What of a mark the pointer has taken hold of. */
export type Grab = { readonly kind: "corner" | "side"; readonly index: number } | { readonly kind: "whole" };

/** Below this length a side has no handle of its own: there would be no room between those of the corners. */
export const ROOM_FOR_HANDLE = 36;

type Reach = {
  /** Pixels of the screen per pixel of the picture. */
  readonly scale: number;
  /** How far from it something is still met, in pixels of the screen. */
  readonly reach: number;
  /** Whether a press anywhere inside takes hold of it. */
  readonly isOpen: boolean;
};

/** What of a mark lies under the pointer: a corner, the middle of a side, or the mark itself. */
export function findGrab(mark: Mark, at: Point, { scale, reach, isOpen }: Reach): Grab | undefined {
  const near = (point: Point): boolean => distance(point, at) * scale <= reach;
  const corner = cornersOf(mark).findIndex(near);
  if (corner >= 0) return { kind: "corner", index: corner };
  const side = sidesOf(mark).findIndex(([a, b]) => distance(a, b) * scale >= ROOM_FOR_HANDLE && near(middle(a, b)));
  if (side >= 0) return { kind: "side", index: side };
  const isHeld = near(centreOf(mark)) || distanceToBorder(mark, at) * scale <= reach / 2;
  return isHeld || (isOpen && isInside(mark, at)) ? { kind: "whole" } : undefined;
}

/** The smallest mark that lies there, or within `reach` of it, in pixels of the picture. */
export function smallestAt(marks: readonly Mark[], at: Point, reach: number): Mark | undefined {
  const there = marks.filter((mark) => isInside(mark, at) || distanceToBorder(mark, at) <= reach);
  return there.toSorted((a, b) => areaOf(a) - areaOf(b))[0];
}

export function centreOf(mark: Mark): Point {
  const corners = cornersOf(mark);
  const sum = (axis: 0 | 1): number => corners.reduce((total, corner) => total + corner[axis], 0);
  return [sum(0) / corners.length, sum(1) / corners.length];
}

function areaOf(mark: Mark): number {
  let twice = 0;
  for (const [[ax, ay], [bx, by]] of sidesOf(mark)) twice += ax * by - bx * ay;
  return Math.abs(twice / 2);
}

/** The mark as it is when what is held was taken hold of at `from` and is at `at` now. */
export function changeBy(
  { grab, from, before }: { readonly grab: Grab; readonly from: Point; readonly before: Mark },
  at: Point,
  size: Size,
): Mark {
  const by: Point = [at[0] - from[0], at[1] - from[1]];
  if (grab.kind === "whole") return moveMark(before, by, size);
  if (grab.kind === "side") {
    const [a, b] = sidesOf(before)[grab.index] ?? [from, from];
    const [x, y] = middle(a, b);
    return moveSide(before, grab.index, [x + by[0], y + by[1]], size);
  }
  const [x, y] = cornersOf(before)[grab.index] ?? from;
  return moveCorner(before, grab.index, [x + by[0], y + by[1]], size);
}
