import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { chooseWorkers, withoutOne } from "../../../../../src/tasks-service/rules/plan/choose-workers.ts";
import { divideNearest, type Kind } from "../../../../../src/tasks-service/rules/plan/nearest-division.ts";
import { exactShares, partition } from "../../../../../src/tasks-service/rules/plan/partition.ts";
import { fewestMisses } from "./fewest-misses.ts";

type Input = { submitted: number[]; pending: number[] };

/** Divides inputs anew, as the service does, and answers who has what. */
function redivide(inputs: readonly Input[], weights: readonly number[], workersPerInput: number): Input[] {
  const kinds = new Map<string, Kind & { inputs: number }>();
  const kindOf = ({ submitted }: Input): string => [...submitted].sort().join();
  for (const input of inputs) {
    const kind = kinds.get(kindOf(input)) ?? {
      inputs: 0,
      need: Math.max(0, workersPerInput - input.submitted.length),
      barred: Uint8Array.from(weights, (_, worker) => (input.submitted.includes(worker) ? 1 : 0)),
      had: new Int32Array(weights.length),
    };
    kind.inputs += 1;
    for (const worker of input.pending) kind.had[worker] = (kind.had[worker] ?? 0) + 1;
    kinds.set(kindOf(input), kind);
  }
  const rows = divideNearest({
    shares: exactShares(weights, workersPerInput, inputs.length),
    fixed: weights.map((_, worker) => inputs.filter(({ submitted }) => submitted.includes(worker)).length),
    kinds: [...kinds.values()],
  });
  const left = new Map(
    [...kinds].map(([name, { inputs: count }], index) => [
      name,
      { inputs: count, need: rows[index] ?? new Int32Array() },
    ]),
  );
  return inputs.map((input) => {
    const rest = left.get(kindOf(input)) ?? { inputs: 0, need: new Int32Array() };
    const pending = chooseWorkers(rest, {
      count: Math.max(0, workersPerInput - input.submitted.length),
      isBarred: (worker) => input.submitted.includes(worker),
      had: new Set(input.pending),
    });
    left.set(kindOf(input), withoutOne(rest, pending));
    return { submitted: input.submitted, pending };
  });
}

const totals = (inputs: readonly Input[], workers: number): number[] =>
  Array.from(
    { length: workers },
    (_, worker) => inputs.filter((input) => input.submitted.includes(worker) || input.pending.includes(worker)).length,
  );

const missesOf = (inputs: readonly Input[], shares: readonly number[]): number =>
  totals(inputs, shares.length).reduce((sum, total, worker) => sum + Math.abs(total - (shares[worker] ?? 0)), 0);

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

function divided(weights: readonly number[], workersPerInput: number, count: number): Input[] {
  const { workersOf } = partition({ weights, workersPerInput, inputs: count, seed: "s" });
  return Array.from({ length: count }, (_, ordinal) => ({ submitted: [], pending: workersOf(ordinal) }));
}

/** Submits what `isDone` says of the labels of a division, in their order. */
const worked = (inputs: readonly Input[], isDone: () => boolean): Input[] =>
  inputs.map(({ pending }) => {
    const submitted = pending.filter(isDone);
    return { submitted, pending: pending.filter((worker) => !submitted.includes(worker)) };
  });

/** A reproducible draw: 0 ≤ value < 1. */
function createDraw(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

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

  it("misses the shares by no more inputs than the cheapest flow does, whatever is submitted", () => {
    const small = fc
      .record({
        weights: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 5 }),
        wanted: fc.integer({ min: 1, max: 3 }),
        inputs: fc.array(fc.subarray([0, 1, 2, 3, 4]), { minLength: 1, maxLength: 14 }),
      })
      .filter(({ weights }) => weights.some((weight) => weight > 0))
      .map(({ weights, wanted, inputs }) => ({
        weights: weights.map((weight) => weight + 1),
        workersPerInput: Math.min(wanted, weights.length),
        submitted: inputs.map((each) => each.filter((worker) => worker < weights.length).slice(0, wanted)),
      }));
    fc.assert(
      fc.property(small, ({ weights, workersPerInput, submitted }) => {
        const start = submitted.map((each) => ({ submitted: each, pending: [] }));
        const shares = exactShares(weights, workersPerInput, start.length);

        const result = redivide(start, weights, workersPerInput);

        const fewest = fewestMisses(submitted, shares, workersPerInput);
        expect(missesOf(result, shares)).toBeCloseTo(fewest, 6);
      }),
      { numRuns: Number(process.env["MODEL_RUNS"] ?? 300) },
    );
  });

  it.each([1, 2, 3, 4, 5, 6])(
    "reaches with 382 of 900 labels submitted what the cheapest flow reaches (draw %d)",
    (seed) => {
      const draw = createDraw(seed);
      const weights = [15, 1, 13, 16, 9, 19];
      let left = 382;
      // Some workers are far ahead of the others, so that there are inputs that few can still get.
      const pace = weights.map(() => draw());
      const start = divided(own(6), 3, 300).map(({ pending }) => {
        const submitted = pending.filter((worker) => left > 0 && draw() < (pace[worker] ?? 0) && left-- > 0);
        return { submitted, pending: pending.filter((worker) => !submitted.includes(worker)) };
      });
      const shares = exactShares(weights, 3, 300);

      const result = redivide(start, weights, 3);

      const fewest = fewestMisses(
        start.map(({ submitted }) => submitted),
        shares,
        3,
      );
      expect(missesOf(result, shares)).toBeCloseTo(fewest, 6);
      for (const { submitted, pending } of result) expect(new Set([...submitted, ...pending]).size).toBe(3);
    },
  );

  it("bears in proportion to the shares what nobody can mend", () => {
    // Ana has done 160 where 100 were hers: of the 60 that are left, Ben's share is five times Cleo's.
    const start = Array.from({ length: 220 }, (_, index) => ({ submitted: index < 160 ? [0] : [], pending: [] }));

    const result = redivide(start, [100, 100, 20], 1);

    expect(totals(result, 3)).toEqual([160, 50, 10]);
  });

  it("moves nothing when nothing changes", () => {
    const start = worked(divided([3, 2, 1], 2, 90), createDrawOf(0.2));

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

function createDrawOf(part: number): () => boolean {
  const draw = createDraw(7);
  return () => draw() < part;
}
