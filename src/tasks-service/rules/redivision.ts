import { exactShares } from "./partition.ts";

/** How far a division anew has come; plain numbers, so that it can be kept between batches. */
export type RedivisionState = {
  readonly workersPerInput: number;
  /** By worker: how many more inputs they get, and how many are left that they could get. */
  readonly need: number[];
  readonly eligible: number[];
};

/** What was submitted when the division begins. */
export type SubmittedFacts = {
  /** By worker, in the order of the weights. */
  readonly submitted: readonly number[];
  /** By worker: inputs that still need somebody and that they have not submitted. */
  readonly eligible: readonly number[];
  /** Labels that are still needed, over all inputs. */
  readonly open: number;
};

/**
 * Plans how many more inputs each worker gets: whole numbers that add up to what is open, so that submitted and new work together come as
 * near to the shares as the submitted work allows. Whoever has submitted more than their share gets none; what that is too much is taken
 * from the others in proportion to their weights.
 */
export function planRedivision(
  weights: readonly number[],
  plan: { readonly workersPerInput: number; readonly inputs: number },
  facts: SubmittedFacts,
): RedivisionState {
  const shares = exactShares(weights, plan.workersPerInput, plan.inputs);
  const wanted = (level: number): number[] =>
    shares.map((share, index) => {
      const missing = share * (1 - level) - (facts.submitted[index] ?? 0);
      return Math.min(facts.eligible[index] ?? 0, Math.max(0, missing));
    });
  const need = roundTo(wanted(findLevel(wanted, facts.open)), facts);
  return { workersPerInput: plan.workersPerInput, need, eligible: [...facts.eligible] };
}

const sum = (values: readonly number[]): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

/** The level (a common part of every share) at which the wanted numbers add up to what is open. They fall as it rises. */
function findLevel(wanted: (level: number) => number[], open: number): number {
  let [low, high] = [-1, 1];
  // Shares may have to be exceeded where others can take no more; 2^40 is beyond every ratio of shares.
  for (let step = 0; step < 40 && sum(wanted(low)) < open; step += 1) low *= 2;
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2;
    if (sum(wanted(middle)) > open) low = middle;
    else high = middle;
  }
  return high;
}

/** Whole numbers next to the wanted ones that add up to what is open, the largest remainders rounded up. */
function roundTo(wanted: readonly number[], { eligible, open }: SubmittedFacts): number[] {
  const need = wanted.map((value) => Math.floor(value + 1e-9));
  const order = wanted
    .map((value, index) => ({ index, remainder: value - (need[index] ?? 0) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  let missing = Math.round(open) - sum(need);
  while (missing > 0) {
    const before = missing;
    for (const { index } of order) {
      if (missing === 0 || (need[index] ?? 0) >= (eligible[index] ?? 0)) continue;
      need[index] = (need[index] ?? 0) + 1;
      missing -= 1;
    }
    if (missing === before) break;
  }
  return need;
}

/**
 * Chooses who labels the next input, and counts it. `kept` have submitted it (workers who have left are named by undefined); `pending`
 * have it now and keep it where their number allows, so that only what must move moves. Workers who need every input that is left to
 * them come first: with that, the numbers are reached exactly unless submitted work stands in the way.
 */
export function chooseWorkers(
  state: RedivisionState,
  kept: readonly (number | undefined)[],
  pending: ReadonlySet<number>,
): number[] {
  const free = state.workersPerInput - kept.length;
  if (free <= 0) return [];
  const { need, eligible } = state;
  const isKept = new Set(kept);
  const rank = (index: number): number => {
    const wants = need[index] ?? 0;
    if (wants <= 0) return pending.has(index) ? 3 : 4;
    if (wants >= (eligible[index] ?? 0)) return 0;
    return pending.has(index) ? 1 : 2;
  };
  const urgency = (index: number): number => (need[index] ?? 0) / Math.max(1, eligible[index] ?? 0);
  const isBefore = (a: number, b: number): boolean =>
    rank(a) < rank(b) || (rank(a) === rank(b) && urgency(a) > urgency(b));
  const chosen: number[] = [];
  // So few are chosen that looking for the best of all again and again is faster than to sort them.
  while (chosen.length < free) {
    let best: number | undefined;
    for (let index = 0; index < need.length; index += 1) {
      if (isKept.has(index) || chosen.includes(index)) continue;
      if (best === undefined || isBefore(index, best)) best = index;
    }
    if (best === undefined) break;
    chosen.push(best);
  }
  for (let index = 0; index < need.length; index += 1) {
    if (!isKept.has(index)) eligible[index] = (eligible[index] ?? 0) - 1;
  }
  for (const index of chosen) need[index] = (need[index] ?? 0) - 1;
  return chosen;
}
