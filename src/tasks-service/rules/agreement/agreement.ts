import { alphaInterval, type BootstrapOptions } from "./bootstrap.ts";
import { cohenKappas, fleissKappa, krippendorffAlpha, type PairKappa, totalsOf } from "./coefficients.ts";
import { type ConceptAgreement, type ConceptRating, conceptAgreements } from "./concept-agreement.ts";
import { compareIds, type RatingTable, toTable, toUnits, type Unit } from "./rating-table.ts";
import { createWorkerAgreements, type WorkerAgreement } from "./worker-agreement.ts";
import { createWorstItems, type WorstItem } from "./worst-items.ts";

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
  readonly workers: readonly WorkerAgreement[];
  readonly worstItems: readonly WorstItem[];
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
  const categories = createCategories();
  const table = toTable(
    ratings.map(({ itemId, userId, concepts }) => ({ itemId, userId, label: categories.of(concepts) })),
  );
  const units = toUnits(table);
  const totals = totalsOf(units);
  return {
    items: units.length,
    cohenKappa: cohenKappas(table),
    fleissKappa: fleissKappa(totals),
    krippendorffAlpha: krippendorffAlpha(totals),
    interval: alphaInterval(units, options),
    concepts: conceptAgreements(units, table.categories.map(categories.conceptsOf), options.conceptIds),
    workers: workerAgreements(table),
    worstItems: worstItems(units, options.worst),
  };
}

/** The category of a label: its set of positive concepts, whatever their order. */
export function categoryOf(concepts: readonly string[]): string {
  return JSON.stringify([...new Set(concepts)].sort(compareIds));
}

/** Names categories, each set of concepts (and each array of them, which many labels may share) once. */
function createCategories() {
  const named = new Map<readonly string[], string>();
  const conceptsOf = new Map<string, readonly string[]>();
  return {
    of: (concepts: readonly string[]): string => {
      const known = named.get(concepts);
      if (known !== undefined) return known;
      const category = categoryOf(concepts);
      named.set(concepts, category);
      if (!conceptsOf.has(category)) conceptsOf.set(category, [...new Set(concepts)]);
      return category;
    },
    conceptsOf: (category: string): readonly string[] => conceptsOf.get(category) ?? [],
  };
}

function workerAgreements({ users, items }: RatingTable): WorkerAgreement[] {
  const workers = createWorkerAgreements();
  for (const { users: raters, categories } of items) {
    const pairs = raters.length - 1;
    if (pairs === 0) continue;
    const counts = new Map<number, number>();
    for (const category of categories) counts.set(category, (counts.get(category) ?? 0) + 1);
    for (const [index, user] of raters.entries()) {
      const alike = counts.get(categories[index] ?? 0) ?? 1;
      workers.add(users[user] ?? "", { pairs, agreeing: alike - 1 });
    }
  }
  return workers.list();
}

function worstItems(units: readonly Unit[], limit?: number): WorstItem[] {
  const worst = createWorstItems(limit);
  for (const { itemId, agreeing, size } of units) worst.add({ itemId, agreement: agreeing / size, labels: size });
  return worst.list();
}
