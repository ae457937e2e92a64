import type { Said, Shape } from "../../../domain/labeling/label.ts";

/** In pixels of the picture, from its upper left corner. */
export type Point = readonly [x: number, y: number];
export type Size = { readonly width: number; readonly height: number };

/** Something that is marked. A box has two points, its upper left and lower right corner; a polygon has its corners, in their order. */
export type Mark = {
  readonly id: string;
  readonly concept: string;
  readonly kind: "box" | "polygon";
  readonly points: readonly Point[];
};

export const clamp = (value: number, most: number): number => Math.min(Math.max(value, 0), most);
export const clampPoint = ([x, y]: Point, { width, height }: Size): Point => [clamp(x, width), clamp(y, height)];
export const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);
export const middle = (a: Point, b: Point): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

/** The two points of the box between any two opposite corners. */
export const boxBetween = (a: Point, b: Point): readonly [Point, Point] => [
  [Math.min(a[0], b[0]), Math.min(a[1], b[1])],
  [Math.max(a[0], b[0]), Math.max(a[1], b[1])],
];

export function boundsOf(points: readonly Point[]): readonly [Point, Point] {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return [
    [Math.min(...xs), Math.min(...ys)],
    [Math.max(...xs), Math.max(...ys)],
  ];
}

/** Clockwise from the upper left one; of a polygon, in its own order. */
export function cornersOf({ kind, points }: Pick<Mark, "kind" | "points">): readonly Point[] {
  if (kind === "polygon") return points;
  const [[left, top], [right, bottom]] = boundsOf(points);
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

/** Each side with the corner that it begins at. */
export function sidesOf(mark: Pick<Mark, "kind" | "points">): readonly (readonly [Point, Point])[] {
  const corners = cornersOf(mark);
  return corners.map((corner, index) => [corner, corners[(index + 1) % corners.length] ?? corner]);
}

/** Moved as far as the picture allows. */
export function moveMark(mark: Mark, [dx, dy]: Point, { width, height }: Size): Mark {
  const [[left, top], [right, bottom]] = boundsOf(mark.points);
  const x = Math.min(Math.max(dx, -left), width - right);
  const y = Math.min(Math.max(dy, -top), height - bottom);
  return { ...mark, points: mark.points.map((point) => [point[0] + x, point[1] + y]) };
}

/** With one corner elsewhere; of a box, the opposite one stays. */
export function moveCorner(mark: Mark, index: number, to: Point, size: Size): Mark {
  const point = clampPoint(to, size);
  if (mark.kind === "polygon") return { ...mark, points: mark.points.map((each, at) => (at === index ? point : each)) };
  const opposite = cornersOf(mark)[(index + 2) % 4] ?? point;
  return { ...mark, points: boxBetween(opposite, point) };
}

/** With one side of a box elsewhere: top, right, bottom and left are 0 to 3. */
export function moveSide(mark: Mark, index: number, to: Point, size: Size): Mark {
  const [x, y] = clampPoint(to, size);
  const [[left, top], [right, bottom]] = boundsOf(mark.points);
  const horizontal: readonly [number, number] = index === 3 ? [x, right] : index === 1 ? [left, x] : [left, right];
  const vertical: readonly [number, number] = index === 0 ? [y, bottom] : index === 2 ? [top, y] : [top, bottom];
  return { ...mark, points: boxBetween([horizontal[0], vertical[0]], [horizontal[1], vertical[1]]) };
}

/** With another corner of a polygon on the side that begins at corner `index`. */
export function addCorner(mark: Mark, index: number, at: Point): Mark {
  return { ...mark, points: [...mark.points.slice(0, index + 1), at, ...mark.points.slice(index + 1)] };
}

/** Even-odd, as what crosses itself is painted. */
export function isInside(mark: Mark, [x, y]: Point): boolean {
  let inside = false;
  for (const [[ax, ay], [bx, by]] of sidesOf(mark)) {
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

export function distanceToBorder(mark: Mark, point: Point): number {
  return Math.min(...sidesOf(mark).map(([a, b]) => distanceToLine(point, a, b)));
}

function distanceToLine(point: Point, a: Point, b: Point): number {
  const length = distance(a, b);
  if (length === 0) return distance(point, a);
  const along = ((point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])) / length ** 2;
  const t = Math.min(Math.max(along, 0), 1);
  return distance(point, [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]);
}

/** As the Tasks API counts: fractions of the picture. */
export function toSaid(marks: readonly Mark[], size: Size): Extract<Said, { kind: "shapes" }> {
  return { kind: "shapes", shapes: marks.map((mark) => toShape(mark, size)) };
}

function toShape({ kind, concept, points }: Mark, { width, height }: Size): Shape {
  if (kind === "polygon") return { concept, points: points.map(([x, y]) => ({ row: y / height, col: x / width })) };
  const [[left, top], [right, bottom]] = boundsOf(points);
  return { concept, box: { top: top / height, left: left / width, bottom: bottom / height, right: right / width } };
}

export function toMark(shape: Shape, id: string, { width, height }: Size): Mark {
  if ("points" in shape) {
    const points = shape.points.map(({ row, col }): Point => [col * width, row * height]);
    return { id, concept: shape.concept, kind: "polygon", points };
  }
  const { top, left, bottom, right } = shape.box;
  const points: readonly Point[] = [
    [left * width, top * height],
    [right * width, bottom * height],
  ];
  return { id, concept: shape.concept, kind: "box", points };
}
