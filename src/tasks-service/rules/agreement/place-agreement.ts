import { type Label, type Mark, toComparable } from "../shapes/alike.ts";
import { type BootstrapOptions, meanInterval } from "./bootstrap.ts";
import { labelDistance } from "./label-distance.ts";
import { createLabelSample } from "./label-sample.ts";
import { createRandom } from "./random.ts";
import { compareIds } from "./rating-table.ts";
import { createWorkerAgreements, type WorkerAgreement } from "./worker-agreement.ts";
import { createWorstItems, type WorstItem } from "./worst-items.ts";

export type PlaceAgreementOptions = BootstrapOptions & {
  /** From which IoU two shapes count as the same, above 0 and at most 1. */
  readonly minIou: number;
  /** Concepts to list even if no label has them: those of the task. */
  readonly conceptIds?: readonly string[];
  /** How many of the worst items are listed; 20 unless given. */
  readonly worst?: number;
};

export type PlaceAgreement = {
  /** Number of items with two labels or more: all that the coefficients rest on. */
  readonly items: number;
  readonly krippendorffAlpha: number | null;
  /** 95 % bootstrap interval of Krippendorff's α. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly concepts: readonly ConceptPlaceAgreement[];
  /** Of items with more labels than are compared, those that were. */
  readonly workers: readonly WorkerAgreement[];
  readonly worstItems: readonly WorstItem[];
};

type ConceptPlaceAgreement = {
  readonly conceptId: string;
  readonly items: number;
  /** How many labels of these items have the concept. */
  readonly positives: number;
  readonly krippendorffAlpha: number | null;
};

/** An item and what each of its workers said of it. */
export type PlacedItem = { readonly itemId: string; readonly labels: readonly Label[] };

/** Of more labels of one item than this, so many are compared with each other: 190 pairs. */
const MAX_COMPARED = 20;

type Sum = { positives: number; apart: number };

/**
 * How far workers agree beyond chance on what is where: Krippendorff's α = 1 − Do / De (K. Krippendorff, Computing
 * Krippendorff's alpha-reliability, 2011) whose values are whole labels, and whose difference is `labelDistance`: what has
 * no counterpart once shapes are matched. That α takes any difference between complex labels, and that De then comes of
 * labels of different items, is A. Braylan, O. Alonso, M. Lease, Measuring annotator agreement generally across complex
 * structured, multi-object, and free-text annotation tasks, WWW 2022.
 *
 * Do is the mean over the labels of an item's mean distance, De the mean distance of all pairs of labels, whatever they are
 * of; items with one label do not count. In a concept's α labels are what they say of it alone. Null without items, or when
 * all labels say the same.
 *
 * Items are added one after the other, and their labels are not kept: De is exact up to 500 labels (fewer of many shapes),
 * and estimated from as many beyond. The order of the items changes what is chosen.
 */
export function createPlaceAgreement({ minIou, conceptIds = [], worst, ...bootstrap }: PlaceAgreementOptions) {
  const random = createRandom(bootstrap.seed ?? 1);
  const sample = createLabelSample(random);
  const workers = createWorkerAgreements();
  const worstItems = createWorstItems(worst);
  const found = new Map<string, Sum>(conceptIds.map((id) => [id, { positives: 0, apart: 0 }]));
  const sizes: number[] = [];
  const aparts: number[] = [];
  const add = ({ itemId, labels }: PlacedItem): void => {
    const holders = holdersOf(labels);
    for (const id of holders.keys()) if (!found.has(id)) found.set(id, { positives: 0, apart: 0 });
    const size = labels.length;
    if (size < 2) return;
    const compared = size > MAX_COMPARED ? chosenOf(labels, MAX_COMPARED, random) : labels;
    const agreeing = compared.map(() => 0);
    const distance = meanDistance(compared, minIou, (one, other, apart) => {
      for (const index of [one, other]) agreeing[index] = (agreeing[index] ?? 0) + 1 - apart;
    });
    for (const [index, { workerId }] of compared.entries())
      workers.add(workerId, { pairs: compared.length - 1, agreeing: agreeing[index] ?? 0 });
    for (const label of labels) sample.offer(label);
    sizes.push(size);
    aparts.push(size * distance);
    worstItems.add({ itemId, agreement: 1 - distance, labels: size });
    for (const [id, positives] of holders) {
      const sum = found.get(id);
      if (sum === undefined) continue;
      const isAll = holders.size === 1 && labels.every(saysOneEach);
      sum.positives += positives;
      sum.apart +=
        size *
        (isAll
          ? distance
          : meanDistance(
              compared.map((label) => sayingOf(label, id)),
              minIou,
            ));
    }
  };
  const measure = (): PlaceAgreement => {
    const labels = sizes.reduce((sum, size) => sum + size, 0);
    const apart = aparts.reduce((sum, each) => sum + each, 0);
    const chosen = sample.labels();
    const expected = meanDistance(chosen, minIou);
    const observed = meanInterval(aparts, sizes, bootstrap);
    return {
      items: sizes.length,
      krippendorffAlpha: alphaOf(apart / labels, expected),
      interval: observed === null || expected === 0 ? null : [1 - observed[1] / expected, 1 - observed[0] / expected],
      concepts: [...found]
        .sort(([a], [b]) => compareIds(a, b))
        .map(([conceptId, sum]) => ({
          conceptId,
          items: sizes.length,
          positives: sum.positives,
          krippendorffAlpha: alphaOf(sum.apart / labels, meanDistanceOn(conceptId, chosen, minIou)),
        })),
      workers: workers.list(),
      worstItems: worstItems.list(),
    };
  };
  return { add, measure };
}

const alphaOf = (observed: number, expected: number): number | null => (expected > 0 ? 1 - observed / expected : null);

/** Mean distance of all pairs, each of which `onPair` is told of, by the labels' places; 0 when there are none. */
function meanDistance(
  labels: readonly Label[],
  minIou: number,
  onPair?: (one: number, other: number, distance: number) => void,
): number {
  const comparables = labels.map(toComparable);
  let sum = 0;
  for (const [index, a] of comparables.entries()) {
    for (let other = 0; other < index; other += 1) {
      const b = comparables[other];
      if (b === undefined) continue;
      const distance = labelDistance(a, b, minIou);
      sum += distance;
      onPair?.(index, other, distance);
    }
  }
  return labels.length < 2 ? 0 : sum / pairsOf(labels.length);
}

/** Mean distance of all pairs in what they say of one concept: those who do not have it agree, and differ wholly from those who do. */
function meanDistanceOn(conceptId: string, labels: readonly Label[], minIou: number): number {
  const saying = labels.map((label) => sayingOf(label, conceptId)).filter(({ marks }) => marks.length > 0);
  const silent = labels.length - saying.length;
  const sum = meanDistance(saying, minIou) * pairsOf(saying.length) + saying.length * silent;
  return labels.length < 2 ? 0 : sum / pairsOf(labels.length);
}

const pairsOf = (count: number): number => (count * (count - 1)) / 2;

/** What a label says of one concept. */
const sayingOf = ({ workerId, marks }: Label, conceptId: string): Label => ({
  workerId,
  marks: marks
    .filter(({ concepts }) => concepts.includes(conceptId))
    .map((mark): Mark => ({ ...mark, concepts: [conceptId] })),
});

const saysOneEach = ({ marks }: Label): boolean => marks.every(({ concepts }) => concepts.length === 1);

/** How many of the labels have each concept. */
function holdersOf(labels: readonly Label[]): Map<string, number> {
  const holders = new Map<string, number>();
  for (const { marks } of labels) {
    for (const id of new Set(marks.flatMap(({ concepts }) => concepts))) holders.set(id, (holders.get(id) ?? 0) + 1);
  }
  return holders;
}

/** So many of the labels, at random. */
function chosenOf(labels: readonly Label[], count: number, random: () => number): Label[] {
  return labels
    .map((label) => ({ label, place: random() }))
    .sort((a, b) => a.place - b.place)
    .slice(0, count)
    .map(({ label }) => label);
}
