import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { cocoAnnotations, cocoCategories, cocoImage } from "../../../../src/domain/follow/coco.ts";
import type { InputResult } from "../../../../src/domain/follow/result.ts";
import type { Shape } from "../../../../src/domain/labeling/label.ts";
import { cocoProblems } from "../../../support/coco.ts";

const names = {
  concepts: new Map([
    ["car", "Car"],
    ["dog", "Dog"],
  ]),
  people: new Map([["ana", "Ana"]]),
  review: "NONE",
} as const;

const result = (inputId: string, shapes: readonly Shape[]): InputResult => ({
  inputId,
  said: { kind: "shapes", shapes },
  by: "ana",
  approved: 2,
  labels: 3,
});

describe("a result in COCO's form", () => {
  test("a box and a polygon are in pixels, with who drew them", () => {
    const drawn = result("a", [
      { concept: "dog", box: { top: 0.1, left: 0.25, bottom: 0.5, right: 0.75 } },
      {
        concept: "car",
        points: [
          { row: 0, col: 0 },
          { row: 0, col: 0.5 },
          { row: 0.5, col: 0 },
        ],
      },
    ]);
    const size = { width: 400, height: 300 };
    const attributes = { labeled_by: "Ana", account: "ana", approved: 2, labels: 3 };
    const { id } = cocoImage(drawn, size);

    expect(cocoCategories(names)).toMatchObject([
      { id: 1, name: "Car" },
      { id: 2, name: "Dog" },
    ]);
    expect(cocoAnnotations(drawn, size, { firstId: 7, names })).toEqual([
      {
        id: 7,
        image_id: id,
        category_id: 2,
        segmentation: [],
        bbox: [100, 30, 200, 120],
        area: 24_000,
        iscrowd: 0,
        attributes,
      },
      {
        id: 8,
        image_id: id,
        category_id: 1,
        segmentation: [[0, 0, 200, 0, 0, 150]],
        bbox: [0, 0, 200, 150],
        area: 15_000,
        iscrowd: 0,
        attributes,
      },
    ]);
  });

  test("what has no area in the picture, and a concept that the task has no more, are left out", () => {
    const drawn = result("a", [
      { concept: "dog", box: { top: 0.1, left: 1, bottom: 0.5, right: 1.2 } },
      { concept: "bird", box: { top: 0.1, left: 0.2, bottom: 0.5, right: 0.4 } },
    ]);
    expect(cocoAnnotations(drawn, { width: 10, height: 10 }, { firstId: 1, names })).toEqual([]);
  });

  test("whatever is drawn, a reader of COCO finds nothing wrong", () => {
    const fraction = fc.double({ min: -0.1, max: 1.1, noNaN: true });
    const box = fc.tuple(fraction, fraction, fraction, fraction).map(
      ([a, b, c, d]): Shape => ({
        concept: "car",
        box: { top: Math.min(a, b), bottom: Math.max(a, b), left: Math.min(c, d), right: Math.max(c, d) },
      }),
    );
    // Around a middle, in the order of the angles: an outline that does not cross itself.
    const outline = fc
      .record({
        row: fraction,
        col: fraction,
        spokes: fc.array(fc.double({ min: 0.05, max: 0.6, noNaN: true }), { minLength: 3, maxLength: 12 }),
      })
      .map(({ row, col, spokes }): Shape => {
        const angle = (2 * Math.PI) / spokes.length;
        const points = spokes.map((length, index) => ({
          row: row + length * Math.sin(index * angle),
          col: col + length * Math.cos(index * angle),
        }));
        return { concept: "dog", points };
      });
    const size = fc.record({ width: fc.integer({ min: 1, max: 20_000 }), height: fc.integer({ min: 1, max: 20_000 }) });
    fc.assert(
      fc.property(fc.array(fc.oneof(box, outline), { maxLength: 8 }), size, (shapes, pixels) => {
        const drawn = result("a", shapes);
        const annotations = cocoAnnotations(drawn, pixels, { firstId: 1, names });
        const file = { images: [cocoImage(drawn, pixels)], categories: cocoCategories(names), annotations };
        expect(cocoProblems(file)).toEqual([]);
      }),
    );
  });

  test("an image has the same number in every file, and no two of a hundred thousand have one", () => {
    const size = { width: 1, height: 1 };
    const idOf = (inputId: string): number => cocoImage(result(inputId, []), size).id;
    const ids = Array.from({ length: 100_000 }, (_, index) => idOf(`input-${index}`));

    expect(idOf("photo-1")).toBe(idOf("photo-1"));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => Number.isSafeInteger(id) && id > 0)).toBe(true);
  });
});
