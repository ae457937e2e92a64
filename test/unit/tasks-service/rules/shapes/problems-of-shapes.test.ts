import { expect, test } from "@jest/globals";
import type { Box, Polygon } from "../../../../../src/tasks-service/rules/shapes/geometry.ts";
import {
  isCheckedSoon,
  type Outlined,
  problemsOfShapes,
} from "../../../../../src/tasks-service/rules/shapes/problems-of-shapes.ts";

const boxed = (box: Box, frame?: number): Outlined => ({
  shape: { kind: "box", box },
  ...(frame !== undefined && { frame }),
});
const outlined = (polygon: Polygon): Outlined => ({ shape: { kind: "polygon", polygon } });
/** Spread over the image as evenly as may be. */
const spread = (index: number) => ({ row: 0.05 + ((index * 0.618) % 0.9), col: 0.05 + ((index * 0.755) % 0.9) });
const boxesOf = (count: number, frame?: number): Outlined[] =>
  Array.from({ length: count }, (_, index) => {
    const { row, col } = spread(index);
    return boxed({ top: row, left: col, bottom: row + 0.02, right: col + 0.02 }, frame);
  });
const roundOf = (row: number, col: number, points: number): Outlined =>
  outlined(
    Array.from({ length: points }, (_, index) => {
      const angle = (2 * Math.PI * index) / points;
      return { row: row + 0.03 * Math.sin(angle), col: col + 0.03 * Math.cos(angle) };
    }),
  );
/** Goes across the image and back, as often as it has points for. */
function zigzag(points: number): Outlined {
  const there = Array.from({ length: points / 2 }, (_, index) => ({
    row: (index + 0.1) / points,
    col: index % 2 === 0 ? 0.02 : 0.9,
  }));
  return outlined([
    ...there,
    ...there.map(({ row, col }) => ({ row: row + 0.001 / points, col: col + 0.05 })).reverse(),
  ]);
}

test("two thousand regions of an image are taken, of a film as many in each frame", () => {
  expect(problemsOfShapes(boxesOf(2000))).toEqual([]);
  expect(problemsOfShapes([...boxesOf(2000, 0), ...boxesOf(2000, 1000)])).toEqual([]);
  expect(problemsOfShapes(boxesOf(2001))).toEqual([expect.stringContaining("2000 regions")]);
});

test("hundreds of outlines of a hundred points are taken", () => {
  const cells = Array.from({ length: 500 }, (_, index) => roundOf(spread(index).row, spread(index).col, 100));
  expect(problemsOfShapes(cells)).toEqual([]);
});

test("a pile of regions is taken as long as comparing it is little work", () => {
  const pile = (count: number, points: number) => Array.from({ length: count }, () => roundOf(0.5, 0.5, points));
  expect(problemsOfShapes(pile(30, 50))).toEqual([]);
  expect(problemsOfShapes(pile(300, 50))).toEqual([expect.stringContaining("lie on each other")]);
  const boxes = Array.from({ length: 2000 }, () => boxed({ top: 0.1, left: 0.1, bottom: 0.9, right: 0.9 }));
  expect(problemsOfShapes(boxes)).toEqual([expect.stringContaining("lie on each other")]);
});

test("an outline that zigzags is taken, and not a second one of the largest", () => {
  const intricate = "The outlines of the regions go to and fro too often: draw them with fewer points.";
  expect(problemsOfShapes([zigzag(400)])).not.toEqual([intricate]);
  // What the first takes leaves too little for the second, which is not begun.
  const many = [zigzag(1500), zigzag(2000)];
  expect(problemsOfShapes(many)).toEqual([intricate]);
});

test("what people draw is checked soon, and what is drawn to take long is not", () => {
  const cells = (count: number, points: number) =>
    Array.from({ length: count }, (_, index) => roundOf(spread(index).row, spread(index).col, points));
  const soon = [boxesOf(1000), cells(500, 50), cells(3, 5000), [zigzag(1500)], []].map(isCheckedSoon);
  const late = [[zigzag(1500), zigzag(1500)], cells(10, 5000), cells(2000, 100)].map(isCheckedSoon);

  expect(soon).toEqual([true, true, true, true, true]);
  expect(late).toEqual([false, false, false]);
});
