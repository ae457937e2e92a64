import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { krippendorffAlpha, totalsOf } from "../../../../../src/tasks-service/rules/agreement/coefficients.ts";
import {
  createPlaceAgreement,
  type PlacedItem,
} from "../../../../../src/tasks-service/rules/agreement/place-agreement.ts";
import { createRandom } from "../../../../../src/tasks-service/rules/agreement/random.ts";
import { toTable, toUnits } from "../../../../../src/tasks-service/rules/agreement/rating-table.ts";
import type { Label, Mark } from "../../../../../src/tasks-service/rules/shapes/alike.ts";
import { boxIou } from "../../../../../src/tasks-service/rules/shapes/geometry.ts";
import { cornersOf } from "../shapes/shapes.ts";

function measure(items: readonly PlacedItem[], options: { conceptIds?: string[]; seed?: number } = {}) {
  const agreement = createPlaceAgreement({ minIou: 0.5, resamples: 200, ...options });
  for (const item of items) agreement.add(item);
  return agreement.measure();
}
const label = (worker: number, ...marks: Mark[]): Label => ({ workerId: `u${worker}`, marks });
/** A box of a tenth of the image each way. */
const boxAt = (row: number, col: number, ...concepts: string[]): Mark => ({
  shape: { kind: "box", box: { top: row, left: col, bottom: row + 0.1, right: col + 0.1 } },
  concepts,
});
const outlineAt = (row: number, col: number, ...concepts: string[]): Mark => ({
  shape: { kind: "polygon", polygon: cornersOf({ top: row, left: col, bottom: row + 0.1, right: col + 0.1 }) },
  concepts,
});

describe.each([
  { shape: "boxes", at: boxAt },
  { shape: "polygons", at: outlineAt },
])("agreement on $shape", ({ at }) => {
  const items = (second: (item: number) => Mark[]): PlacedItem[] =>
    Array.from({ length: 8 }, (_, item) => ({
      itemId: `i${item}`,
      labels: [label(0, at(item / 10, 0, "cat")), label(1, ...second(item))],
    }));

  test("is full when they lie on each other", () => {
    const { krippendorffAlpha: alpha, interval, worstItems } = measure(items((item) => [at(item / 10, 0.02, "cat")]));
    expect(alpha).toBe(1);
    expect(interval).toEqual([1, 1]);
    expect(worstItems).toEqual([]);
  });

  test("is none when they never touch", () => {
    const { krippendorffAlpha: alpha, worstItems } = measure(items((item) => [at(item / 10, 0.5, "cat")]));
    expect(alpha).toBeCloseTo(0, 12);
    expect(worstItems).toHaveLength(8);
    expect(worstItems[0]).toEqual({ itemId: "i0", agreement: 0, labels: 2 });
  });

  test("is none when they lie on each other and are of other concepts", () => {
    expect(measure(items((item) => [at(item / 10, 0, "dog")])).krippendorffAlpha).toBeCloseTo(0, 12);
  });

  test("is by parts: one of three boxes that only one of two has drawn is a third apart", () => {
    const { worstItems } = measure(items((item) => [at(item / 10, 0, "cat"), at(item / 10, 0.5, "cat")]));
    expect(worstItems[0]?.agreement).toBeCloseTo(2 / 3, 12);
  });

  test("on one concept leaves the others out", () => {
    const { concepts } = measure(items((item) => [at(item / 10, 0, "cat"), at(item / 10, 0.5, "dog")]));
    // One of two has drawn a dog each time. Of all 120 pairs of labels the 28 of those who have not are alike.
    expect(concepts).toEqual([
      { conceptId: "cat", items: 8, positives: 16, krippendorffAlpha: 1 },
      { conceptId: "dog", items: 8, positives: 8, krippendorffAlpha: expect.closeTo(1 - 120 / 92, 12) },
    ]);
  });
});

test("each worker's agreement with the others is the mean over their pairs of labels", () => {
  const [here, there] = [boxAt(0, 0, "cat"), boxAt(0.5, 0.5, "cat")];
  const items: PlacedItem[] = [
    { itemId: "1", labels: [label(0, here), label(1, here), label(2, here, there)] },
    { itemId: "2", labels: [label(0, here), label(1, there)] },
  ];
  // Of three shapes of two labels two are matched: 2/3.
  expect(measure(items).workers).toEqual([
    { userId: "u0", items: 2, pairs: 3, agreement: expect.closeTo((1 + 2 / 3 + 0) / 3, 12) },
    { userId: "u1", items: 2, pairs: 3, agreement: expect.closeTo((1 + 2 / 3 + 0) / 3, 12) },
    { userId: "u2", items: 1, pairs: 2, agreement: expect.closeTo(2 / 3, 12) },
  ]);
});

describe("agreement on places is undefined, not full,", () => {
  test("without labels of two workers for an item", () => {
    const alone: PlacedItem = { itemId: "1", labels: [label(0, boxAt(0, 0, "dog"))] };
    const nothing = { items: 0, positives: 0, krippendorffAlpha: null };
    expect(measure([alone], { conceptIds: ["cat"] })).toEqual({
      items: 0,
      krippendorffAlpha: null,
      interval: null,
      concepts: [
        { conceptId: "cat", ...nothing },
        { conceptId: "dog", ...nothing },
      ],
      workers: [],
      worstItems: [],
    });
  });

  test("when all labels say the same, be it nothing", () => {
    const same = ["1", "2"].map((itemId) => ({ itemId, labels: [label(0), label(1)] }));
    expect(measure(same)).toMatchObject({ items: 2, krippendorffAlpha: null, interval: null });
  });
});

const concepts = fc.subarray(["a", "b"], { minLength: 1 });
const place = fc.integer({ min: 0, max: 4 });
const marks = fc.array(
  fc.tuple(place, place, concepts).map(([row, col, ids]) => boxAt(row / 15, col / 15, ...ids)),
  { maxLength: 3 },
);
const labelsOfItem = fc.array(marks, { minLength: 1, maxLength: 4 });
const someItems = fc
  .array(labelsOfItem, { maxLength: 6 })
  .map((all) =>
    all.map((labels, item) => ({ itemId: `i${item}`, labels: labels.map((each, user) => label(user, ...each)) })),
  );

test("Krippendorff's α of labels follows from its definition, pair by pair, with every matching tried", () => {
  fc.assert(
    fc.property(someItems, (items) => {
      const pairable = items.filter(({ labels }) => labels.length > 1);
      const all = pairable.flatMap(({ labels }) => labels);
      const observed =
        pairable.reduce((sum, { labels }) => sum + sumOfDistances(labels) / (labels.length - 1), 0) / all.length;
      const expected = sumOfDistances(all) / (all.length * (all.length - 1));
      const alpha = measure(items).krippendorffAlpha;
      if (expected > 0) expect(alpha).toBeCloseTo(1 - observed / expected, 10);
      else expect(alpha).toBeNull();
    }),
  );
});

test("Krippendorff's α of labels without places equals that of categories", () => {
  const sets = fc.array(fc.array(fc.constantFrom("", "a", "b"), { minLength: 1, maxLength: 4 }), { maxLength: 8 });
  fc.assert(
    fc.property(sets, (byItem) => {
      const items = byItem.map((labels, item) => ({
        itemId: `i${item}`,
        labels: labels.map((each, user) => label(user, ...(each === "" ? [] : [{ concepts: [each] }]))),
      }));
      const ratings = byItem.flatMap((labels, item) =>
        labels.map((each, user) => ({ itemId: `i${item}`, userId: `u${user}`, label: each })),
      );
      const nominal = krippendorffAlpha(totalsOf(toUnits(toTable(ratings))));
      const alpha = measure(items).krippendorffAlpha;
      if (nominal === null) expect(alpha).toBeNull();
      else expect(alpha).toBeCloseTo(nominal, 10);
    }),
  );
});

test("a large task comes close to what its workers' accuracy makes of it, within the interval", () => {
  const random = createRandom(3);
  const drawn = (row: number, col: number) =>
    random() < 0.9 ? boxAt(row, col, "cat") : boxAt(random() * 0.9, random() * 0.9, "cat");
  const items = Array.from({ length: 3000 }, (_, item) => {
    const [row, col] = [random() * 0.9, random() * 0.9];
    return { itemId: `i${item}`, labels: [0, 1, 2].map((user) => label(user, drawn(row, col))) };
  });

  const { krippendorffAlpha: alpha, interval } = measure(items);

  // Two who both draw what is there agree; others hardly ever do, as labels of different items hardly ever do.
  expect(Math.abs((alpha ?? 9) - 0.81)).toBeLessThan(0.02);
  expect(interval?.[0]).toBeLessThan(alpha ?? 0);
  expect(interval?.[1]).toBeGreaterThan(alpha ?? 1);
});

/** Over all ordered pairs. */
function sumOfDistances(labels: readonly Label[]): number {
  let sum = 0;
  for (const a of labels) for (const b of labels) if (a !== b) sum += distance(a.marks, b.marks);
  return sum;
}

function distance(a: readonly Mark[], b: readonly Mark[]): number {
  return a.length + b.length === 0 ? 0 : 1 - (2 * mostPairs(a, b)) / (a.length + b.length);
}

/** The first is left alone, or paired with any that it fits; the rest likewise. */
function mostPairs([first, ...rest]: readonly Mark[], others: readonly Mark[]): number {
  if (first === undefined) return 0;
  const paired = others.flatMap((other, index) =>
    fits(first, other) ? [1 + mostPairs(rest, others.toSpliced(index, 1))] : [],
  );
  return Math.max(mostPairs(rest, others), ...paired);
}

function fits(a: Mark, b: Mark): boolean {
  if (a.shape?.kind !== "box" || b.shape?.kind !== "box") return false;
  return (
    [...a.concepts].sort().join() === [...b.concepts].sort().join() && boxIou(a.shape.box, b.shape.box) >= 0.5 - 1e-7
  );
}
