import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  boundsOf,
  isInside,
  type Mark,
  moveCorner,
  moveMark,
  type Point,
  toMark,
  toSaid,
} from "../../../src/label-page/client/stage/geometry.ts";

const size = { width: 4000, height: 3000 };
const point = fc.tuple(fc.double({ min: 0, max: 4000, noNaN: true }), fc.double({ min: 0, max: 3000, noNaN: true }));
const anywhere = fc.tuple(
  fc.double({ min: -9000, max: 9000, noNaN: true }),
  fc.double({ min: -9000, max: 9000, noNaN: true }),
);
const mark: fc.Arbitrary<Mark> = fc.oneof(
  fc.tuple(point, point).map(([a, b]): Mark => ({ id: "1", concept: "cup", kind: "box", points: boundsOf([a, b]) })),
  fc
    .array(point, { minLength: 3, maxLength: 12 })
    .map((points): Mark => ({ id: "1", concept: "cup", kind: "polygon", points })),
);
const isInPicture = ({ points }: Mark): boolean =>
  points.every(([x, y]) => x >= -1e-6 && x <= 4000 + 1e-6 && y >= -1e-6 && y <= 3000 + 1e-6);

describe("marks", () => {
  test("are the same after they went to the Tasks API and back, to a thousandth of a pixel", () => {
    fc.assert(
      fc.property(mark, (drawn) => {
        const [shape] = toSaid([drawn], size).shapes;
        const back = shape && toMark(shape, "1", size);
        expect(back?.kind).toBe(drawn.kind);
        for (const [index, [x, y]] of drawn.points.entries()) {
          expect(Math.abs((back?.points[index]?.[0] ?? Number.NaN) - x)).toBeLessThan(0.001);
          expect(Math.abs((back?.points[index]?.[1] ?? Number.NaN) - y)).toBeLessThan(0.001);
        }
      }),
    );
  });

  test("stay whole and in the picture however far they are moved", () => {
    fc.assert(
      fc.property(mark, anywhere, (drawn, by) => {
        const moved = moveMark(drawn, by, size);
        const span = ({ points }: Mark): Point => {
          const [[left, top], [right, bottom]] = boundsOf(points);
          return [right - left, bottom - top];
        };
        expect(isInPicture(moved)).toBe(true);
        expect(span(moved)[0]).toBeCloseTo(span(drawn)[0], 6);
        expect(span(moved)[1]).toBeCloseTo(span(drawn)[1], 6);
      }),
    );
  });

  test("stay in the picture wherever a corner is drawn, and a box keeps the opposite one", () => {
    fc.assert(
      fc.property(mark, fc.nat(3), anywhere, (drawn, corner, to) => {
        const index = drawn.kind === "box" ? corner : corner % drawn.points.length;
        const changed = moveCorner(drawn, index, to, size);
        expect(isInPicture(changed)).toBe(true);
        if (drawn.kind === "polygon") return;
        const [[left, top], [right, bottom]] = boundsOf(drawn.points);
        const opposite = [index === 0 || index === 3 ? right : left, index < 2 ? bottom : top];
        const sides = boundsOf(changed.points);
        expect([sides[0][0], sides[1][0]]).toContain(opposite[0]);
        expect([sides[0][1], sides[1][1]]).toContain(opposite[1]);
      }),
    );
  });

  test("that are hollow are outside where they are hollow", () => {
    const hollow: Mark = {
      id: "1",
      concept: "cup",
      kind: "polygon",
      points: [
        [0, 0],
        [100, 0],
        [100, 100],
        [50, 20],
        [0, 100],
      ],
    };

    expect([isInside(hollow, [10, 50]), isInside(hollow, [50, 10]), isInside(hollow, [50, 60])]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
