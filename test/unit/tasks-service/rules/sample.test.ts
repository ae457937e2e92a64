import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { isSampled, sampleRank } from "../../../../src/tasks-service/rules/sample.ts";

const inputs = Array.from({ length: 20_000 }, (_, index) => `input-${index}`);
const countOf = (taskId: string, fraction: number) =>
  inputs.filter((inputId) => isSampled(taskId, inputId, fraction)).length;

describe("the sample for review", () => {
  test("takes nothing at 0 and everything at 1", () => {
    expect(countOf("task", 0)).toBe(0);
    expect(countOf("task", 1)).toBe(inputs.length);
  });

  test.each([0.01, 0.1, 0.25, 0.5, 0.9])("takes about the fraction that was asked for: %d", (fraction) => {
    const deviation = Math.sqrt(inputs.length * fraction * (1 - fraction));
    for (const taskId of ["a", "b"]) {
      expect(Math.abs(countOf(taskId, fraction) - inputs.length * fraction)).toBeLessThan(4 * deviation);
    }
  });

  test("is the same every time and in every release", () => {
    expect(sampleRank("task", "input-0")).toBe(sampleRank("task", "input-0"));
    expect(inputs.slice(0, 20).filter((inputId) => isSampled("task", inputId, 0.25))).toEqual(PINNED);
  });

  test("only grows with the fraction", () => {
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.string(), fc.string(), fraction, fraction, (taskId, inputId, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        if (isSampled(taskId, inputId, less)) expect(isSampled(taskId, inputId, more)).toBe(true);
      }),
    );
  });

  test("of one task says nothing about the sample of another", () => {
    const inBoth = inputs.filter((inputId) => isSampled("a", inputId, 0.5) && isSampled("b", inputId, 0.5)).length;
    expect(Math.abs(inBoth - inputs.length / 4)).toBeLessThan(4 * Math.sqrt((inputs.length * 3) / 16));
  });

  test("tells ids apart by where one ends and the next begins", () => {
    expect(sampleRank("ab", "c")).not.toBe(sampleRank("a", "bc"));
  });
});

/** Changing these would change the sample of every running task. */
const PINNED = ["input-0", "input-1", "input-11", "input-15", "input-17"];
