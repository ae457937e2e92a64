/** One worker's judgement of one item: exactly one of any number of unordered categories. */
export type Rating = { readonly itemId: string; readonly userId: string; readonly label: string };

/** Ratings with users and categories as numbers (0, 1, 2 …), by item. */
export type RatingTable = {
  /** Sorted, as the items are: no result depends on the order in which the ratings came. */
  readonly users: readonly string[];
  readonly categories: readonly string[];
  readonly items: readonly RatedItem[];
};

export type RatedItem = {
  readonly itemId: string;
  /** Users in ascending order, and beside them what each said. */
  readonly users: readonly number[];
  readonly categories: readonly number[];
};

/** How often each category was chosen for one item: all that matters to coefficients for any number of raters. */
export type Unit = {
  readonly itemId: string;
  /** Number of ratings, at least 2. */
  readonly size: number;
  /** How often, by category; only those that were chosen. */
  readonly counts: readonly (readonly [category: number, count: number])[];
  /**
   * Pairs of ratings that agree, each rating counted once: Σ n(n − 1) / (size − 1) over the categories. Between 0 (no two
   * agree) and `size` (all do); it is the item's part of the diagonal of Krippendorff's coincidence matrix.
   */
  readonly agreeing: number;
};

/** @throws RangeError when a user rates an item twice. */
export function toTable(ratings: readonly Rating[]): RatingTable {
  const users = numbered(new Set(ratings.map((rating) => rating.userId)));
  const categories = numbered(new Set(ratings.map((rating) => rating.label)));
  const byItem = new Map<string, [user: number, category: number][]>();
  for (const { itemId, userId, label } of ratings) {
    const ofItem = byItem.get(itemId) ?? [];
    byItem.set(itemId, ofItem);
    ofItem.push([users.get(userId) ?? 0, categories.get(label) ?? 0]);
  }
  const items = [...byItem].map(([itemId, pairs]) => {
    pairs.sort((a, b) => a[0] - b[0]);
    if (pairs.some(([user], index) => user === pairs[index - 1]?.[0])) {
      throw new RangeError(`A user rates item ${itemId} twice`);
    }
    return { itemId, users: pairs.map(([user]) => user), categories: pairs.map(([, category]) => category) };
  });
  items.sort((a, b) => compareIds(a.itemId, b.itemId));
  return { users: [...users.keys()], categories: [...categories.keys()], items };
}

/** The items that can show agreement: those with two ratings or more. */
export function toUnits({ items }: RatingTable): Unit[] {
  const units: Unit[] = [];
  for (const { itemId, categories } of items) {
    const size = categories.length;
    if (size < 2) continue;
    const counts = new Map<number, number>();
    for (const category of categories) counts.set(category, (counts.get(category) ?? 0) + 1);
    let pairs = 0;
    for (const count of counts.values()) pairs += count * (count - 1);
    units.push({ itemId, size, counts: [...counts], agreeing: pairs / (size - 1) });
  }
  return units;
}

/** By code unit, so that the order is the same on every machine. */
export function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function numbered(names: ReadonlySet<string>): Map<string, number> {
  return new Map([...names].sort(compareIds).map((name, index) => [name, index]));
}
