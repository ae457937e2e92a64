import { type Box, boundsOf, boxArea, boxOverlap, iou, polygonArea, type Shape } from "./geometry.ts";
import { type Outline, polygonOverlap, toOutline } from "./polygon-overlap.ts";

/** A shape with what is cheap to know of it, measured once and compared often. Boxes have no outline. */
export type MeasuredShape = { readonly bounds: Box; readonly area: number; readonly outline?: Outline };

export function measureShape(shape: Shape): MeasuredShape {
  if (shape.kind === "box") return { bounds: shape.box, area: boxArea(shape.box) };
  const { polygon } = shape;
  return { bounds: boundsOf(polygon), area: polygonArea(polygon), outline: toOutline(polygon) };
}

/** More than this the IoU of two shapes cannot be. Cheap, where laying two polygons over each other is not. */
export function greatestIou(a: MeasuredShape, b: MeasuredShape): number {
  return iou(Math.min(boxOverlap(a.bounds, b.bounds), a.area, b.area), a.area, b.area);
}

/** Intersection over union, 0..1; 0 for a box and a polygon, which are never the same thing. */
export function shapeIou(a: MeasuredShape, b: MeasuredShape): number {
  if (a.outline === undefined && b.outline === undefined) return iou(boxOverlap(a.bounds, b.bounds), a.area, b.area);
  if (a.outline === undefined || b.outline === undefined) return 0;
  return iou(Math.min(polygonOverlap(a.outline, b.outline), a.area, b.area), a.area, b.area);
}
