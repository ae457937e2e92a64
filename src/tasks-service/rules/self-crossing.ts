import type { Point, Polygon } from "./geometry.ts";
import { windsOnce } from "./polygon-overlap.ts";

/**
 * Twice the area of a triangle, in fractions of the image, up to which its corners count as lying on one line: far below
 * a pixel, far above what doubles make of points that a client divided by the image's size.
 */
const COLLINEAR = 1e-13;

type Edge = {
  readonly index: number;
  readonly from: Point;
  readonly to: Point;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
};

/**
 * Whether a closed outline passes through itself. Consecutive points differ; touching is told from crossing as
 * `polygonProblem` describes. Two sides that cut each other in their middles are found side by side; only an outline that
 * touches itself is looked at as a whole.
 */
export function crossesItself(outline: Polygon): boolean {
  const edges = edgesOf(outline);
  let touches = false;
  const open: Edge[] = [];
  for (const edge of edges) {
    // Edges come by their upper end: those that end above this one cannot meet it, nor any that follows.
    let kept = 0;
    for (const other of open) {
      if (other.bottom < edge.top) continue;
      open[kept] = other;
      kept += 1;
      if (other.left > edge.right || edge.left > other.right) continue;
      if (areNeighbours(edge, other, outline.length)) continue;
      const meeting = meet(edge, other);
      if (meeting === "cross") return true;
      if (meeting === "touch") touches = true;
    }
    open.length = kept;
    open.push(edge);
  }
  return touches && !windsOnce(outline);
}

function edgesOf(outline: Polygon): Edge[] {
  const edges: Edge[] = [];
  let from = outline.at(-1);
  for (const [index, to] of outline.entries()) {
    if (!from) break;
    edges.push({
      index,
      from,
      to,
      top: Math.min(from.row, to.row),
      bottom: Math.max(from.row, to.row),
      left: Math.min(from.col, to.col),
      right: Math.max(from.col, to.col),
    });
    from = to;
  }
  return edges.sort((a, b) => a.top - b.top);
}

function areNeighbours(a: Edge, b: Edge, count: number): boolean {
  const distance = Math.abs(a.index - b.index);
  return distance === 1 || distance === count - 1;
}

/** How two edges whose bounds overlap meet. */
function meet(a: Edge, b: Edge): "apart" | "touch" | "cross" {
  const [a1, a2] = [side(b, a.from), side(b, a.to)];
  const [b1, b2] = [side(a, b.from), side(a, b.to)];
  if (a1 * a2 > 0 || b1 * b2 > 0) return "apart";
  return a1 * a2 < 0 && b1 * b2 < 0 ? "cross" : "touch";
}

/** On which side of the edge's line a point lies: -1, 1, or 0 on the line. */
function side(edge: Edge, point: Point): number {
  const area =
    (edge.to.col - edge.from.col) * (point.row - edge.from.row) -
    (edge.to.row - edge.from.row) * (point.col - edge.from.col);
  return Math.abs(area) <= COLLINEAR ? 0 : Math.sign(area);
}
