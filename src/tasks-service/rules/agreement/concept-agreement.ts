import { fleissKappa, krippendorffAlpha } from "./coefficients.ts";
import { compareIds, type Unit } from "./rating-table.ts";

/** What one worker found in one item: the set of positive concepts, empty when nothing. */
export type ConceptRating = { readonly itemId: string; readonly userId: string; readonly concepts: readonly string[] };

export type ConceptAgreement = {
  readonly conceptId: string;
  /** Number of items with two labels or more, whether or not the concept was found in them. */
  readonly items: number;
  /** How many labels of these items have the concept. */
  readonly positives: number;
  readonly fleissKappa: number | null;
  readonly krippendorffAlpha: number | null;
};

type Found = { labels: number; agreeing: number; agreement: number };

/**
 * Agreement on each concept taken alone: does the label have it or not. `categories` has the concepts of every category of
 * the units. Lists the concepts that were found, in whichever item, and those in `conceptIds`, sorted by id; coefficients
 * are null for a concept that is in none of the labels, or in all.
 * An item in which nobody found a concept adds full agreement on it; only the others take a step.
 */
export function conceptAgreements(
  units: readonly Unit[],
  categories: readonly (readonly string[])[],
  conceptIds: readonly string[] = [],
): ConceptAgreement[] {
  const found = new Map<string, Found>();
  for (const id of [...conceptIds, ...categories.flat()]) found.set(id, { labels: 0, agreeing: 0, agreement: 0 });
  let labels = 0;
  for (const unit of units) {
    labels += unit.size;
    for (const [conceptId, positive] of positivesOf(unit, categories)) {
      addDissent(found.get(conceptId), positive, unit.size);
    }
  }
  const items = units.length;
  return [...found]
    .sort(([a], [b]) => compareIds(a, b))
    .map(([conceptId, { labels: positives, agreeing, agreement }]) => {
      const totals = {
        items,
        ratings: labels,
        agreeing: labels + agreeing,
        agreement: items + agreement,
        squares: positives * positives + (labels - positives) * (labels - positives),
      };
      return {
        conceptId,
        items,
        positives,
        fleissKappa: fleissKappa(totals),
        krippendorffAlpha: krippendorffAlpha(totals),
      };
    });
}

/** Takes from full agreement the pairs of labels of which one has the concept and the other has not. */
function addDissent(found: Found | undefined, positive: number, size: number): void {
  if (!found) return;
  const dissent = (2 * positive * (size - positive)) / (size - 1);
  found.labels += positive;
  found.agreeing -= dissent;
  found.agreement -= dissent / size;
}

/** How many labels of an item have each concept that one of them has. */
function positivesOf({ counts }: Unit, categories: readonly (readonly string[])[]): Map<string, number> {
  const positives = new Map<string, number>();
  for (const [category, count] of counts) {
    for (const id of categories[category] ?? []) positives.set(id, (positives.get(id) ?? 0) + count);
  }
  return positives;
}
