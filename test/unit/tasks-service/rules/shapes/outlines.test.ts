import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Polygon } from "../../../../../src/tasks-service/rules/shapes/geometry.ts";
import { polygonProblem } from "../../../../../src/tasks-service/rules/shapes/shape-problems.ts";
import { polygonIou } from "./shapes.ts";
import { type Corner, facesOf, hasCut } from "./winding.ts";

/** 100,000 and more were run when the rules were written; set OUTLINES to run them again. */
const numRuns = Number(process.env["OUTLINES"] ?? 5_000);

/** So coarse that points repeat, corners lie on sides, sides on sides, and outlines double back all the time. */
const GRID = 4;

const coordinate = fc.integer({ min: 0, max: GRID });
const anywhere = fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 9 });
/** Steps to a neighbouring point of the grid, as tools that snap make them. */
const steps = fc
  .tuple(fc.tuple(coordinate, coordinate), fc.array(fc.nat(8), { minLength: 2, maxLength: 14 }))
  .map(([start, turns]) => {
    const corners: Corner[] = [start];
    for (const turn of turns) {
      const [row, col] = corners.at(-1) ?? start;
      corners.push([within(row + Math.floor(turn / 3) - 1), within(col + (turn % 3) - 1)]);
    }
    return corners;
  });
const within = (value: number): number => Math.min(GRID, Math.max(0, value));
/** What goes around a middle, corners left out, repeated and put onto their neighbours' sides at random. */
const around = fc
  .array(fc.record({ reach: fc.nat(2), repeats: fc.nat(2) }), { minLength: 8, maxLength: 8 })
  .map((spokes) =>
    spokes.flatMap(({ reach, repeats }, index): Corner[] => {
      const [row = 0, col = 0] = SPOKES[index] ?? [];
      return Array.from({ length: repeats }, (): Corner => [2 + row * reach, 2 + col * reach]);
    }),
  );
const SPOKES: readonly Corner[] = [
  [-1, -1],
  [-1, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
  [1, 0],
  [1, -1],
  [0, -1],
];
const outlines: fc.Arbitrary<readonly Corner[]> = fc.oneof(anywhere, steps, around);

const toPolygon = (corners: readonly Corner[]): Polygon =>
  corners.map(([row, col]) => ({ row: row / GRID, col: col / GRID }));

/** What must be wrong with an outline, by the winding numbers of all that it encloses. */
function problemByWindings(corners: readonly Corner[]): ReturnType<typeof polygonProblem> {
  if (new Set(corners.map(String)).size < 3) return "too_few_points";
  const windings = new Set(facesOf([corners]).flatMap((face) => face.windings));
  if (hasCut(corners) || windings.size > 1 || [...windings].some((winding) => Math.abs(winding) > 1)) {
    return "crosses_itself";
  }
  return windings.size === 0 ? "no_area" : null;
}

test("an outline is taken exactly when its winding numbers are 0 and one of 1 and -1, and no side cuts another", () => {
  fc.assert(
    fc.property(outlines, (corners) => expect(polygonProblem(toPolygon(corners))).toBe(problemByWindings(corners))),
    { numRuns },
  );
});

test("two outlines that are taken share what both wind around", () => {
  const valid = outlines.filter((corners) => problemByWindings(corners) === null);
  fc.assert(
    fc.property(valid, valid, (a, b) => {
      let [shared, covered] = [0, 0];
      for (const { area, windings } of facesOf([a, b])) {
        covered += area;
        if (windings.every((winding) => winding !== 0)) shared += area;
      }
      expect(polygonIou(toPolygon(a), toPolygon(b))).toBeCloseTo(shared / covered, 9);
    }),
    { numRuns: numRuns / 10 },
  );
});

test("an outline of any numbers is judged, and ends", () => {
  const number = fc.oneof(fc.double(), fc.double({ min: 0, max: 1 }));
  const points = fc.array(fc.record({ row: number, col: number }), { maxLength: 40 });
  fc.assert(
    fc.property(points, (polygon) => {
      const isOutside = !polygon.every(({ row, col }) => row >= 0 && row <= 1 && col >= 0 && col <= 1);
      expect(polygonProblem(polygon) === "outside").toBe(isOutside);
    }),
  );
});
