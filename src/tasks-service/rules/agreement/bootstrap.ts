import { krippendorffAlpha } from "./coefficients.ts";
import { createRandom } from "./random.ts";
import type { Unit } from "./rating-table.ts";

export type BootstrapOptions = {
  /** How many times the items are drawn anew; 1000 unless given. */
  readonly resamples?: number;
  /** The same seed gives the same interval; a 32-bit integer, 1 unless given. */
  readonly seed?: number;
};

/** More items than this are drawn in blocks: the spread of 2000 blocks tells the interval to within a few percent. */
const MAX_BLOCKS = 2000;

/** Steps over all resamples, below half a second; beyond it there are fewer resamples (at least MIN_RESAMPLES). */
const MAX_STEPS = 3e7;
const MIN_RESAMPLES = 100;

/**
 * A 95 % percentile bootstrap interval of Krippendorff's α: items are drawn with replacement, all ratings of an item
 * together, and the 2.5th and 97.5th percentile of the resulting α are taken. Above 2000 items, items are pooled at random
 * into 2000 blocks of equal size which are drawn instead; the α of a resample then has the same expectation and variance.
 * The cost is thereby bounded, whatever the number of items. Resamples in which α is undefined are left out. Null for
 * fewer than two items, or when α is undefined in every resample. Depends on the order of `units`.
 */
export function alphaInterval(
  units: readonly Unit[],
  options: BootstrapOptions = {},
): [low: number, high: number] | null {
  if (units.length < 2) return null;
  const random = createRandom(options.seed ?? 1);
  const blocks = toBlocks(units, random);
  const steps = blocks.sizes.length + blocks.counts.length + blocks.chosen.length;
  const affordable = Math.max(MIN_RESAMPLES, Math.floor(MAX_STEPS / steps));
  const resamples = Math.min(options.resamples ?? 1000, affordable);
  const values: number[] = [];
  for (let resample = 0; resample < resamples; resample += 1) {
    const value = resampledAlpha(blocks, random);
    if (value !== null) values.push(value);
  }
  if (values.length === 0) return null;
  values.sort((a, b) => a - b);
  return [quantile(values, 0.025), quantile(values, 0.975)];
}

/**
 * A 95 % percentile bootstrap interval of Σ `sums` / Σ `sizes` over items, drawn as for `alphaInterval`. Null for fewer than
 * two items.
 */
export function meanInterval(
  sums: readonly number[],
  sizes: readonly number[],
  options: BootstrapOptions = {},
): [low: number, high: number] | null {
  if (sums.length < 2) return null;
  const random = createRandom(options.seed ?? 1);
  const number = Math.min(sums.length, MAX_BLOCKS);
  const blockSums = new Float64Array(number);
  const blockSizes = new Float64Array(number);
  const items = [...sums.keys()];
  for (const [index, item] of (items.length > MAX_BLOCKS ? shuffled(items, random) : items).entries()) {
    const block = index % number;
    blockSums[block] = (blockSums[block] ?? 0) + (sums[item] ?? 0);
    blockSizes[block] = (blockSizes[block] ?? 0) + (sizes[item] ?? 0);
  }
  const values = Array.from({ length: options.resamples ?? 1000 }, () => {
    let [sum, size] = [0, 0];
    for (let draw = 0; draw < number; draw += 1) {
      const block = Math.floor(random() * number);
      sum += blockSums[block] ?? 0;
      size += blockSizes[block] ?? 0;
    }
    return sum / size;
  });
  values.sort((a, b) => a - b);
  return [quantile(values, 0.025), quantile(values, 0.975)];
}

/** Sums per block; the counts of block b stand at `ends[b - 1]` ≤ index < `ends[b]`. */
type Blocks = {
  readonly sizes: Float64Array;
  readonly agreeing: Float64Array;
  readonly ends: Int32Array;
  readonly categories: Int32Array;
  readonly counts: Float64Array;
  /** Scratch space, by category. */
  readonly chosen: Float64Array;
};

function toBlocks(units: readonly Unit[], random: () => number): Blocks {
  const order = units.length > MAX_BLOCKS ? shuffled(units, random) : units;
  const number = Math.min(units.length, MAX_BLOCKS);
  const sizes = new Float64Array(number);
  const agreeing = new Float64Array(number);
  const countsOf = Array.from({ length: number }, () => new Map<number, number>());
  for (const [index, unit] of order.entries()) {
    const block = index % number;
    sizes[block] = (sizes[block] ?? 0) + unit.size;
    agreeing[block] = (agreeing[block] ?? 0) + unit.agreeing;
    const counts = countsOf[block] ?? new Map<number, number>();
    for (const [category, count] of unit.counts) counts.set(category, (counts.get(category) ?? 0) + count);
  }
  const entries = countsOf.flatMap((counts) => [...counts]);
  let end = 0;
  const ends = countsOf.map((counts) => {
    end += counts.size;
    return end;
  });
  let categories = 0;
  for (const [category] of entries) categories = Math.max(categories, category + 1);
  return {
    sizes,
    agreeing,
    ends: Int32Array.from(ends),
    categories: Int32Array.from(entries, ([category]) => category),
    counts: Float64Array.from(entries, ([, count]) => count),
    chosen: new Float64Array(categories),
  };
}

function resampledAlpha(
  { sizes, agreeing, ends, categories, counts, chosen }: Blocks,
  random: () => number,
): number | null {
  const times = new Int32Array(sizes.length);
  for (let draw = 0; draw < sizes.length; draw += 1) {
    const block = Math.floor(random() * sizes.length);
    times[block] = (times[block] ?? 0) + 1;
  }
  chosen.fill(0);
  let [ratings, agreed, squares, index] = [0, 0, 0, 0];
  for (let block = 0; block < sizes.length; block += 1) {
    const weight = times[block] ?? 0;
    const end = ends[block] ?? 0;
    ratings += weight * (sizes[block] ?? 0);
    agreed += weight * (agreeing[block] ?? 0);
    for (; index < end; index += 1) {
      const category = categories[index] ?? 0;
      chosen[category] = (chosen[category] ?? 0) + weight * (counts[index] ?? 0);
    }
  }
  for (const count of chosen) squares += count * count;
  return krippendorffAlpha({ ratings, agreeing: agreed, squares });
}

/** Fisher and Yates' shuffle, of a copy. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const chosen = Math.floor(random() * (last + 1));
    const [a, b] = [order[last], order[chosen]];
    if (a === undefined || b === undefined) continue;
    order[last] = b;
    order[chosen] = a;
  }
  return order;
}

/** Linear between the two nearest of the sorted values (the usual "type 7"). */
function quantile(sorted: readonly number[], part: number): number {
  const position = part * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
}
