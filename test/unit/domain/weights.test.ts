import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { computeShares } from "../../../src/domain/shares.ts";
import { checkShares, parseWeights, rewriteWeightLines, writeWeightLines } from "../../../src/domain/weights.ts";

const many = Array.from({ length: 41 }, (_, index) => `U${index + 1}`);
const nameOf = (person: string): string => `Worker ${person.slice(1)}`;

describe("weights as lines of text", () => {
  test("what the form writes is read back", () => {
    const weightLines = writeWeightLines(many, { U1: "90", U2: "0.5" }, nameOf);
    const parsed = parseWeights({ workers: many, weights: {}, weightLines }, nameOf);
    expect(parsed.ok && parsed.value).toMatchObject({ U1: 90, U2: 0.5, U41: 1 });
  });

  test("two people of one name are told apart by their id", () => {
    const twins = (person: string): string => (person === "U1" || person === "U2" ? "Ana Silva" : nameOf(person));
    const weightLines = writeWeightLines(many, { U1: "3", U2: "4" }, twins);
    const parsed = parseWeights({ workers: many, weights: {}, weightLines }, twins);
    expect(parsed.ok && parsed.value).toMatchObject({ U1: 3, U2: 4 });
  });

  test("each faulty line is named by its number, and who is missing by name", () => {
    const lines = writeWeightLines(many, {}, nameOf).split("\n");
    const wrong = [...lines.slice(0, 38), "@Nobody 3", "@Worker 1 5", "@Worker 40 x"].join("\n");
    const parsed = parseWeights({ workers: many, weights: {}, weightLines: wrong }, nameOf);
    const message = parsed.ok ? "" : (parsed.error[0]?.message ?? "");
    expect(message).toMatch(/^Line 39 does not begin with one of the workers/);
    expect(message).toMatch(/line 40: Worker 1 stands there twice/);
    expect(message).toMatch(/line 41: “x” is not a number/);
    const short = parseWeights({ workers: many, weights: {}, weightLines: lines.slice(1).join("\n") }, nameOf);
    expect(short.ok ? "" : short.error[0]?.message).toBe("No line for @Worker 1: add one each.");
  });

  test("other workers, other lines: who stays keeps the weight", () => {
    const text = rewriteWeightLines("@Worker 1 90\n@Worker 2 10", ["U2", "U3"], nameOf);
    expect(text).toBe("@Worker 2 10\n@Worker 3 1");
  });
});

const plan = fc
  .array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 30 })
  .filter((weights) => weights.some((weight) => weight > 0))
  .chain((weights) =>
    fc.record({ weights: fc.constant(weights), perInput: fc.integer({ min: 1, max: weights.length }) }),
  );

describe("shares", () => {
  test("whatever passes the check is a partition: nobody above everything, all together workers per input", () => {
    fc.assert(
      fc.property(plan, ({ weights, perInput }) => {
        const byWorker = Object.fromEntries(weights.map((weight, index) => [`U${index}`, weight]));
        fc.pre(checkShares(byWorker, perInput, nameOf).length === 0);
        const shares = computeShares({
          strategy: "PARTITIONED",
          workers: Object.keys(byWorker),
          workersPerInput: perInput,
          weights: byWorker,
        });
        const fractions = shares.map((share) => share.fraction ?? Number.NaN);
        expect(Math.max(...fractions)).toBeLessThanOrEqual(1);
        expect(fractions.reduce((sum, fraction) => sum + fraction, 0)).toBeCloseTo(perInput, 6);
      }),
    );
  });

  test("what the refusal says works: with that weight, or that many workers per input, nobody has too much", () => {
    fc.assert(
      fc.property(plan, ({ weights, perInput }) => {
        const byWorker = Object.fromEntries(weights.map((weight, index) => [`U${index}`, weight]));
        for (const { field, message } of checkShares(byWorker, perInput, nameOf)) {
          const worker = field.slice("weight:".length);
          const less = /give .* ([\d.]+) or less/.exec(message)?.[1];
          if (less !== undefined) {
            const mended = checkShares({ ...byWorker, [worker]: Number(less) }, perInput, nameOf);
            expect(mended.map((problem) => problem.field)).not.toContain(field);
          }
          const fewer = Number(/workers per input to (\d+)/.exec(message)?.[1]);
          expect(checkShares(byWorker, fewer, nameOf).map((problem) => problem.field)).not.toContain(field);
        }
      }),
    );
  });

  test("ninety ten: weights need not add up to a hundred", () => {
    const shares = (weights: Record<string, number>) =>
      computeShares({ strategy: "PARTITIONED", workers: ["U1", "U2"], workersPerInput: 1, weights });
    expect(shares({ U1: 9, U2: 1 })).toEqual(shares({ U1: 90, U2: 10 }));
    expect(shares({ U1: 9, U2: 1 })).toEqual([
      { worker: "U1", fraction: 0.9 },
      { worker: "U2", fraction: 0.1 },
    ]);
  });
});
