import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { checkShares } from "../../../../src/domain/task-form/check-shares.ts";
import {
  canBeDivided,
  excessiveShares,
  mendShares,
  type ShareMend,
  withWeight,
} from "../../../../src/domain/task-form/mend-shares.ts";
import { parseTaskDraft } from "../../../../src/domain/task-form/task-draft.ts";
import { facts, form } from "./form.ts";

const weighted = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 0, max: 100_000 }).map((each) => each / 100),
    ),
    {
      minLength: 2,
      maxLength: 12,
    },
  )
  .filter((weights) => weights.some((weight) => weight > 0))
  .chain((weights) =>
    fc.record({ weights: fc.constant(weights), perInput: fc.integer({ min: 2, max: weights.length }) }),
  );

const byWorker = (weights: readonly number[]): Record<string, number> =>
  Object.fromEntries(weights.map((weight, index) => [`U${index + 1}`, weight]));

/** The divisions that a way out leads to: of a range of weights, both ends and the middle. */
function after(mend: ShareMend, weights: Readonly<Record<string, number>>, perInput: number) {
  switch (mend.kind) {
    case "equal":
      return [{ weights: withWeight(weights, Object.keys(weights), 1), perInput }];
    case "workersPerInput":
      return [{ weights, perInput: mend.value }];
    case "weight":
      return [mend.least, (mend.least + mend.most) / 2, mend.most].map((weight) => ({
        weights: withWeight(weights, mend.workers, weight),
        perInput,
      }));
  }
}

describe("advice on weights that no partition can have", () => {
  test("every way out works by itself, over all of its range", () => {
    fc.assert(
      fc.property(weighted, ({ weights: list, perInput }) => {
        const weights = byWorker(list);
        fc.pre(excessiveShares(weights, perInput).size > 0);

        for (const mend of mendShares(weights, perInput))
          for (const mended of after(mend, weights, perInput))
            expect([mend, canBeDivided(mended.weights, mended.perInput)]).toEqual([mend, true]);
      }),
    );
  });

  test("a weight is brought down, never up, and the number of workers per input is the greatest that works", () => {
    fc.assert(
      fc.property(weighted, ({ weights: list, perInput }) => {
        const weights = byWorker(list);
        fc.pre(excessiveShares(weights, perInput).size > 0);

        for (const mend of mendShares(weights, perInput)) {
          if (mend.kind === "weight")
            for (const worker of mend.workers) expect(mend.most).toBeLessThanOrEqual(weights[worker] ?? 0);
          if (mend.kind === "workersPerInput") expect(canBeDivided(weights, mend.value + 1)).toBe(false);
        }
      }),
    );
  });

  test("equal weights are called the only ones where they are", () => {
    fc.assert(
      fc.property(weighted, ({ weights: list }) => {
        const weights = byWorker(list);
        const areEqual = new Set(list).size === 1;

        expect(canBeDivided(weights, list.length)).toBe(areEqual);
        if (!areEqual) expect(mendShares(weights, list.length)).toContainEqual({ kind: "equal", isOnly: true });
      }),
    );
  });
});

describe("in words", () => {
  const said = (list: readonly number[], workersPerInput: number, mustAgree?: number): string => {
    const names: Record<string, string> = { U1: "Ana", U2: "Ben", U3: "Chidi", U4: "Rosa" };
    const division = { workersPerInput, ...(mustAgree !== undefined && { mustAgree }) };
    return checkShares(byWorker(list), division, (person) => names[person] ?? person)
      .map(({ message }) => message)
      .join("\n")
      .replaceAll("\u00a0", " ");
  };

  test("two workers, two per input, ninety to ten: only equal weights work", () => {
    expect(said([90, 10], 2)).toBe(
      "With 2 workers per input Ana would get 180 % of the inputs, and nobody can take more than 100 %: only equal weights work here, so set Split to Evenly, or set workers per input to 1.",
    );
  });

  test("under Consensus, what asks for fewer labels says what that makes of the threshold", () => {
    expect(said([90, 10], 2, 2)).toContain(
      "or set workers per input to 1 and Labelers who must agree to 1, by which one label approves an input.",
    );
    expect(said([90, 10], 2, 1)).toContain("or set workers per input to 1.");
  });

  test("a share above everything is never said to be 100 %", () => {
    expect(said([50.001, 25, 24.999], 2)).toContain("Ana would get over 100 % of the inputs");
  });

  test("two who have too much are told of together, on the field of each", () => {
    expect(said([40, 40, 10, 10], 3).split("\n")).toEqual([
      "With 3 workers per input Ana would get 120 % of the inputs, Ben 120 %, and nobody can take more than 100 %: give Ana and Ben 20 each, or set workers per input to 2.",
      expect.stringContaining("Ana would get 120 % of the inputs, Ben 120 %"),
    ]);
  });

  test("whatever the form refuses of weights speaks of shares of the inputs", () => {
    fc.assert(
      fc.property(weighted, ({ weights: list, perInput }) => {
        const workers = list.map((_, index) => `U${index + 1}`);
        const weights = Object.fromEntries(list.map((weight, index) => [`U${index + 1}`, String(weight)]));
        const values = form({
          workers,
          strategy: "PARTITIONED",
          workersPerInput: String(perInput),
          split: "WEIGHTED",
          weights,
        });
        const parsed = parseTaskDraft(values, facts());
        fc.pre(!parsed.ok);

        for (const { message } of parsed.ok ? [] : parsed.error) {
          const [share = ""] = /\d+(?:\.\d+)?(?=\u00a0%)/.exec(message) ?? [];
          expect(Number(share)).toBeGreaterThanOrEqual(100);
        }
      }),
    );
  });
});
