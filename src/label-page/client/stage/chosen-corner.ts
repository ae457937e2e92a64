import { cornersOf, type Mark, moveCorner, moveMark, type Point, type Size } from "./geometry.ts";

/** The mark with its chosen corner moved, or moved itself where none is chosen. */
export function nudgeMark(mark: Mark, chosen: number | undefined, by: Point, size: Size): Mark {
  const corner = chosen === undefined ? undefined : cornersOf(mark)[chosen];
  if (corner === undefined || chosen === undefined) return moveMark(mark, by, size);
  return moveCorner(mark, chosen, [corner[0] + by[0], corner[1] + by[1]], size);
}

/** The corner after the chosen one, or before it; the first, or the last, where none is chosen. */
export function nextCorner(mark: Mark, chosen: number | undefined, step: 1 | -1): number {
  const count = cornersOf(mark).length;
  const from = chosen ?? (step === 1 ? -1 : 0);
  return (from + step + count) % count;
}

/** Without the chosen corner; undefined where what is left would be no polygon. */
export function withoutCorner(mark: Mark, chosen: number | undefined): Mark | undefined {
  if (chosen === undefined || mark.kind !== "polygon" || mark.points.length <= 3) return undefined;
  return { ...mark, points: mark.points.filter((_, index) => index !== chosen) };
}
