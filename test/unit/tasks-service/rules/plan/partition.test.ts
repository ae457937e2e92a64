import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { exactShares, partition } from "../../../../../src/tasks-service/rules/plan/partition.ts";

/** Weights whose every share is at most 1 / workersPerInput, those at the limit included. */
const plans = fc
  .record({
    workers: fc.integer({ min: 1, max: 12 }),
    inputs: fc.integer({ min: 0, max: 400 }),
    seed: fc.string(),
    raw: fc.array(fc.oneof(fc.double({ min: 0.001, max: 1000, noNaN: true }), fc.integer({ min: 1, max: 9 })), {
      minLength: 12,
      maxLength: 12,
    }),
    wanted: fc.integer({ min: 1, max: 12 }),
    atLimit: fc.boolean(),
  })
  .map(({ workers, inputs, seed, raw, wanted, atLimit }) => {
    const workersPerInput = Math.min(wanted, workers);
    const weights = raw.slice(0, workers);
    if (atLimit && workersPerInput > 1 && workers > workersPerInput) {
      const rest = weights.slice(1).reduce((sum, weight) => sum + weight, 0);
      weights[0] = rest / (workersPerInput - 1);
    }
    return { inputs, seed, workersPerInput, weights };
  })
  .filter(({ weights, workersPerInput }) => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.every((weight) => weight / total <= 1 / workersPerInput + 1e-12);
  });

function countPerWorker(plan: { inputs: number; weights: readonly number[] }, workersOf: (i: number) => number[]) {
  const counts = plan.weights.map(() => 0);
  for (let ordinal = 0; ordinal < plan.inputs; ordinal += 1) {
    for (const worker of workersOf(ordinal)) counts[worker] = (counts[worker] ?? 0) + 1;
  }
  return counts;
}

describe("partition", () => {
  it("gives every input exactly the wanted number of different workers", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { workersOf } = partition(plan);

        for (let ordinal = 0; ordinal < plan.inputs; ordinal += 1) {
          const workers = workersOf(ordinal);
          const isRight =
            workers.length === plan.workersPerInput &&
            new Set(workers).size === plan.workersPerInput &&
            workers.every((worker) => (plan.weights[worker] ?? 0) > 0);
          if (!isRight) throw new Error(`input ${ordinal} went to ${workers}`);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("keeps every worker within 1 of the exact share", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { workersOf, quotas } = partition(plan);

        const counts = countPerWorker(plan, workersOf);

        expect(counts).toEqual(quotas);
        for (const [index, share] of exactShares(plan.weights, plan.workersPerInput, plan.inputs).entries()) {
          expect(Math.abs((counts[index] ?? 0) - share)).toBeLessThan(1 + 1e-6);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("gives whole shares exactly, whatever the weights add up to", () => {
    const nineToOne = partition({ weights: [9, 1], workersPerInput: 1, inputs: 450, seed: "a" });
    const ninetyToTen = partition({ weights: [90, 10], workersPerInput: 1, inputs: 450, seed: "a" });

    expect(nineToOne.quotas).toEqual([405, 45]);
    expect(ninetyToTen.quotas).toEqual([405, 45]);
  });

  it("gives a worker at the limit every input", () => {
    const { quotas } = partition({ weights: [50, 25, 25], workersPerInput: 2, inputs: 7, seed: "a" });

    expect(quotas[0]).toBe(7);
    expect(quotas).toContain(4);
  });

  it("divides the same task the same way again, and another task another way", () => {
    const plan = { weights: [1, 1, 1], workersPerInput: 1, inputs: 100 };
    const ordinals = Array.from({ length: plan.inputs }, (_, ordinal) => ordinal);

    const first = ordinals.map(partition({ ...plan, seed: "task-1" }).workersOf);

    expect(ordinals.map(partition({ ...plan, seed: "task-1" }).workersOf)).toEqual(first);
    expect(ordinals.map(partition({ ...plan, seed: "task-2" }).workersOf)).not.toEqual(first);
  });

  it("mixes the workers along the inputs instead of cutting blocks", () => {
    const { workersOf } = partition({ weights: [1, 1], workersPerInput: 1, inputs: 1000, seed: "a" });

    const firstHundred = Array.from({ length: 100 }, (_, ordinal) => workersOf(ordinal)[0]);

    expect(firstHundred.filter((worker) => worker === 0).length).toBeGreaterThan(40);
    expect(firstHundred.filter((worker) => worker === 0).length).toBeLessThan(60);
  });
});
