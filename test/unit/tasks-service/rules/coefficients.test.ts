import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  cohenKappas,
  fleissKappa,
  krippendorffAlpha,
  totalsOf,
} from "../../../../src/tasks-service/rules/coefficients.ts";
import { type Rating, toTable, toUnits } from "../../../../src/tasks-service/rules/rating-table.ts";

const alphaOf = (ratings: readonly Rating[]) => krippendorffAlpha(totalsOf(toUnits(toTable(ratings))));
const fleissOf = (ratings: readonly Rating[]) => fleissKappa(totalsOf(toUnits(toTable(ratings))));

/** A row per user, a letter per item, "." where the user did not rate it. */
const byUser = (...rows: string[]): Rating[] =>
  rows.flatMap((row, user) =>
    [...row].flatMap((label, item) => (label === "." ? [] : [{ itemId: `i${item}`, userId: `u${user}`, label }])),
  );
/** How often two users chose yes/yes, yes/no, no/yes and no/no. */
const square = (a: number, b: number, c: number, d: number): Rating[] =>
  byUser("y".repeat(a + b) + "n".repeat(c + d), "y".repeat(a) + "n".repeat(b) + "y".repeat(c) + "n".repeat(d));
/** A row per item: how many users chose each category. */
const byCounts = (table: readonly (readonly number[])[]): Rating[] =>
  table.flatMap((counts, item) =>
    counts
      .flatMap((count, category) => Array.from({ length: count }, () => `c${category}`))
      .map((label, user) => ({ itemId: `i${item}`, userId: `u${user}`, label })),
  );

describe("Cohen's κ", () => {
  test.each([
    // The worked examples of https://en.wikipedia.org/wiki/Cohen%27s_kappa: grant proposals, and two tables of equal
    // agreement (60 of 100) and different κ.
    { a: 20, b: 5, c: 10, d: 15, kappa: 0.4, items: 50 },
    { a: 45, b: 15, c: 25, d: 15, kappa: 3 / 23, items: 100 },
    { a: 25, b: 35, c: 5, d: 35, kappa: 7 / 27, items: 100 },
  ])("of the published table $a, $b, $c, $d is $kappa", ({ a, b, c, d, kappa, items }) => {
    const [pair] = cohenKappas(toTable(square(a, b, c, d)));
    expect(pair?.value).toBeCloseTo(kappa, 12);
    expect(pair).toMatchObject({ userIds: ["u0", "u1"], items });
  });

  test("is 1 for full agreement on several categories, -1 for two who always swap, 0 for a constant rater", () => {
    expect(cohenKappas(toTable(byUser("abab", "abab")))[0]?.value).toBe(1);
    expect(cohenKappas(toTable(byUser("abab", "baba")))[0]?.value).toBe(-1);
    expect(cohenKappas(toTable(byUser("aaaa", "abab")))[0]?.value).toBe(0);
  });

  test("is undefined when both always choose the same category", () => {
    expect(cohenKappas(toTable(byUser("aaaa", "aaaa")))).toEqual([{ userIds: ["u0", "u1"], value: null, items: 4 }]);
  });

  test("is for every two users, over the items that both have rated", () => {
    expect(cohenKappas(toTable(byUser("abab..", "ab....", "...bab", "......")))).toEqual([
      { userIds: ["u0", "u1"], value: 1, items: 2 },
      { userIds: ["u0", "u2"], value: null, items: 1 },
    ]);
  });
});

describe("Fleiss' κ", () => {
  test("of the published table of 14 raters, 10 items and 5 categories is 0.2099…", () => {
    // https://en.wikipedia.org/wiki/Fleiss%27_kappa#Worked_example, a table in the manner of Fleiss (1971). In whole numbers:
    // 688 of 10 × 14 × 13 ordered pairs of ratings agree, and the squares of the columns' sums add up to 4170 of 140².
    const table = [
      [0, 0, 0, 0, 14],
      [0, 2, 6, 4, 2],
      [0, 0, 3, 5, 6],
      [0, 3, 9, 2, 0],
      [2, 2, 8, 1, 1],
      [7, 7, 0, 0, 0],
      [3, 2, 6, 3, 0],
      [2, 5, 3, 2, 2],
      [6, 5, 2, 1, 0],
      [0, 2, 2, 3, 7],
    ];
    expect(fleissOf(byCounts(table))).toBeCloseTo(4211 / 20059, 12);
  });

  test("is 1 for full agreement and undefined where nothing could differ", () => {
    expect(
      fleissOf(
        byCounts([
          [3, 0],
          [0, 3],
        ]),
      ),
    ).toBe(1);
    expect(
      fleissOf(
        byCounts([
          [3, 0],
          [3, 0],
        ]),
      ),
    ).toBeNull();
    expect(fleissOf([])).toBeNull();
  });
});

describe("Krippendorff's α", () => {
  // K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), https://repository.upenn.edu/asc_papers/43.
  // The paper prints three digits; the fractions are what its coincidence matrices come to.
  test("of the paper's two observers and binary data is 0.095", () => {
    expect(alphaOf(byUser("0100000010", "1110010000"))).toBeCloseTo(2 / 21, 12);
  });

  test("of the paper's two observers and nominal data is 0.692", () => {
    expect(alphaOf(byUser("aabbdcccedda", "babbbccceddd"))).toBeCloseTo(155 / 224, 12);
  });

  test("of the paper's four observers, nominal data and missing values is 0.743", () => {
    const ratings = byUser("123321412...", "1233224125.3", ".3332342251.", "12332441251.");
    expect(alphaOf(ratings)).toBeCloseTo(113 / 152, 12);
  });

  test("is 1 for full agreement and undefined where nothing could differ", () => {
    expect(alphaOf(byUser("ab.", "abc"))).toBe(1);
    expect(alphaOf(byUser("aa", "aa"))).toBeNull();
    expect(alphaOf(byUser("ab"))).toBeNull();
  });
});

describe("for any ratings", () => {
  const ratings = fc
    .array(fc.array(fc.constantFrom("a", "b", "c", "."), { minLength: 8, maxLength: 8 }), {
      minLength: 1,
      maxLength: 5,
    })
    .map((rows) => byUser(...rows.map((row) => row.join(""))));
  const shuffledRatings = ratings.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  );

  test("no coefficient depends on their order or is above 1", () => {
    fc.assert(
      fc.property(shuffledRatings, ([all, shuffled]) => {
        for (const coefficient of [alphaOf, fleissOf]) {
          const value = coefficient(all);
          expect(coefficient(shuffled)).toBe(value);
          if (value !== null) expect(value).toBeLessThanOrEqual(1);
        }
        const pairs = cohenKappas(toTable(all));
        expect(cohenKappas(toTable(shuffled))).toEqual(pairs);
        for (const { value } of pairs) if (value !== null) expect(Math.abs(value)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("no coefficient depends on what the categories and users are called", () => {
    fc.assert(
      fc.property(ratings, (all) => {
        const names = new Map([
          ["a", "z"],
          ["b", "y"],
          ["c", "x"],
        ]);
        const renamed = all.map(({ itemId, userId, label }) => ({
          itemId,
          userId: `${9 - Number(userId.slice(1))}`,
          label: names.get(label) ?? label,
        }));
        expect(alphaOf(renamed) ?? -9).toBeCloseTo(alphaOf(all) ?? -9, 12);
        expect(fleissOf(renamed) ?? -9).toBeCloseTo(fleissOf(all) ?? -9, 12);
      }),
    );
  });

  test("α is 1 − Do / De of the coincidence matrix, filled in pair by pair", () => {
    fc.assert(
      fc.property(ratings, (all) => {
        expect(alphaOf(all) ?? -9).toBeCloseTo(alphaByPairs(all) ?? -9, 10);
      }),
    );
  });

  test("of two users who rate every item, α and Fleiss' κ differ by what the paper says: (1 − κ) / 2n", () => {
    const complete = fc.array(fc.constantFrom("aa", "ab", "ba", "bb"), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(complete, (pairs) => {
        const all = byUser(pairs.map((pair) => pair.charAt(0)).join(""), pairs.map((pair) => pair.charAt(1)).join(""));
        const kappa = fleissOf(all);
        if (kappa === null) return expect(alphaOf(all)).toBeNull();
        return expect(alphaOf(all)).toBeCloseTo(kappa + (1 - kappa) / (2 * pairs.length), 10);
      }),
    );
  });
});

/** Straight from the definition, with every ordered pair of ratings of an item. */
function alphaByPairs(ratings: readonly Rating[]): number | null {
  const coincidences = new Map<string, Map<string, number>>();
  for (const [index, one] of ratings.entries()) {
    const size = ratings.filter(({ itemId }) => itemId === one.itemId).length;
    for (const [position, other] of ratings.entries()) {
      if (position === index || other.itemId !== one.itemId) continue;
      const row = coincidences.get(one.label) ?? new Map<string, number>();
      coincidences.set(one.label, row.set(other.label, (row.get(other.label) ?? 0) + 1 / (size - 1)));
    }
  }
  const sums = new Map([...coincidences].map(([label, row]) => [label, [...row.values()].reduce((a, b) => a + b, 0)]));
  const total = [...sums.values()].reduce((a, b) => a + b, 0);
  let [observed, expected] = [0, 0];
  for (const [label, sum] of sums) {
    for (const [other, otherSum] of sums) {
      if (label === other) continue;
      observed += (coincidences.get(label)?.get(other) ?? 0) / total;
      expected += (sum * otherSum) / (total * (total - 1));
    }
  }
  return expected === 0 ? null : 1 - observed / expected;
}
