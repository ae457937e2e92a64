import { stableHash } from "../stable-hash.ts";

/** Who labels how much: every worker of a PARTITIONED task, in the order of the task, with a weight (all equal: evenly). */
export type PartitionPlan = {
  readonly weights: readonly number[];
  /** Each input goes to this many different workers; at most as many as there are workers. */
  readonly workersPerInput: number;
  /** Number of inputs. */
  readonly inputs: number;
  /** Decides, with the plan, which inputs go to whom; the same seed gives the same partition. */
  readonly seed: string;
};

export type Partition = {
  /** How many inputs each worker gets, in the order of the weights. */
  readonly quotas: readonly number[];
  /** The workers (by index) of the input with this ordinal, 0 ≤ ordinal < inputs. Takes no memory per input. */
  workersOf(ordinal: number): number[];
};

/** Shares above the limit by no more than this are rounding, not a request for more. */
const TOLERANCE = 1e-9;

/** The exact number of inputs, with fractions, that each worker would get. */
export function exactShares(weights: readonly number[], workersPerInput: number, inputs: number): number[] {
  let total = 0;
  for (const weight of weights) total += weight;
  return weights.map((weight) => (total === 0 ? 0 : (weight / total) * workersPerInput * inputs));
}

/**
 * Divides inputs among workers so that each input has exactly `workersPerInput` different workers and each worker's number is less than 1
 * away from the exact share. Needs every weight to be at most 1 / workersPerInput of the sum.
 *
 * Quotas are whole numbers next to the exact shares (largest remainders rounded up), so they add up to inputs × workersPerInput and none
 * exceeds the number of inputs. They are then laid end to end on a line that is wrapped into rows of one slot per input (McNaughton's rule):
 * every input is crossed once per row, and a worker whose stretch is no longer than a row never crosses the same input twice.
 * A stride that is coprime to the number of inputs shuffles which input stands where, so that neighbours go to different people.
 */
export function partition(plan: PartitionPlan): Partition {
  const quotas = quotasOf(plan);
  const ends: number[] = [];
  let end = 0;
  for (const quota of quotas) {
    end += quota;
    ends.push(end);
  }
  const { stride, offset } = shuffleOf(plan.inputs, plan.seed);
  return {
    quotas,
    workersOf: (ordinal) => {
      const place = (ordinal * stride + offset) % plan.inputs;
      const workers: number[] = [];
      for (let row = 0; row < plan.workersPerInput; row += 1) workers.push(firstAbove(ends, place + row * plan.inputs));
      return workers;
    },
  };
}

function quotasOf({ weights, workersPerInput, inputs }: PartitionPlan): number[] {
  const shares = exactShares(weights, workersPerInput, inputs).map((share) => {
    const nearest = Math.round(share);
    return Math.abs(share - nearest) <= TOLERANCE * Math.max(1, share) ? nearest : share;
  });
  const quotas = shares.map((share) => Math.min(inputs, Math.floor(share)));
  let missing = workersPerInput * inputs;
  for (const quota of quotas) missing -= quota;
  const byRemainder = shares
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .filter(({ remainder }) => remainder > 0)
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, missing)) quotas[index] = (quotas[index] ?? 0) + 1;
  return quotas;
}

/** Index of the first end that lies above the place: whose stretch the place is in. */
function firstAbove(ends: readonly number[], place: number): number {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] ?? 0) > place) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A stride near the golden section spreads consecutive ordinals most evenly. */
const GOLDEN_SECTION = 0.6180339887498949;

function shuffleOf(inputs: number, seed: string): { stride: number; offset: number } {
  if (inputs < 2) return { stride: 1, offset: 0 };
  let stride = Math.max(1, Math.round(inputs * GOLDEN_SECTION));
  while (greatestCommonDivisor(stride, inputs) !== 1) stride += 1;
  return { stride: stride % inputs, offset: stableHash(seed) % inputs };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
