import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Polygon } from "../../../../../src/tasks-service/rules/shapes/geometry.ts";
import { boxProblem, polygonProblem } from "../../../../../src/tasks-service/rules/shapes/shape-problems.ts";
import { boxes, cornersOf, starPolygons } from "./shapes.ts";
import { hasCut } from "./winding.ts";

/** Points in tenths of the image. */
const outline = (...points: [row: number, col: number][]): Polygon =>
  points.map(([row, col]) => ({ row: row / 10, col: col / 10 }));

describe("a box", () => {
  test("may fill the image and any part of it", () => {
    expect(boxProblem({ top: 0, left: 0, bottom: 1, right: 1 })).toBeNull();
    fc.assert(fc.property(boxes, (box) => expect(boxProblem(box)).toBeNull()));
  });

  test.each([
    { top: -0.001, left: 0, bottom: 1, right: 1 },
    { top: 0, left: 0, bottom: 1.001, right: 1 },
    { top: 0, left: Number.NaN, bottom: 1, right: 1 },
    { top: 0, left: 0, bottom: 1, right: Number.POSITIVE_INFINITY },
  ])("that leaves the image is refused: %j", (box) => {
    expect(boxProblem(box)).toBe("outside");
  });

  test.each([
    { top: 0.5, left: 0, bottom: 0.5, right: 1 },
    { top: 0.6, left: 0, bottom: 0.5, right: 1 },
    { top: 0.6, left: 0.9, bottom: 0.5, right: 0.1 },
  ])("that is empty or inside out is refused: %j", (box) => {
    expect(boxProblem(box)).toBe("no_area");
  });
});

describe("a polygon is taken", () => {
  test.each<[string, Polygon]>([
    ["a triangle", outline([1, 1], [5, 1], [1, 5])],
    ["a closed ring, whose last point repeats the first", outline([1, 1], [5, 1], [1, 5], [1, 1])],
    ["a point given twice", outline([1, 1], [5, 1], [5, 1], [1, 5])],
    ["a corner on a straight side", outline([1, 1], [3, 1], [5, 1], [1, 5])],
    ["a corner that touches another side", outline([0, 0], [8, 0], [8, 8], [4, 0], [0, 8])],
    ["two parts that meet in a point", outline([0, 0], [0, 4], [4, 4], [4, 8], [8, 8], [8, 4], [4, 4], [4, 0])],
    [
      "a ring: hole and outline joined by a slit",
      outline([0, 0], [0, 8], [8, 8], [8, 0], [0, 0], [2, 2], [6, 2], [6, 6], [2, 6], [2, 2]),
    ],
    ["a whisker without width", outline([1, 1], [5, 1], [9, 1], [5, 1], [1, 5])],
    ["a line that doubles back over points of itself", outline([5, 0], [5, 0], [5, 7.5], [7.5, 7.5], [5, 5], [5, 2.5])],
  ])("%s", (_, polygon) => {
    expect(polygonProblem(polygon)).toBeNull();
    expect(polygonProblem([...polygon].reverse())).toBeNull();
  });

  test("any whose corners are all seen from one point, and any box", () => {
    fc.assert(fc.property(starPolygons, (polygon) => expect(polygonProblem(polygon)).toBeNull()));
    fc.assert(fc.property(boxes, (box) => expect(polygonProblem(cornersOf(box))).toBeNull()));
  });
});

describe("a polygon is refused", () => {
  test.each<[string, Polygon]>([
    ["a bow tie", outline([1, 1], [5, 5], [1, 5], [5, 1])],
    ["a bow tie of unequal halves", outline([1, 1], [5, 5], [1, 5], [9, 0])],
    ["a bow tie whose crossing is a corner", outline([1, 1], [3, 3], [5, 5], [5, 1], [3, 3], [1, 5])],
    ["a crossing through a corner of another part", outline([0, 0], [4, 4], [8, 8], [8, 0], [4, 4], [2, 6])],
    ["a five-pointed star drawn in one go", outline([0, 5], [9, 8], [3, 0], [3, 9], [9, 2])],
    ["a second round over the first", outline([1, 1], [5, 1], [5, 5], [1, 5], [1, 1], [5, 1], [5, 5], [1, 5])],
  ])("for crossing itself: %s", (_, polygon) => {
    expect(polygonProblem(polygon)).toBe("crosses_itself");
    expect(polygonProblem([...polygon].reverse())).toBe("crosses_itself");
  });

  test("for leaving the image, however little", () => {
    expect(polygonProblem(outline([1, 1], [5, 1], [1, 10.0001]))).toBe("outside");
    expect(polygonProblem([...outline([1, 1], [5, 1]), { row: Number.NaN, col: 0.5 }])).toBe("outside");
  });

  test("for fewer than three points, repeats left out", () => {
    expect(polygonProblem([])).toBe("too_few_points");
    expect(polygonProblem(outline([1, 1], [5, 1]))).toBe("too_few_points");
    expect(polygonProblem(outline([1, 1], [5, 1], [5, 1], [1, 1]))).toBe("too_few_points");
    expect(polygonProblem(outline([1, 1], [5, 1], [1, 1], [5, 1]))).toBe("too_few_points");
  });

  test("for being a line", () => {
    expect(polygonProblem(outline([1, 1], [3, 3], [7, 7]))).toBe("no_area");
    expect(polygonProblem(outline([4, 4], [4, 6], [4, 8], [4, 4], [7, 4]))).toBe("no_area");
  });

  test("whenever two of its sides cut each other, as whole numbers tell", () => {
    const coordinate = fc.integer({ min: 0, max: 100 });
    const points = fc.array(fc.tuple(coordinate, coordinate), { minLength: 4, maxLength: 9 });
    fc.assert(
      fc.property(points, (corners) => {
        const polygon = corners.map(([row, col]) => ({ row: row / 100, col: col / 100 }));
        if (hasCut(corners)) expect(polygonProblem(polygon)).toBe("crosses_itself");
      }),
      { numRuns: 500 },
    );
  });
});

test("an outline of two thousand points is taken until two of its sides cut each other", () => {
  const polygon = Array.from({ length: 2_000 }, (_, index) => {
    const angle = (2 * Math.PI * index) / 2_000;
    const radius = index % 2 === 0 ? 0.45 : 0.4;
    return { row: 0.5 + radius * Math.sin(angle), col: 0.5 + radius * Math.cos(angle) };
  });
  expect(polygonProblem(polygon)).toBeNull();
  expect(polygonProblem(polygon.with(1000, { row: 0.5, col: 0.97 }))).toBe("crosses_itself");
});

function zigzag(points: number): Polygon {
  const there = Array.from({ length: points / 2 }, (_, index) => ({
    row: (index + 0.1) / points,
    col: index % 2 === 0 ? 0.02 : 0.9,
  }));
  return [...there, ...there.map(({ row, col }) => ({ row: row + 0.01 / points, col: col + 0.05 })).reverse()];
}

describe("the work that an outline makes is bounded", () => {
  test("ten thousand points may go around something, and one more may not", () => {
    const circle = (points: number): Polygon =>
      Array.from({ length: points }, (_, index) => {
        const angle = (2 * Math.PI * index) / points;
        return { row: 0.5 + 0.4 * Math.sin(angle), col: 0.5 + 0.4 * Math.cos(angle) };
      });
    expect(polygonProblem(circle(10_000))).toBeNull();
    expect(polygonProblem(circle(10_001))).toBe("too_many_points");
  });

  test("two thousand points may be drawn in any way, ten thousand may not zigzag", () => {
    expect(polygonProblem(zigzag(2_000))).not.toBe("too_intricate");
    expect(polygonProblem(zigzag(10_000))).toBe("too_intricate");
  });
});
