import type { RatingTable, Unit } from "./rating-table.ts";

/** What coefficients for any number of raters rest on; sums over items, so sums of them describe items together. */
export type Totals = {
  /** Number of items with two ratings or more. */
  readonly items: number;
  /** Number of their ratings. */
  readonly ratings: number;
  /** Σ over items of `Unit.agreeing`. */
  readonly agreeing: number;
  /** Σ over items of `Unit.agreeing / Unit.size`, the part of an item's pairs of ratings that agree. */
  readonly agreement: number;
  /** Σ over categories of the square of how often each was chosen. */
  readonly squares: number;
};

export type PairKappa = {
  /** The two users' ids, the lower one first. */
  readonly userIds: readonly [string, string];
  /** Cohen's κ, or null when it is undefined. */
  readonly value: number | null;
  /** Number of items that both have rated. */
  readonly items: number;
};

export function totalsOf(units: readonly Unit[]): Totals {
  const chosen = new Map<number, number>();
  let [ratings, agreeing, agreement, squares] = [0, 0, 0, 0];
  for (const unit of units) {
    ratings += unit.size;
    agreeing += unit.agreeing;
    agreement += unit.agreeing / unit.size;
    for (const [category, count] of unit.counts) chosen.set(category, (chosen.get(category) ?? 0) + count);
  }
  for (const count of chosen.values()) squares += count * count;
  return { items: units.length, ratings, agreeing, agreement, squares };
}

/**
 * Fleiss' κ, at most 1: (P̄ − P̄e) / (1 − P̄e), with P̄ the mean over items of the part of pairs of ratings that agree and P̄e
 * the chance that two ratings agree if each category is chosen as often as over all items (J. L. Fleiss, Measuring nominal
 * scale agreement among many raters, Psychological Bulletin 76, 1971). Items may have different numbers of ratings, which
 * the original leaves out; those with fewer than two do not count. Null without items, or when all ratings are of one
 * category: where nothing could have differed, agreement beyond chance has no meaning.
 */
export function fleissKappa({ items, ratings, agreement, squares }: Totals): number | null {
  const couldDiffer = ratings * ratings - squares;
  if (couldDiffer === 0) return null;
  return 1 - ((1 - agreement / items) * ratings * ratings) / couldDiffer;
}

/**
 * Krippendorff's α for nominal data, at most 1; ratings may be missing: 1 − Do / De, with the observed disagreement Do the
 * part of the coincidence matrix off its diagonal and De that expected if ratings were dealt to items by chance
 * (K. Krippendorff, Computing Krippendorff's alpha-reliability, 2011). Items with one rating do not count. Null without
 * items, or when all ratings are of one category.
 */
export function krippendorffAlpha({
  ratings,
  agreeing,
  squares,
}: Pick<Totals, "ratings" | "agreeing" | "squares">): number | null {
  const couldDiffer = ratings * ratings - squares;
  if (couldDiffer === 0) return null;
  return 1 - ((ratings - 1) * (ratings - agreeing)) / couldDiffer;
}

/**
 * Cohen's κ of every two users over the items that both have rated: (po − pe) / (1 − pe), with pe the chance that they
 * agree if each chooses categories as often as they do over these items (J. Cohen, A coefficient of agreement for nominal
 * scales, Educational and Psychological Measurement 20, 1960). Pairs without a common item are left out; the others are
 * in the order of their ids. Null when both always choose one and the same category. Takes a step per rating and user.
 */
export function cohenKappas(table: RatingTable): PairKappa[] {
  const byUser = ratingsByUser(table);
  const ofFirst = new Int32Array(table.items.length).fill(UNRATED);
  const firstChose = new Float64Array(table.categories.length);
  const kappas: PairKappa[] = [];
  for (const [index, first] of byUser.entries()) {
    for (const [item, category] of first.ratings) ofFirst[item] = category;
    for (const second of byUser.slice(index + 1)) {
      const { value, items } = cohenKappa(ofFirst, second.ratings, firstChose);
      if (items > 0) kappas.push({ userIds: [first.userId, second.userId], value, items });
    }
    ofFirst.fill(UNRATED);
  }
  return kappas;
}

const UNRATED = -1;

type ItemRating = readonly [item: number, category: number];

function ratingsByUser({ users, items }: RatingTable): { userId: string; ratings: ItemRating[] }[] {
  const byUser = users.map((userId) => ({ userId, ratings: [] as ItemRating[] }));
  for (const [index, item] of items.entries()) {
    for (const [position, user] of item.users.entries()) {
      byUser[user]?.ratings.push([index, item.categories[position] ?? UNRATED]);
    }
  }
  return byUser;
}

/** `ofFirst` has what the first user chose, by item; `firstChose` is scratch space by category, zero before and after. */
function cohenKappa(ofFirst: Int32Array, ofSecond: readonly ItemRating[], firstChose: Float64Array) {
  let [agreed, byChance] = [0, 0];
  const common = ofSecond.filter(([item]) => ofFirst[item] !== UNRATED);
  const items = common.length;
  for (const [item, category] of common) {
    const first = ofFirst[item] ?? UNRATED;
    if (first === category) agreed += 1;
    firstChose[first] = (firstChose[first] ?? 0) + 1;
  }
  // How often the first chose what the second did, item by item: the sum over categories of both users' counts multiplied.
  for (const [, category] of common) byChance += firstChose[category] ?? 0;
  for (const [item] of common) firstChose[ofFirst[item] ?? UNRATED] = 0;
  // Both sides of the fraction times items², so that whole numbers decide whether it is 0 / 0.
  const couldDiffer = items * items - byChance;
  return { items, value: couldDiffer === 0 ? null : (items * agreed - byChance) / couldDiffer };
}
