import { fleissKappa, krippendorffAlpha } from "./coefficients.ts";
import { compareIds } from "./rating-table.ts";

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
 * Agreement on each concept taken alone: does the label have it or not. Lists the concepts that were found and those in
 * `conceptIds`, sorted by id; coefficients are null for a concept that is in none of the labels, or in all.
 * An item in which nobody found a concept adds full agreement on it; only the others take a step.
 */
export function conceptAgreements(
  ratings: readonly ConceptRating[],
  conceptIds: readonly string[] = [],
): ConceptAgreement[] {
  const found = new Map<string, Found>(conceptIds.map((id) => [id, { labels: 0, agreeing: 0, agreement: 0 }]));
  let [items, labels] = [0, 0];
  for (const { size, positives } of findingsByItem(ratings)) {
    for (const conceptId of positives.keys()) {
      if (!found.has(conceptId)) found.set(conceptId, { labels: 0, agreeing: 0, agreement: 0 });
    }
    if (size < 2) continue;
    items += 1;
    labels += size;
    for (const [conceptId, positive] of positives) addDissent(found.get(conceptId), positive, size);
  }
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

type Findings = { size: number; readonly positives: Map<string, number> };

function findingsByItem(ratings: readonly ConceptRating[]): Iterable<Findings> {
  const byItem = new Map<string, Findings>();
  for (const { itemId, concepts } of ratings) {
    const findings = byItem.get(itemId) ?? { size: 0, positives: new Map<string, number>() };
    byItem.set(itemId, findings);
    findings.size += 1;
    for (const conceptId of new Set(concepts)) {
      findings.positives.set(conceptId, (findings.positives.get(conceptId) ?? 0) + 1);
    }
  }
  return byItem.values();
}
