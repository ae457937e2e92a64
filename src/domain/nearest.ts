/** What is longer is near to no word that the app knows; comparing takes the product of both lengths. */
const MAX_COMPARED = 40;

/** The candidate that takes the fewest insertions, deletions and substitutions to become from the beginning of `typed` (Levenshtein 1966). */
export function nearest<T extends string>(typed: string, candidates: readonly [T, ...T[]]): T {
  const compared = typed.slice(0, MAX_COMPARED);
  let best = candidates[0];
  for (const candidate of candidates) {
    if (distance(compared, candidate) < distance(compared, best)) best = candidate;
  }
  return best;
}

/** The candidate that a typing error or two may have made of `typed`; undefined when none is so near. */
export function findNear<T extends string>(typed: string, candidates: readonly [T, ...T[]]): T | undefined {
  const best = nearest(typed, candidates);
  return distance(typed.slice(0, MAX_COMPARED), best) <= Math.min(2, best.length - 2) ? best : undefined;
}

/** How many insertions, deletions and substitutions lie between two words. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
