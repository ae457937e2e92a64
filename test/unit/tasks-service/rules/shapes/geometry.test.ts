import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  type Box,
  boxArea,
  boxIou,
  type Polygon,
  polygonArea,
} from "../../../../../src/tasks-service/rules/shapes/geometry.ts";
import { boxes, cornersOf, polygonIou, starPolygons } from "./shapes.ts";

const box = (top: number, left: number, bottom: number, right: number): Box => ({ top, left, bottom, right });
const polygon = (...points: [row: number, col: number][]): Polygon => points.map(([row, col]) => ({ row, col }));

describe("IoU of boxes", () => {
  test("is what two boxes share of what they cover", () => {
    expect(boxIou(box(0, 0, 0.5, 0.5), box(0, 0.25, 0.5, 0.75))).toBeCloseTo(1 / 3, 12);
    expect(boxIou(box(0, 0, 0.2, 0.2), box(0, 0, 0.2, 0.4))).toBeCloseTo(1 / 2, 12);
  });

  test("is 0 for boxes apart, boxes that share a side only, and boxes without area", () => {
    expect(boxIou(box(0, 0, 0.1, 0.1), box(0.5, 0.5, 0.6, 0.6))).toBe(0);
    expect(boxIou(box(0, 0, 0.5, 0.5), box(0, 0.5, 0.5, 1))).toBe(0);
    expect(boxIou(box(0.5, 0.5, 0.5, 0.5), box(0.5, 0.5, 0.5, 0.5))).toBe(0);
  });

  test("is symmetric, from 0 to 1, and 1 for a box with itself", () => {
    fc.assert(
      fc.property(boxes, boxes, (a, b) => {
        const value = boxIou(a, b);
        expect(value).toBe(boxIou(b, a));
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        expect(boxIou(a, a)).toBe(1);
      }),
    );
  });
});

describe("area of a polygon", () => {
  test("is that of a box with the same corners, either way round and from any corner on", () => {
    fc.assert(
      fc.property(boxes, fc.nat(3), (a, turn) => {
        const corners = cornersOf(a);
        const turned = [...corners.slice(turn), ...corners.slice(0, turn)];
        expect(polygonArea(turned)).toBeCloseTo(boxArea(a), 12);
        expect(polygonArea(turned.reverse())).toBeCloseTo(boxArea(a), 12);
      }),
    );
  });
});

describe("IoU of polygons", () => {
  test("is right for outlines that are not convex", () => {
    const corner = polygon([0, 0], [0.4, 0], [0.4, 0.2], [0.2, 0.2], [0.2, 0.4], [0, 0.4]);
    const missing = polygon([0.2, 0.2], [0.4, 0.2], [0.4, 0.4], [0.2, 0.4]);
    const whole = polygon([0, 0], [0.4, 0], [0.4, 0.4], [0, 0.4]);
    expect(polygonIou(corner, missing)).toBeCloseTo(0, 7);
    expect(polygonIou(corner, whole)).toBeCloseTo(3 / 4, 7);
  });

  test("counts parts that lie apart from each other", () => {
    const comb = polygon([0, 0], [0.6, 0], [0.6, 0.2], [0.1, 0.2], [0.1, 0.4], [0.6, 0.4], [0.6, 0.6], [0, 0.6]);
    const bar = polygon([0.3, 0], [0.5, 0], [0.5, 0.6], [0.3, 0.6]);
    expect(polygonIou(comb, bar)).toBeCloseTo(0.08 / (0.26 + 0.12 - 0.08), 7);
  });

  test("equals the IoU of boxes for polygons that are boxes", () => {
    fc.assert(
      fc.property(boxes, boxes, (a, b) => {
        expect(polygonIou(cornersOf(a), cornersOf(b))).toBeCloseTo(boxIou(a, b), 6);
      }),
    );
  });

  test("is symmetric to the last bit, from 0 to 1, and 1 for the same outline drawn another way", () => {
    fc.assert(
      fc.property(starPolygons, starPolygons, fc.nat(2), (a, b, turn) => {
        const value = polygonIou(a, b);
        expect(value).toBe(polygonIou(b, a));
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        expect(polygonIou(a, [...a.slice(turn), ...a.slice(0, turn)].reverse())).toBeCloseTo(1, 7);
      }),
    );
  });

  test("is as exact for a polygon of a thousandth of the image as for a large one", () => {
    const tiny = (shift: number) => {
      const size = 0.001;
      return polygon(
        [0.5, 0.5 + shift],
        [0.5 + size, 0.5 + shift],
        [0.5 + size, 0.5 + size + shift],
        [0.5, 0.5 + size + shift],
      );
    };
    expect(polygonIou(tiny(0), tiny(0.0005))).toBeCloseTo(1 / 3, 7);
  });
});
