import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Label, likeness, type Mark, toComparable } from "../../../../../src/tasks-service/rules/shapes/alike.ts";
import type { Box } from "../../../../../src/tasks-service/rules/shapes/geometry.ts";
import { areAlike } from "./are-alike.ts";
import { boxes, cornersOf } from "./shapes.ts";

const label = (...marks: Mark[]): Label => ({ workerId: "w", marks });
const whole = (...concepts: string[]): Mark => ({ concepts });
const boxed = (box: Box, ...concepts: string[]): Mark => ({ shape: { kind: "box", box }, concepts });
const outlined = (box: Box, ...concepts: string[]): Mark => ({
  shape: { kind: "polygon", polygon: cornersOf(box) },
  concepts,
});
/** A box of a tenth of the height and two tenths of the width. */
const at = (left: number): Box => ({ top: 0.1, left, bottom: 0.2, right: left + 0.2 });

describe("labels of whole inputs are alike", () => {
  test("when they have the same set of positive concepts, in any order", () => {
    expect(areAlike(label(whole("cat", "dog")), label(whole("dog"), whole("cat", "cat")))).toBe(true);
    expect(areAlike(label(), label(whole()))).toBe(true);
  });

  test("and not when one has a concept more, or another", () => {
    expect(areAlike(label(whole("cat")), label(whole("cat", "dog")))).toBe(false);
    expect(areAlike(label(whole("cat")), label(whole("dog")))).toBe(false);
    expect(areAlike(label(whole("cat")), label())).toBe(false);
    expect(areAlike(label(whole("a,b")), label(whole("a", "b")))).toBe(false);
  });

  test("only if they say it of the same video frames", () => {
    const cat = (frame: number): Mark => ({ frame, concepts: ["cat"] });
    expect(areAlike(label(cat(0), cat(1000)), label(cat(1000), cat(0)))).toBe(true);
    expect(areAlike(label(cat(0)), label(cat(1000)))).toBe(false);
  });
});

describe.each([
  { kind: "boxes", mark: boxed },
  { kind: "polygons", mark: outlined },
])("labels of $kind are alike", ({ mark }) => {
  test("from an IoU of exactly one half", () => {
    const narrow = mark({ top: 0, left: 0, bottom: 0.3, right: 0.1 }, "cat");
    const wide = mark({ top: 0, left: 0, bottom: 0.3, right: 0.2 }, "cat");
    const wider = mark({ top: 0, left: 0, bottom: 0.3, right: 0.201 }, "cat");
    expect(areAlike(label(narrow), label(wide))).toBe(true);
    expect(areAlike(label(narrow), label(wider))).toBe(false);
  });

  test("or from the limit that the task sets", () => {
    const [a, b] = [label(mark(at(0.1), "cat")), label(mark(at(0.15), "cat"))];
    expect(areAlike(a, b, 0.6)).toBe(true);
    expect(areAlike(a, b, 0.61)).toBe(false);
    expect(() => areAlike(a, b, 0)).toThrow(RangeError);
    expect(() => areAlike(a, b, 50)).toThrow(RangeError);
  });

  test("only with equal concepts on matched shapes", () => {
    expect(areAlike(label(mark(at(0.1), "cat", "pet")), label(mark(at(0.1), "pet", "cat")))).toBe(true);
    expect(areAlike(label(mark(at(0.1), "cat")), label(mark(at(0.1), "dog")))).toBe(false);
    const twoKinds = label(mark(at(0.1), "cat"), mark(at(0.6), "dog"));
    const swapped = label(mark(at(0.1), "dog"), mark(at(0.6), "cat"));
    expect(areAlike(twoKinds, swapped)).toBe(false);
  });

  test("only with as many shapes, each matched with one of its own", () => {
    expect(areAlike(label(mark(at(0.1), "cat")), label(mark(at(0.1), "cat"), mark(at(0.6), "cat")))).toBe(false);
    expect(
      areAlike(label(mark(at(0.1), "cat"), mark(at(0.1), "cat")), label(mark(at(0.1), "cat"), mark(at(0.6), "cat"))),
    ).toBe(false);
  });

  test("when a matching exists that taking the best first would miss", () => {
    // The left one of b fits both of a, better the right one; the right one of b fits the right one of a alone.
    const a = label(mark(at(0.2), "cat"), mark(at(0.26), "cat"));
    const b = label(mark(at(0.24), "cat"), mark(at(0.31), "cat"));
    expect(areAlike(a, b)).toBe(true);
    expect(areAlike(b, a)).toBe(true);
  });
});

test("a box and a polygon are never the same thing", () => {
  expect(areAlike(label(boxed(at(0.1), "cat")), label(outlined(at(0.1), "cat")))).toBe(false);
});

test("closeness is the mean IoU of what matches", () => {
  const a = toComparable(label(boxed(at(0.1), "cat"), boxed(at(0.6), "dog")));
  const b = toComparable(label(boxed(at(0.6), "dog"), boxed(at(0.15), "cat")));
  expect(likeness(a, b)).toBeCloseTo((1 + 0.15 / 0.25) / 2, 12);
});

describe("for any labels", () => {
  const concepts = fc.subarray(["a", "b"]);
  const marks = fc.array(
    fc.oneof(
      concepts.map((ids): Mark => whole(...ids)),
      fc.tuple(boxes, concepts).map(([box, ids]): Mark => boxed(box, ...ids)),
      fc.tuple(boxes, concepts).map(([box, ids]): Mark => outlined(box, ...ids)),
    ),
    { maxLength: 5 },
  );
  const nudged = (mark: Mark, by: number): Mark => {
    if (mark.shape?.kind !== "box") return mark;
    const { top, left, bottom, right } = mark.shape.box;
    return { ...mark, shape: { kind: "box", box: { top, left: left * (1 - by), bottom, right } } };
  };

  test("each is alike to itself, with its marks in any order", () => {
    const shuffled = marks.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(fc.property(shuffled, ([all, other]) => expect(areAlike(label(...all), label(...other))).toBe(true)));
  });

  test("being alike is symmetric, and so is closeness", () => {
    fc.assert(
      fc.property(marks, fc.double({ min: 0, max: 0.9, noNaN: true }), marks, (all, by, unrelated) => {
        const a = toComparable(label(...all));
        for (const other of [unrelated, all.map((mark) => nudged(mark, by)).reverse()]) {
          const b = toComparable(label(...other));
          const [there, back] = [likeness(a, b), likeness(b, a)];
          expect(there === null).toBe(back === null);
          expect(there ?? 0).toBeCloseTo(back ?? 0, 12);
        }
      }),
    );
  });

  test("the matching exists exactly when some pairing of up to five boxes fits", () => {
    const some = fc.array(
      fc.integer({ min: 0, max: 12 }).map((left) => boxed(at(left / 20), "cat")),
      { minLength: 1, maxLength: 5 },
    );
    const two = some.chain((a) =>
      fc.tuple(
        fc.constant(a),
        fc.array(fc.constantFrom(...a), { minLength: a.length, maxLength: a.length }),
        fc.array(fc.integer({ min: -1, max: 1 }), { minLength: a.length, maxLength: a.length }),
      ),
    );
    fc.assert(
      fc.property(two, ([a, picked, shifts]) => {
        const b = picked.map((mark, index) => {
          const left = mark.shape?.kind === "box" ? mark.shape.box.left : 0;
          return boxed(at(Math.max(0, left + (shifts[index] ?? 0) / 20)), "cat");
        });
        const fits = (x: Mark, y: Mark) => areAlike(label(x), label(y));
        const somePairing = permutations(b).some((order) => a.every((mark, index) => fits(mark, order[index] ?? mark)));
        expect(areAlike(label(...a), label(...b))).toBe(somePairing);
      }),
    );
  });
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]),
  );
}
