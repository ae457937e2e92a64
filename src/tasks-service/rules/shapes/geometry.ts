/** Sides as fractions 0..1 of the image: rows grow downwards, columns to the right. */
export type Box = { readonly top: number; readonly left: number; readonly bottom: number; readonly right: number };

/** A place in the image, as fractions 0..1 of its height and width. */
export type Point = { readonly row: number; readonly col: number };

/** The corners in drawing order, either way round; the last is joined to the first. */
export type Polygon = readonly Point[];

export type Shape =
  | { readonly kind: "box"; readonly box: Box }
  | { readonly kind: "polygon"; readonly polygon: Polygon };

/** Area as a fraction of the image's; 0 for a box that is inside out. */
export function boxArea(box: Box): number {
  return Math.max(0, box.bottom - box.top) * Math.max(0, box.right - box.left);
}

/** Area as a fraction of the image's (the shoelace formula), whichever way round the outline runs. */
export function polygonArea(polygon: Polygon): number {
  const origin = polygon[0];
  if (!origin) return 0;
  let doubled = 0;
  let before = origin;
  for (const point of polygon) {
    doubled +=
      (before.col - origin.col) * (point.row - origin.row) - (point.col - origin.col) * (before.row - origin.row);
    before = point;
  }
  return Math.abs(doubled) / 2;
}

/** The smallest box that holds the polygon. */
export function boundsOf(polygon: Polygon): Box {
  let [top, left, bottom, right] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { row, col } of polygon) {
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
    left = Math.min(left, col);
    right = Math.max(right, col);
  }
  return { top, left, bottom, right };
}

/** Area that two boxes share, as a fraction of the image's. */
export function boxOverlap(a: Box, b: Box): number {
  return boxArea({
    top: Math.max(a.top, b.top),
    left: Math.max(a.left, b.left),
    bottom: Math.min(a.bottom, b.bottom),
    right: Math.min(a.right, b.right),
  });
}

/** Intersection over union of two boxes, 0..1; 0 when neither has an area. */
export function boxIou(a: Box, b: Box): number {
  return iou(boxOverlap(a, b), boxArea(a), boxArea(b));
}

/** Intersection over union from the three areas it is made of; 0 when there is no area at all. */
export function iou(shared: number, areaA: number, areaB: number): number {
  const union = areaA + areaB - shared;
  return union > 0 ? Math.min(1, shared / union) : 0;
}
