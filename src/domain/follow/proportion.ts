/** So many of so many. */
export type Proportion = { readonly hits: number; readonly of: number };

/** A share between two others: all 0..1. */
export type Interval = { readonly low: number; readonly high: number };

/** The normal distribution's value for 95 %, two-sided. */
const Z = 1.959964;

/** 95 % score interval of a proportion (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927); 0 to 1 where there is nothing to go by. */
export function wilson({ hits, of }: Proportion): Interval {
  if (of === 0) return { low: 0, high: 1 };
  const share = hits / of;
  const z2 = Z * Z;
  const middle = (share + z2 / (2 * of)) / (1 + z2 / of);
  const half = (Z / (1 + z2 / of)) * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
