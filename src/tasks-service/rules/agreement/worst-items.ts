import { compareIds } from "./rating-table.ts";

export type WorstItem = {
  readonly itemId: string;
  /** How far the item's labels agree, 0..1: the mean over its pairs of labels. */
  readonly agreement: number;
  readonly labels: number;
};

/**
 * Keeps the items on which workers agree least, worst first, and among equals those with more labels, then the lower id.
 * Items on which all agree are left out.
 */
export function createWorstItems(limit = 20) {
  let worst: WorstItem[] = [];
  const list = (): WorstItem[] => {
    worst.sort((a, b) => a.agreement - b.agreement || b.labels - a.labels || compareIds(a.itemId, b.itemId));
    worst = worst.slice(0, limit);
    return worst;
  };
  return {
    list,
    add: (item: WorstItem): void => {
      if (item.agreement >= 1) return;
      worst.push(item);
      // Sorted now and then, so that it neither grows with the task nor is sorted at every item.
      if (worst.length > 2 * limit + 100) list();
    },
  };
}
