import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { categoryOf, measureAgreement } from "../../../../../src/tasks-service/rules/agreement/agreement.ts";
import { alphaInterval } from "../../../../../src/tasks-service/rules/agreement/bootstrap.ts";
import {
  fleissKappa,
  krippendorffAlpha,
  totalsOf,
} from "../../../../../src/tasks-service/rules/agreement/coefficients.ts";
import type { ConceptRating } from "../../../../../src/tasks-service/rules/agreement/concept-agreement.ts";
import { createRandom } from "../../../../../src/tasks-service/rules/agreement/random.ts";
import { toTable, toUnits } from "../../../../../src/tasks-service/rules/agreement/rating-table.ts";

const rate = (itemId: string, userId: string, ...concepts: string[]): ConceptRating => ({ itemId, userId, concepts });

/** Workers who name the true one of the concepts with a given accuracy, else one of the others. */
function simulate(
  items: number,
  workers: number,
  accuracy: number,
  concepts = ["cat", "dog", "bird"],
): ConceptRating[] {
  const random = createRandom(7);
  const ratings: ConceptRating[] = [];
  for (let item = 0; item < items; item += 1) {
    const truth = Math.floor(random() * concepts.length);
    for (let worker = 0; worker < workers; worker += 1) {
      const slip = random() < accuracy ? 0 : 1 + Math.floor(random() * (concepts.length - 1));
      ratings.push(rate(`i${item}`, `u${worker}`, concepts[(truth + slip) % concepts.length] ?? ""));
    }
  }
  return ratings;
}

describe("the agreement of a task", () => {
  test("takes a label's whole set of concepts as one category, in any order", () => {
    const ratings = [
      rate("1", "ana", "cat", "dog"),
      rate("1", "bo", "dog", "cat"),
      rate("2", "ana", "cat"),
      rate("2", "bo", "cat", "dog"),
      rate("3", "ana"),
      rate("3", "bo"),
    ];
    const { cohenKappa, worstItems } = measureAgreement(ratings);
    // Two of three agree; by chance 1/3 × 2/3 for both sets + 1/3 × 0 + 1/3 × 1/3.
    expect(cohenKappa).toEqual([
      { userIds: ["ana", "bo"], value: expect.closeTo((2 / 3 - 1 / 3) / (1 - 1 / 3), 12), items: 3 },
    ]);
    expect(worstItems).toEqual([{ itemId: "2", agreement: 0, labels: 2 }]);
    expect(categoryOf(["b", "a", "b"])).toBe(categoryOf(["a", "b"]));
    expect(categoryOf(["a,b"])).not.toBe(categoryOf(["a", "b"]));
  });

  test("counts the items that two or more have labeled", () => {
    const ratings = [rate("1", "ana", "cat"), rate("1", "bo", "dog"), rate("2", "ana", "cat")];
    expect(measureAgreement(ratings)).toMatchObject({ items: 1, cohenKappa: [{ items: 1 }] });
  });

  test("tells of each worker how far they agree with the others on what those have labeled too", () => {
    const ratings = [
      ...["ana", "bo", "cy"].map((user) => rate("1", user, "cat")),
      rate("2", "ana", "cat"),
      rate("2", "bo", "cat"),
      rate("2", "cy", "dog"),
      rate("3", "ana", "cat"),
      rate("4", "ana", "cat"),
      rate("4", "cy", "dog"),
    ];
    expect(measureAgreement(ratings).workers).toEqual([
      { userId: "ana", items: 3, pairs: 5, agreement: 3 / 5 },
      { userId: "bo", items: 2, pairs: 4, agreement: 3 / 4 },
      { userId: "cy", items: 3, pairs: 5, agreement: 2 / 5 },
    ]);
  });

  test("is undefined, not full, when all always choose the same", () => {
    const ratings = [rate("1", "ana", "cat"), rate("1", "bo", "cat"), rate("2", "ana", "cat"), rate("2", "bo", "cat")];
    expect(measureAgreement(ratings)).toEqual({
      items: 2,
      cohenKappa: [{ userIds: ["ana", "bo"], value: null, items: 2 }],
      fleissKappa: null,
      krippendorffAlpha: null,
      interval: null,
      concepts: [{ conceptId: "cat", items: 2, positives: 4, fleissKappa: null, krippendorffAlpha: null }],
      workers: [
        { userId: "ana", items: 2, pairs: 2, agreement: 1 },
        { userId: "bo", items: 2, pairs: 2, agreement: 1 },
      ],
      worstItems: [],
    });
  });

  test("is empty without labels", () => {
    expect(measureAgreement([], { conceptIds: ["cat"] })).toEqual({
      items: 0,
      cohenKappa: [],
      fleissKappa: null,
      krippendorffAlpha: null,
      interval: null,
      concepts: [{ conceptId: "cat", items: 0, positives: 0, fleissKappa: null, krippendorffAlpha: null }],
      workers: [],
      worstItems: [],
    });
  });

  test("refuses two labels of one user for an item", () => {
    expect(() => measureAgreement([rate("1", "ana", "cat"), rate("1", "ana", "dog")])).toThrow(RangeError);
  });

  test("lists the worst items first, among equals those with more labels, as many as asked for", () => {
    const ratings = [
      ...["a", "b", "c"].map((concept, user) => rate("three ways", `u${user}`, concept)),
      ...["a", "b"].map((concept, user) => rate("two ways", `u${user}`, concept)),
      ...["a", "a", "b"].map((concept, user) => rate("one out", `u${user}`, concept)),
      ...["a", "a", "a"].map((concept, user) => rate("all", `u${user}`, concept)),
    ];
    const worst = measureAgreement(ratings).worstItems;
    expect(worst.map(({ itemId }) => itemId)).toEqual(["three ways", "two ways", "one out"]);
    expect(worst.at(-1)?.agreement).toBeCloseTo(1 / 3, 12);
    expect(measureAgreement(ratings, { worst: 1 }).worstItems).toHaveLength(1);
  });

  test("finds what workers of known accuracy must come to", () => {
    // Two agree with p² + (1 − p)² / 2 (three concepts, slips evenly spread); chance is 1/3.
    const expected = (accuracy: number) => (accuracy ** 2 + (1 - accuracy) ** 2 / 2 - 1 / 3) / (2 / 3);
    for (const accuracy of [0.95, 0.8, 0.5]) {
      const {
        krippendorffAlpha: alpha,
        fleissKappa: kappa,
        interval,
      } = measureAgreement(simulate(1000, 3, accuracy), {
        resamples: 200,
      });
      expect(Math.abs((alpha ?? 9) - expected(accuracy))).toBeLessThan(0.06);
      expect(Math.abs((kappa ?? 9) - expected(accuracy))).toBeLessThan(0.06);
      expect(interval?.[0]).toBeLessThan(expected(accuracy));
      expect(interval?.[1]).toBeGreaterThan(expected(accuracy));
    }
  });
});

describe("the agreement on one concept", () => {
  test("equals that of labels which say only whether they have it", () => {
    const concepts = fc.subarray(["a", "b", "c"]);
    const items = fc.array(fc.array(fc.option(concepts), { minLength: 1, maxLength: 4 }), { maxLength: 8 });
    fc.assert(
      fc.property(items, (labelsByItem) => {
        const ratings = labelsByItem.flatMap((labels, item) =>
          labels.flatMap((found, user) => (found ? [rate(`i${item}`, `u${user}`, ...found)] : [])),
        );
        for (const { conceptId, ...values } of measureAgreement(ratings, { conceptIds: ["a", "b", "c"] }).concepts) {
          const binary = ratings.map(({ itemId, userId, concepts: found }) => ({
            itemId,
            userId,
            label: found.includes(conceptId) ? "yes" : "no",
          }));
          const totals = totalsOf(toUnits(toTable(binary)));
          expect(values.items).toBe(totals.items);
          expect(values.fleissKappa ?? -9).toBeCloseTo(fleissKappa(totals) ?? -9, 10);
          expect(values.krippendorffAlpha ?? -9).toBeCloseTo(krippendorffAlpha(totals) ?? -9, 10);
        }
      }),
    );
  });

  test("does not depend on agreement on the others", () => {
    const ratings = [
      rate("1", "ana", "cat", "red"),
      rate("1", "bo", "cat", "blue"),
      rate("2", "ana", "red"),
      rate("2", "bo", "blue"),
    ];
    const byConcept = new Map(measureAgreement(ratings).concepts.map((each) => [each.conceptId, each]));
    expect(byConcept.get("cat")).toMatchObject({ items: 2, positives: 2, krippendorffAlpha: 1 });
    expect(byConcept.get("red")?.krippendorffAlpha).toBeLessThan(0);
  });
});

describe("the bootstrap interval", () => {
  const unitsOf = (ratings: readonly ConceptRating[]) =>
    toUnits(toTable(ratings.map(({ itemId, userId, concepts }) => ({ itemId, userId, label: categoryOf(concepts) }))));

  test("is the same for the same seed and the same ratings in another order, and another for another seed", () => {
    const ratings = simulate(60, 3, 0.8);
    const interval = measureAgreement(ratings, { seed: 5 }).interval;
    expect(measureAgreement([...ratings].reverse(), { seed: 5 }).interval).toEqual(interval);
    expect(measureAgreement(ratings, { seed: 6 }).interval).not.toEqual(interval);
  });

  test("narrows with the square root of the number of items", () => {
    const width = (items: number) => {
      const [low, high] = alphaInterval(unitsOf(simulate(items, 3, 0.8)), { resamples: 400 }) ?? [0, 0];
      return high - low;
    };
    expect(width(200) / width(1800)).toBeGreaterThan(2.5);
    expect(width(200) / width(1800)).toBeLessThan(3.6);
  });

  test("is as wide for items drawn in blocks as theory says for items drawn one by one", () => {
    const units = unitsOf(simulate(8000, 2, 0.8));
    const [low, high] = alphaInterval(units, { resamples: 500 }) ?? [0, 0];
    // With even categories α is close to (po − 1/3) / (2/3), and po is a mean of independent items.
    const agreed = units.filter(({ agreeing, size }) => agreeing === size).length / units.length;
    const deviation = Math.sqrt((agreed * (1 - agreed)) / units.length) / (2 / 3);
    expect((high - low) / (2 * 1.96 * deviation)).toBeGreaterThan(0.88);
    expect((high - low) / (2 * 1.96 * deviation)).toBeLessThan(1.12);
  });

  test("is [1, 1] for full agreement on several categories, and null for a single item", () => {
    expect(alphaInterval(unitsOf(simulate(50, 2, 1)))).toEqual([1, 1]);
    expect(alphaInterval(unitsOf(simulate(1, 2, 1)))).toBeNull();
  });

  test("covers the true α in about 95 of 100 tasks", () => {
    const truth = (0.8 ** 2 + 0.2 ** 2 / 2 - 1 / 3) / (2 / 3);
    const all = simulate(100 * 100, 3, 0.8);
    let covered = 0;
    for (let task = 0; task < 100; task += 1) {
      const units = unitsOf(all.slice(task * 300, (task + 1) * 300));
      const [low, high] = alphaInterval(units, { resamples: 100 }) ?? [9, 9];
      if (low <= truth && truth <= high) covered += 1;
    }
    expect(covered).toBeGreaterThanOrEqual(88);
  });
});
