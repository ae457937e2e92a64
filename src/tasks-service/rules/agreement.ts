import { alphaInterval, type BootstrapOptions } from "./bootstrap.ts";
import { cohenKappas, fleissKappa, krippendorffAlpha, type PairKappa, totalsOf } from "./coefficients.ts";
import { type ConceptAgreement, type ConceptRating, conceptAgreements } from "./concept-agreement.ts";
import { compareIds, toTable, toUnits, type Unit } from "./rating-table.ts";

export type AgreementOptions = BootstrapOptions & {
  /** Concepts to list even if no label has them: those of the task. */
  readonly conceptIds?: readonly string[];
  /** How many of the worst items are listed; 20 unless given. */
  readonly worst?: number;
};

export type Agreement = {
  /** Number of items with two labels or more: all that coefficients for the whole task rest on. */
  readonly items: number;
  readonly cohenKappa: readonly PairKappa[];
  readonly fleissKappa: number | null;
  readonly krippendorffAlpha: number | null;
  /** 95 % bootstrap interval of Krippendorff's α. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly concepts: readonly ConceptAgreement[];
  readonly worstItems: readonly WorstItem[];
};

export type WorstItem = {
  readonly itemId: string;
  /** Part of the item's pairs of labels that agree, 0..1. */
  readonly agreement: number;
  readonly labels: number;
};

/**
 * How far the workers of a task agree beyond chance. The category of a label is its whole set of positive concepts, so
 * {cat} and {cat, dog} differ as much as {cat} and {bird}, and "nothing" is a category too; `concepts` has the agreement
 * on each concept alone. A coefficient is null where it is undefined: no item has two labels, or all labels are of one
 * category, where even perfect agreement could be chance. Worst items come first, and among equals those with more labels,
 * then the lower id; items on which all agree are left out. The order of the ratings changes nothing.
 *
 * @throws RangeError when a user has two labels for an item.
 */
export function measureAgreement(ratings: readonly ConceptRating[], options: AgreementOptions = {}): Agreement {
  const table = toTable(
    ratings.map(({ itemId, userId, concepts }) => ({ itemId, userId, label: categoryOf(concepts) })),
  );
  const units = toUnits(table);
  const totals = totalsOf(units);
  return {
    items: units.length,
    cohenKappa: cohenKappas(table),
    fleissKappa: fleissKappa(totals),
    krippendorffAlpha: krippendorffAlpha(totals),
    interval: alphaInterval(units, options),
    concepts: conceptAgreements(ratings, options.conceptIds),
    worstItems: worstItems(units, options.worst ?? 20),
  };
}

/** The category of a label: its set of positive concepts, whatever their order. */
export function categoryOf(concepts: readonly string[]): string {
  return JSON.stringify([...new Set(concepts)].sort(compareIds));
}

function worstItems(units: readonly Unit[], limit: number): WorstItem[] {
  return units
    .map(({ itemId, agreeing, size }) => ({ itemId, agreement: agreeing / size, labels: size }))
    .filter(({ agreement }) => agreement < 1)
    .sort((a, b) => a.agreement - b.agreement || b.labels - a.labels || compareIds(a.itemId, b.itemId))
    .slice(0, limit);
}
