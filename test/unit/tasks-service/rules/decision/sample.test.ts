import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { isSampled, sampleRank } from "../../../../../src/tasks-service/rules/decision/sample.ts";

const inputs = Array.from({ length: 20_000 }, (_, index) => index + 1);
const sampleOf = (taskId: string, fraction: number, of: readonly number[] = inputs) =>
  of.filter((input) => isSampled(taskId, input, fraction));

describe("the sample for review", () => {
  test("takes nothing at 0 and everything at 1", () => {
    expect(sampleOf("task", 0)).toEqual([]);
    expect(sampleOf("task", 1)).toEqual(inputs);
  });

  test("takes the fraction of every ten inputs, to the nearest whole number above or below", () => {
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.string(), fc.nat(100_000), fraction, (taskId, block, part) => {
        const ten = Array.from({ length: 10 }, (_, index) => block * 10 + index);
        expect(Math.abs(sampleOf(taskId, part, ten).length - 10 * part)).toBeLessThan(1 + 1e-9);
      }),
    );
  });

  test.each([0.01, 0.1, 0.25, 0.5, 0.9])("of inputs picked from many it takes about the fraction: %d", (fraction) => {
    const picked = inputs.filter((input) => input % 10 === 3);
    const deviation = Math.sqrt(picked.length * fraction * (1 - fraction));
    for (const taskId of ["a", "b"]) {
      const error = Math.abs(sampleOf(taskId, fraction, picked).length - picked.length * fraction);
      expect(error).toBeLessThan(4 * deviation);
    }
  });

  test("is the same every time and in every release", () => {
    expect(sampleRank("task", 1)).toBe(sampleRank("task", 1));
    expect(sampleOf("task", 0.25, inputs.slice(0, 20))).toEqual(PINNED);
  });

  test("only grows with the fraction", () => {
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.string(), fc.nat(), fraction, fraction, (taskId, input, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        if (isSampled(taskId, input, less)) expect(isSampled(taskId, input, more)).toBe(true);
      }),
    );
  });

  test("of one task says nothing about the sample of another", () => {
    const inBoth = sampleOf("a", 0.5, sampleOf("b", 0.5)).length;
    expect(Math.abs(inBoth - inputs.length / 4)).toBeLessThan(4 * Math.sqrt((inputs.length * 3) / 16));
  });
});

/** Changing these would change the sample of every running task. */
const PINNED = [4, 14, 17];
