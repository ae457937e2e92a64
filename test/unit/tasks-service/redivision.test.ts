import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { exactShares, partition } from "../../../src/tasks-service/rules/partition.ts";
import { chooseWorkers, planRedivision } from "../../../src/tasks-service/rules/redivision.ts";

type Input = { submitted: number[]; pending: number[] };

/** Divides inputs anew, as the service does, and answers who has what. */
function redivide(inputs: readonly Input[], weights: readonly number[], workersPerInput: number): Input[] {
  const submitted = weights.map((_, worker) => inputs.filter((input) => input.submitted.includes(worker)).length);
  const open = inputs.filter((input) => input.submitted.length < workersPerInput);
  const state = planRedivision(
    weights,
    { workersPerInput, inputs: inputs.length },
    {
      submitted,
      eligible: weights.map((_, worker) => open.filter((input) => !input.submitted.includes(worker)).length),
      open: open.reduce((sum, input) => sum + workersPerInput - input.submitted.length, 0),
    },
  );
  return inputs.map((input) => ({
    submitted: input.submitted,
    pending: chooseWorkers(state, input.submitted, new Set(input.pending)),
  }));
}

const totals = (inputs: readonly Input[], workers: number): number[] =>
  Array.from(
    { length: workers },
    (_, worker) => inputs.filter((input) => input.submitted.includes(worker) || input.pending.includes(worker)).length,
  );

const cases = fc
  .record({
    workers: fc.integer({ min: 1, max: 8 }),
    wanted: fc.integer({ min: 1, max: 4 }),
    count: fc.integer({ min: 0, max: 120 }),
    before: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 8, maxLength: 8 }),
    after: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 8, maxLength: 8 }),
    done: fc.array(fc.boolean(), { minLength: 120, maxLength: 120 }),
  })
  .map(({ workers, wanted, count, before, after, done }) => {
    const workersPerInput = Math.min(wanted, workers);
    const capped = (weights: number[]) => {
      const own = weights.slice(0, workers);
      const fits = () => own.every((weight) => weight * workersPerInput <= own.reduce((a, b) => a + b, 0));
      while (!fits()) own.splice(0, own.length, ...own.map((weight) => (weight + 9) / 2));
      return own;
    };
    return {
      workersPerInput,
      count,
      before: capped(before),
      after: workers === workersPerInput ? own(workers) : capped(after),
      done,
    };
  });
const own = (workers: number): number[] => Array.from({ length: workers }, () => 1);

const divided = (weights: readonly number[], workersPerInput: number, count: number): Input[] => {
  const { workersOf } = partition({ weights, workersPerInput, inputs: count, seed: "s" });
  return Array.from({ length: count }, (_, ordinal) => ({ submitted: [], pending: workersOf(ordinal) }));
};

describe("dividing anew", () => {
  it("comes within 1 of the new shares when nothing is submitted", () => {
    fc.assert(
      fc.property(cases, ({ workersPerInput, count, before, after }) => {
        const start = divided(before.length === workersPerInput ? own(before.length) : before, workersPerInput, count);

        const result = redivide(start, after, workersPerInput);

        const shares = exactShares(after, workersPerInput, count);
        for (const [worker, total] of totals(result, after.length).entries()) {
          expect(Math.abs(total - (shares[worker] ?? 0))).toBeLessThan(1 + 1e-6);
        }
        for (const input of result) expect(new Set(input.pending).size).toBe(workersPerInput);
      }),
    );
  });

  it("keeps what is submitted, and gives every input as many different workers as it needs", () => {
    fc.assert(
      fc.property(cases, ({ workersPerInput, count, after, done }) => {
        const start = divided(own(after.length), workersPerInput, count).map(({ pending }, ordinal) =>
          done[ordinal] ? { submitted: pending.slice(0, 1), pending: pending.slice(1) } : { submitted: [], pending },
        );

        const result = redivide(start, after, workersPerInput);

        for (const { submitted, pending } of result) {
          expect(new Set([...submitted, ...pending]).size).toBe(workersPerInput);
        }
      }),
    );
  });

  it("moves nothing when nothing changes", () => {
    const start = divided([3, 2, 1], 2, 90);

    const result = redivide(start, [3, 2, 1], 2);

    const moved = result.filter(({ pending }, ordinal) =>
      pending.some((worker) => !start[ordinal]?.pending.includes(worker)),
    );
    expect(moved).toHaveLength(0);
  });

  it("moves no more than the change asks for", () => {
    const start = divided([1, 1], 1, 100);

    const result = redivide(start, [9, 1], 1);

    const moved = result.filter(({ pending }, ordinal) => pending[0] !== start[ordinal]?.pending[0]);
    expect(totals(result, 2)).toEqual([90, 10]);
    expect(moved).toHaveLength(40);
  });

  it("gives nothing more to whoever has submitted more than their new share", () => {
    const start = divided([1, 1], 1, 100).map(({ pending }) =>
      pending[0] === 0 ? { submitted: [0], pending: [] } : { submitted: [], pending },
    );

    const result = redivide(start, [1, 9], 1);

    expect(totals(result, 2)).toEqual([50, 50]);
  });
});
