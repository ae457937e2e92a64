import fc from "fast-check";
import type { Box, Polygon } from "../../../../../src/tasks-service/rules/shapes/geometry.ts";
import { measureShape, shapeIou } from "../../../../../src/tasks-service/rules/shapes/measured-shape.ts";

/** As labels are compared, polygon with polygon. */
export const polygonIou = (a: Polygon, b: Polygon): number =>
  shapeIou(measureShape({ kind: "polygon", polygon: a }), measureShape({ kind: "polygon", polygon: b }));

const side = fc.integer({ min: 0, max: 1000 });

/** Valid boxes of all sizes, on a grid of thousandths. */
export const boxes: fc.Arbitrary<Box> = fc
  .tuple(side, side, side, side)
  .filter(([a, b, c, d]) => a !== b && c !== d)
  .map(([a, b, c, d]) => ({
    top: Math.min(a, b) / 1000,
    bottom: Math.max(a, b) / 1000,
    left: Math.min(c, d) / 1000,
    right: Math.max(c, d) / 1000,
  }));

export const cornersOf = ({ top, left, bottom, right }: Box): Polygon => [
  { row: top, col: left },
  { row: top, col: right },
  { row: bottom, col: right },
  { row: bottom, col: left },
];

/** Polygons all of whose corners are seen from one point: of any form between round and spiky, never crossing. */
export const starPolygons: fc.Arbitrary<Polygon> = fc
  .record({
    row: fc.double({ min: 0.3, max: 0.7, noNaN: true }),
    col: fc.double({ min: 0.3, max: 0.7, noNaN: true }),
    radii: fc.array(fc.double({ min: 0.05, max: 0.3, noNaN: true }), { minLength: 3, maxLength: 24 }),
  })
  .map(({ row, col, radii }) =>
    radii.map((radius, index) => {
      const angle = (2 * Math.PI * index) / radii.length;
      return { row: row + radius * Math.sin(angle), col: col + radius * Math.cos(angle) };
    }),
  );
