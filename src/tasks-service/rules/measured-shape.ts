import { type Box, boundsOf, boxArea, boxIou, boxOverlap, iou, polygonArea, type Shape } from "./geometry.ts";
import { polygonIou } from "./polygon-overlap.ts";

/** A shape with what is cheap to know of it, measured once and compared often. */
export type MeasuredShape = { readonly shape: Shape; readonly bounds: Box; readonly area: number };

export function measureShape(shape: Shape): MeasuredShape {
  if (shape.kind === "box") return { shape, bounds: shape.box, area: boxArea(shape.box) };
  return { shape, bounds: boundsOf(shape.polygon), area: polygonArea(shape.polygon) };
}

/** More than this the IoU of two shapes cannot be. Cheap, where clipping two polygons is not. */
export function greatestIou(a: MeasuredShape, b: MeasuredShape): number {
  return iou(Math.min(boxOverlap(a.bounds, b.bounds), a.area, b.area), a.area, b.area);
}

/** Intersection over union, 0..1; 0 for a box and a polygon, which are never the same thing. */
export function shapeIou({ shape: a }: MeasuredShape, { shape: b }: MeasuredShape): number {
  if (a.kind === "box" && b.kind === "box") return boxIou(a.box, b.box);
  if (a.kind === "polygon" && b.kind === "polygon") return polygonIou(a.polygon, b.polygon);
  return 0;
}
