/** Relative slack for sums of floating-point weights. */
const EPSILON = 1e-9;

/** A way out of weights that no partition can have. Each works by itself, with all else as it is. */
export type ShareMend =
  /** These workers get a weight between the two bounds; several of them get `most` each. */
  | { readonly kind: "weight"; readonly workers: readonly string[]; readonly least: number; readonly most: number }
  /** Equal weights; the only ones that work where everybody labels every input. */
  | { readonly kind: "equal"; readonly isOnly: boolean }
  | { readonly kind: "workersPerInput"; readonly value: number };

type Weights = Readonly<Record<string, number>>;

const sumOf = (weights: readonly number[]): number => weights.reduce((total, weight) => total + weight, 0);

/**
 * Who would get more than all inputs: a share is workers per input × weight ÷ sum of weights, and nobody labels an input twice
 * By worker, as a fraction of the inputs.
 */
export function excessiveShares(weights: Weights, workersPerInput: number): ReadonlyMap<string, number> {
  const sum = sumOf(Object.values(weights));
  const excessive = new Map<string, number>();
  for (const [worker, weight] of Object.entries(weights))
    if (weight * workersPerInput > sum * (1 + EPSILON)) excessive.set(worker, (weight * workersPerInput) / sum);
  return excessive;
}

/** Whether some division gives everybody the part that these weights say. */
export const canBeDivided = (weights: Weights, workersPerInput: number): boolean =>
  Object.values(weights).some((weight) => weight > 0) && excessiveShares(weights, workersPerInput).size === 0;

/** The ways out, the one that changes least first. */
export function mendShares(weights: Weights, workersPerInput: number): ShareMend[] {
  const all = Object.values(weights);
  const fewer = Math.floor((sumOf(all) / Math.max(...all)) * (1 + EPSILON));
  const mends: ShareMend[] = [{ kind: "workersPerInput", value: Math.max(1, fewer) }];
  const isOnly = all.length === workersPerInput;
  const weight = isOnly ? undefined : mendWeights(weights, workersPerInput);
  return [weight ?? { kind: "equal", isOnly }, ...mends];
}

/**
 * The greatest weights are brought down to one cap, the others stay. With m of them at cap c, k workers per input and the rest adding
 * up to r: k·c ≤ r + m·c, so c = r ÷ (k − m); more are taken in while the next one is above it. Undefined where that leaves nothing.
 */
function mendWeights(weights: Weights, workersPerInput: number): ShareMend | undefined {
  const sorted = Object.entries(weights).sort(([, a], [, b]) => b - a);
  for (let count = 1; count < workersPerInput; count += 1) {
    const rest = sumOf(sorted.slice(count).map(([, weight]) => weight));
    const cap = rest / (workersPerInput - count);
    if ((sorted[count]?.[1] ?? 0) > cap) continue;
    const workers = sorted.slice(0, count).map(([worker]) => worker);
    const most = floorToHundredths(cap);
    if (!canBeDivided(withWeight(weights, workers, most), workersPerInput)) return undefined;
    const [only] = workers;
    if (only === undefined || count > 1) return { kind: "weight", workers, least: most, most };
    // Below that, somebody else would get too much: what they have must stay within (rest + least) ÷ k.
    const least = ceilToHundredths(Math.max(0, (sorted[1]?.[1] ?? 0) * workersPerInput - rest));
    const isRange = canBeDivided(withWeight(weights, workers, least), workersPerInput);
    return { kind: "weight", workers, least: isRange ? Math.min(least, most) : most, most };
  }
  return undefined;
}

/** The weights with those of `workers` set to `weight`. */
export const withWeight = (weights: Weights, workers: readonly string[], weight: number): Weights => ({
  ...weights,
  ...Object.fromEntries(workers.map((worker) => [worker, weight])),
});

/** Two decimals, as weights are written to people. */
const floorToHundredths = (value: number): number => Math.floor(value * 100 + EPSILON) / 100;
const ceilToHundredths = (value: number): number => Math.ceil(value * 100 - EPSILON) / 100;
