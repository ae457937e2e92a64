/** A corner on a grid of whole numbers. */
export type Corner = readonly [row: number, col: number];

/** A part of the plane around which outlines wind a number of times each. */
type Face = { readonly area: number; readonly windings: readonly number[] };

/** Narrower columns come of two breaks that are one, and that doubles tell apart. */
const NARROWEST = 1e-9;

/**
 * Cuts the plane into columns at every corner and at every place where two sides meet, and counts the winding numbers from the top of each
 * down: an oracle that shares nothing with the rules. Answers all faces around which some outline winds.
 */
export function facesOf(outlines: readonly (readonly Corner[])[]): Face[] {
  const sides = outlines.flatMap((corners, outline) =>
    sidesOf(corners).map(([a, b]) => ({ outline, a, b, left: Math.min(a[1], b[1]), right: Math.max(a[1], b[1]) })),
  );
  const breaks = new Set(sides.flatMap(({ left, right }) => [left, right]));
  for (const [index, one] of sides.entries()) {
    for (const other of sides.slice(0, index)) {
      const col = meetingOf([one.a, one.b], [other.a, other.b]);
      if (col !== undefined) breaks.add(col);
    }
  }
  const columns = [...breaks].sort((a, b) => a - b);
  const faces: Face[] = [];
  for (const [index, left] of columns.entries()) {
    const right = columns[index + 1] ?? left;
    if (right - left < NARROWEST) continue;
    const middle = (left + right) / 2;
    const spanning = sides
      .filter((side) => side.left < middle && side.right > middle)
      .map((side) => ({ ...side, row: rowAt(side, middle) }))
      .sort((x, y) => x.row - y.row);
    const windings = outlines.map(() => 0);
    for (const [place, side] of spanning.entries()) {
      windings[side.outline] = (windings[side.outline] ?? 0) + (side.a[1] < side.b[1] ? 1 : -1);
      const area = ((spanning[place + 1]?.row ?? side.row) - side.row) * (right - left);
      if (area > NARROWEST && windings.some((winding) => winding !== 0)) faces.push({ area, windings: [...windings] });
    }
  }
  return faces;
}

/** Whether two sides cut each other in their middles, as whole numbers tell. */
export function hasCut(corners: readonly Corner[]): boolean {
  const turn = (a: Corner, b: Corner, c: Corner) =>
    Math.sign((b[1] - a[1]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[1] - a[1]));
  const sides = sidesOf(corners);
  return sides.some(([a, b]) =>
    sides.some(([c, d]) => turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0),
  );
}

type Ends = readonly [Corner, Corner];

const sidesOf = (corners: readonly Corner[]): Ends[] =>
  corners.map((corner, index) => [corner, corners[index + 1] ?? corners[0] ?? corner]);

const rowAt = ({ a, b }: { a: Corner; b: Corner }, col: number): number =>
  a[0] + ((b[0] - a[0]) * (col - a[1])) / (b[1] - a[1]);

/** The column where the lines of two sides cross, if they do. */
function meetingOf([a, b]: Ends, [c, d]: Ends): number | undefined {
  const cross = (b[1] - a[1]) * (d[0] - c[0]) - (b[0] - a[0]) * (d[1] - c[1]);
  if (cross === 0) return undefined;
  const part = ((c[1] - a[1]) * (d[0] - c[0]) - (c[0] - a[0]) * (d[1] - c[1])) / cross;
  return part > 0 && part < 1 ? a[1] + part * (b[1] - a[1]) : undefined;
}
