import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  cohenKappas,
  fleissKappa,
  krippendorffAlpha,
  totalsOf,
} from "../../../../../src/tasks-service/rules/agreement/coefficients.ts";
import { type Rating, toTable, toUnits } from "../../../../../src/tasks-service/rules/agreement/rating-table.ts";

const alphaOf = (ratings: readonly Rating[]) => krippendorffAlpha(totalsOf(toUnits(toTable(ratings))));
const fleissOf = (ratings: readonly Rating[]) => fleissKappa(totalsOf(toUnits(toTable(ratings))));

/** A row per user, a letter per item, "." where the user did not rate it. */
const byUser = (...rows: string[]): Rating[] =>
  rows.flatMap((row, user) =>
    [...row].flatMap((label, item) => (label === "." ? [] : [{ itemId: `i${item}`, userId: `u${user}`, label }])),
  );
/** A row per category of one user, a column per category of another: how many items they put there. */
const crossed = (table: readonly (readonly number[])[]): Rating[] =>
  byUser(
    table.flatMap((row, category) => row.map((count) => `${category}`.repeat(count))).join(""),
    table.flatMap((row) => row.map((count, category) => `${category}`.repeat(count))).join(""),
  );
/** A row per item, a letter per user. */
const byItem = (...rows: string[]): Rating[] =>
  rows.flatMap((row, item) => [...row].map((label, user) => ({ itemId: `i${item}`, userId: `u${user}`, label })));
/** A row per item: how many users chose each category. */
const byCounts = (table: readonly (readonly number[])[]): Rating[] =>
  table.flatMap((counts, item) =>
    counts
      .flatMap((count, category) => Array.from({ length: count }, () => `c${category}`))
      .map((label, user) => ({ itemId: `i${item}`, userId: `u${user}`, label })),
  );

// The publications below are quoted, with data and result, in tests and examples on github.com: "DKPro" stands for
// dkpro/dkpro-statistics, dkpro-statistics-agreement/src/test/java/org/dkpro/statistics/agreement/coding/.

/** Published data come to the fraction `exact`, which is printed with fewer digits. */
function expectPublished(value: number | null | undefined, exact: number, printed: string) {
  expect(value).toBeCloseTo(exact, 12);
  expect(value?.toFixed(printed.length - "0.".length)).toBe(printed);
}

describe("Cohen's κ", () => {
  // J. Cohen, A coefficient of agreement for nominal scales (1960), p. 45: DKPro, Cohen1960Test.java.
  // R. Artstein and M. Poesio, Inter-coder agreement for computational linguistics (2008), pp. 558 and 568: DKPro,
  // ArtsteinPoesio2008Test.java, and scikit-learn/scikit-learn, sklearn/metrics/tests/test_classification.py.
  // https://en.wikipedia.org/wiki/Cohen%27s_kappa: statsmodels/statsmodels, statsmodels/examples/ex_inter_rater.py.
  test.each([
    {
      source: "Cohen 1960",
      table: [
        [88, 14, 18],
        [10, 40, 10],
        [2, 6, 12],
      ],
      kappa: 29 / 59,
      printed: "0.492",
      items: 200,
    },
    {
      source: "Artstein and Poesio 2008, table 1",
      table: [
        [20, 20],
        [10, 50],
      ],
      kappa: 8 / 23,
      printed: "0.348",
      items: 100,
    },
    {
      source: "Artstein and Poesio 2008, table 4",
      table: [
        [46, 0, 0],
        [6, 32, 6],
        [0, 0, 10],
      ],
      kappa: 121 / 151,
      printed: "0.8013",
      items: 100,
    },
    {
      source: "Wikipedia, grant proposals",
      table: [
        [20, 5],
        [10, 15],
      ],
      kappa: 2 / 5,
      printed: "0.4",
      items: 50,
    },
    {
      source: "Wikipedia, equal agreement and similar totals",
      table: [
        [45, 15],
        [25, 15],
      ],
      kappa: 3 / 23,
      printed: "0.1304",
      items: 100,
    },
    {
      source: "Wikipedia, equal agreement and different totals",
      table: [
        [25, 35],
        [5, 35],
      ],
      kappa: 7 / 27,
      printed: "0.2593",
      items: 100,
    },
  ])("of the published table of $source is $printed", ({ table, kappa, printed, items }) => {
    const [pair] = cohenKappas(toTable(crossed(table)));
    expectPublished(pair?.value, kappa, printed);
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
  test("of the published diagnoses of 30 patients by 6 raters is 0.430", () => {
    // J. L. Fleiss, Measuring nominal scale agreement among many raters (1971), p. 379: DKPro, Fleiss1971Test.java, and
    // statsmodels/statsmodels, statsmodels/stats/tests/test_inter_rater.py, with the 0.4302445 of R's package irr. In
    // whole numbers: 500 of 30 × 6 × 5 ordered pairs of ratings agree, and the squares of how often each diagnosis was
    // made add up to 7126 of 180².
    const diagnoses = byItem(
      ...["444444", "222555", "233335", "555555", "222444", "113333", "333355", "113334", "114444", "555555"],
      ...["144444", "124444", "222333", "144444", "224445", "333335", "111455", "111112", "224444", "133555"],
      ...["555555", "244444", "224555", "114444", "144445", "222224", "111155", "224444", "133333", "555555"],
    );
    expectPublished(fleissOf(diagnoses), 5437 / 12637, "0.430");
    expectPublished(fleissOf(diagnoses), 5437 / 12637, "0.4302445");
  });

  test("of the published table of 14 raters, 10 items and 5 categories is 0.210", () => {
    // https://en.wikipedia.org/wiki/Fleiss%27_kappa#Worked_example: the same file of statsmodels. In whole numbers:
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
    expectPublished(fleissOf(byCounts(table)), 4211 / 20059, "0.210");
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
  // K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), https://repository.upenn.edu/asc_papers/43:
  // medkit-lib/medkit, tests/unit/text/metrics/test__irr_utils.py.
  // K. Krippendorff, Content analysis (1980), p. 139: DKPro, Krippendorff1980Test.java.
  // https://en.wikipedia.org/wiki/Krippendorff%27s_alpha: pln-fing-udelar/fast-krippendorff, sample.py and
  // tests/test_krippendorff.py.
  test.each([
    {
      source: "Krippendorff 2011, two observers and binary data",
      rows: ["0100000010", "1110010000"],
      alpha: 2 / 21,
      printed: "0.095",
    },
    {
      source: "Krippendorff 2011, two observers and nominal data",
      rows: ["aabbdcccedda", "babbbccceddd"],
      alpha: 155 / 224,
      printed: "0.692",
    },
    {
      source: "Krippendorff 2011, four observers and missing values",
      rows: ["123321412...", "1233224125.3", ".3332342251.", "12332441251."],
      alpha: 113 / 152,
      printed: "0.743",
    },
    {
      source: "Krippendorff 1980, three observers",
      rows: ["112412132", "122442232", "122442332"],
      alpha: 163 / 254,
      printed: "0.642",
    },
    {
      source: "Wikipedia, three observers and missing values",
      rows: [".....34121133.3", "1.213343.......", "..21344.21133.4"],
      alpha: 56 / 81,
      printed: "0.691358",
    },
  ])("of the published data of $source is $printed", ({ rows, alpha, printed }) => {
    expectPublished(alphaOf(byUser(...rows)), alpha, printed);
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
