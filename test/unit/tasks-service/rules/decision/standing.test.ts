import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Ballot, type Standing, standingOf } from "../../../../../src/tasks-service/rules/decision/standing.ts";

/** Labels by class and who of a class is alike, before any order of submission and any threshold. */
type Labels = Pick<Ballot, "classOf" | "isUniform" | "alike">;

/** Up to seven labels in up to three classes; within a class that is not uniform, anything may be alike. */
const labelSets: fc.Arbitrary<Labels> = fc
  .record({
    isUniform: fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }),
    classes: fc.array(fc.nat(2), { minLength: 1, maxLength: 7 }),
    coins: fc.array(fc.boolean(), { minLength: 49, maxLength: 49 }),
  })
  .map(({ isUniform, classes, coins }) => {
    const classOf = classes.map((number) => number % isUniform.length);
    const alike = classOf.map((ofRow, row) =>
      classOf.map((ofColumn, column) => {
        if (row === column) return true;
        if (ofRow !== ofColumn) return false;
        return isUniform[ofRow] === true || coins[Math.min(row, column) * 7 + Math.max(row, column)] === true;
      }),
    );
    return { classOf, isUniform, alike };
  });

/** What is known when the labels of `order` up to `count` are in. */
function ballotAfter(labels: Labels, order: readonly number[], count: number, threshold: number): Ballot {
  const known = order.slice(0, count);
  const classes = [...new Set(known.map((label) => labels.classOf[label] ?? 0))];
  return {
    classOf: known.map((label) => classes.indexOf(labels.classOf[label] ?? 0)),
    isUniform: classes.map((number) => labels.isUniform[number] ?? false),
    alike: known.map((row) => known.map((column) => labels.alike[row]?.[column] ?? false)),
    toCome: order.length - count,
    threshold,
  };
}

function standings(labels: Labels, order: readonly number[], threshold: number): Standing[] {
  return order.map((_, index) => standingOf(ballotAfter(labels, order, index + 1, threshold)));
}

describe("whatever is alike to whatever", () => {
  const cases = labelSets.chain((labels) => {
    const numbers = [...labels.classOf.keys()];
    return fc.record({
      labels: fc.constant(labels),
      order: fc.shuffledSubarray(numbers, { minLength: numbers.length }),
      threshold: fc.integer({ min: 1, max: 4 }),
    });
  });

  test("no decision is taken that a later label changes, and the last label decides", () => {
    fc.assert(
      fc.property(cases, ({ labels, order, threshold }) => {
        const all = standings(labels, order, threshold);
        const last = all.at(-1);
        expect(last).not.toBe("open");
        const first = all.findIndex((standing) => standing !== "open");
        expect(all.slice(first)).toEqual(all.slice(first).map(() => last));
      }),
      { numRuns: 3000 },
    );
  });

  test("the order of the labels changes nothing in the end", () => {
    fc.assert(
      fc.property(cases, ({ labels, order, threshold }) => {
        const inOrder = [...labels.classOf.keys()];
        expect(standings(labels, order, threshold).at(-1)).toBe(standings(labels, inOrder, threshold).at(-1));
      }),
    );
  });

  test("a group that more than half of all workers make up is agreed at once", () => {
    fc.assert(
      fc.property(cases, ({ labels, order }) => {
        const threshold = Math.floor(order.length / 2) + 1;
        for (const [index, standing] of standings(labels, order, threshold).entries()) {
          const { alike } = ballotAfter(labels, order, index + 1, threshold);
          const hasReached = alike.some((row) => row.filter(Boolean).length >= threshold);
          expect(standing === "agreed").toBe(hasReached);
        }
      }),
    );
  });
});

describe("labels without shapes", () => {
  /** Counts of equal labels, the largest first: the rule as the specification says it. */
  function byCounting(counts: readonly number[], toCome: number, threshold: number): Standing {
    const [most = 0, next = 0] = [...counts, 0, 0].sort((a, b) => b - a);
    if (next >= threshold) return "rivals";
    if (most >= threshold) return next + toCome < threshold ? "agreed" : "open";
    return most + toCome < threshold ? "out_of_reach" : "open";
  }

  test("are decided by counting equal ones", () => {
    const counts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(counts, fc.nat(5), fc.integer({ min: 1, max: 5 }), (sizes, toCome, threshold) => {
        const classOf = sizes.flatMap((size, index) => Array.from({ length: size }, () => index));
        const ballot: Ballot = {
          classOf,
          isUniform: sizes.map(() => true),
          alike: classOf.map((a) => classOf.map((b) => a === b)),
          toCome,
          threshold,
        };
        expect(standingOf(ballot)).toBe(byCounting(sizes, toCome, threshold));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("labels with shapes", () => {
  const ballot = (size: number, pairs: readonly [number, number][], toCome: number, threshold: number): Ballot => ({
    classOf: Array.from({ length: size }, () => 0),
    isUniform: [false],
    alike: Array.from({ length: size }, (_, row) =>
      Array.from(
        { length: size },
        (_, column) =>
          row === column || pairs.some(([a, b]) => (a === row && b === column) || (a === column && b === row)),
      ),
    ),
    toCome,
    threshold,
  });
  const everyPair = (...labels: number[]): [number, number][] =>
    labels.flatMap((a) => labels.filter((b) => b > a).map((b): [number, number] => [a, b]));

  test("that run into each other at the edges are one group", () => {
    expect(
      standingOf(
        ballot(
          3,
          [
            [0, 1],
            [1, 2],
          ],
          0,
          2,
        ),
      ),
    ).toBe("agreed");
    expect(
      standingOf(
        ballot(
          4,
          [
            [0, 1],
            [1, 2],
            [2, 3],
          ],
          0,
          3,
        ),
      ),
    ).toBe("agreed");
  });

  test("that stand apart in two camps are rivals", () => {
    expect(
      standingOf(
        ballot(
          4,
          [
            [0, 1],
            [2, 3],
          ],
          0,
          2,
        ),
      ),
    ).toBe("rivals");
    expect(standingOf(ballot(6, [...everyPair(0, 1, 2), ...everyPair(3, 4, 5)], 0, 3))).toBe("rivals");
  });

  test("are not split by a single pair that differs within a group", () => {
    const pairs = everyPair(0, 1, 2, 3, 4, 5).filter(([a, b]) => !(a === 0 && b === 5));
    expect(standingOf(ballot(6, pairs, 0, 2))).toBe("agreed");
  });

  test("are agreed as soon as those who differ and those to come are too few for a group of their own", () => {
    expect(standingOf(ballot(4, everyPair(0, 1, 2, 3), 2, 3))).toBe("agreed");
    expect(standingOf(ballot(4, everyPair(0, 1, 2), 2, 3))).toBe("open");
  });

  test("stay open while a label to come could lie between two that are not alike", () => {
    expect(standingOf(ballot(2, [], 1, 3))).toBe("open");
    expect(standingOf(ballot(2, [], 0, 2))).toBe("out_of_reach");
  });

  test("of two hundred workers in two camps and a continuum are decided", () => {
    const near = (reach: number): Ballot => ({
      classOf: Array.from({ length: 200 }, () => 0),
      isUniform: [false],
      alike: Array.from({ length: 200 }, (_, a) => Array.from({ length: 200 }, (_, b) => Math.abs(a - b) <= reach)),
      toCome: 0,
      threshold: 70,
    });
    expect(standingOf(near(30))).toBe("out_of_reach");
    expect(standingOf(near(60))).toBe("rivals");
    expect(standingOf(near(150))).toBe("agreed");
  });
});
