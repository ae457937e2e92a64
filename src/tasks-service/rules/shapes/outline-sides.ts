import type { Point, Polygon } from "./geometry.ts";

/** A side of an outline, seen as a row for every column that it spans. */
export type Side = {
  /** Its place in the outline; repeated points make no side. */
  readonly index: number;
  readonly from: Point;
  readonly to: Point;
  readonly left: number;
  readonly right: number;
  readonly rowAtLeft: number;
  readonly rowAtRight: number;
  /** 1 where the outline runs to the right, -1 where it runs to the left. */
  readonly direction: 1 | -1;
};

/** The sides of a closed outline, by their left ends. */
export function sidesOf(outline: Polygon): Side[] {
  const sides: Side[] = [];
  let from = outline.at(-1);
  for (const to of outline) {
    if (from !== undefined && (from.row !== to.row || from.col !== to.col)) sides.push(toSide(sides.length, from, to));
    from = to;
  }
  return sides.sort((a, b) => a.left - b.left);
}

function toSide(index: number, from: Point, to: Point): Side {
  const direction = from.col <= to.col ? 1 : -1;
  const [start, end] = direction === 1 ? [from, to] : [to, from];
  return {
    index,
    from,
    to,
    left: start.col,
    right: end.col,
    rowAtLeft: start.row,
    rowAtRight: end.row,
    direction,
  };
}

/**
 * How many pairs of sides span a common column: the steps that a look at all of them takes. Sides come by their left ends.
 * Few for an outline that goes around something, half the square of the number of sides for one that zigzags across.
 */
export function countMeetings(sides: readonly Side[]): number {
  const ends = Float64Array.from(sides, ({ right }) => right).sort();
  let [ended, meetings] = [0, 0];
  for (const [begun, { left }] of sides.entries()) {
    while ((ends[ended] ?? Infinity) < left) ended += 1;
    meetings += begun - ended;
  }
  return meetings;
}

/** Area between two sides over the columns that both span, whichever is above; 0 where they share none. */
export function areaBetween(a: Side, b: Side): number {
  const left = Math.max(a.left, b.left);
  const right = Math.min(a.right, b.right);
  if (!(right > left)) return 0;
  const before = rowAt(a, left) - rowAt(b, left);
  const after = rowAt(a, right) - rowAt(b, right);
  const sum = Math.abs(before) + Math.abs(after);
  if (sum === 0) return 0;
  // Where the two change places within the columns, what lies between them is two triangles.
  const height = before * after < 0 ? (before * before + after * after) / sum : sum;
  return ((right - left) * height) / 2;
}

/** The quotient stays between 0 and 1 however steep the side is; a slope would not be finite. */
const rowAt = ({ left, right, rowAtLeft, rowAtRight }: Side, col: number): number =>
  rowAtLeft + (rowAtRight - rowAtLeft) * ((col - left) / (right - left));

/** Of the sides that were begun, those that reach a column; the others are dropped from the list, once and for all. */
export function dropEnded(begun: Side[], col: number): void {
  let kept = 0;
  for (const side of begun) {
    if (side.right < col) continue;
    begun[kept] = side;
    kept += 1;
  }
  begun.length = kept;
}
