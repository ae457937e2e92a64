/** How many alternating rounds, or how long they may take: the fewest are made in any case. */
export type Rounds = { readonly fewest: number; readonly most: number; readonly seconds: number };

export type Pair<T> = { readonly ours: T; readonly peer: T };

/** Measures both in turns; who goes first alternates too. */
export async function alternate<T>(
  { fewest, most, seconds }: Rounds,
  measure: { readonly ours: () => Promise<T>; readonly peer: () => Promise<T> },
): Promise<Pair<T>[]> {
  const pairs: Pair<T>[] = [];
  const until = performance.now() + seconds * 1000;
  while (pairs.length < fewest || (pairs.length < most && performance.now() < until)) {
    const peerFirst = pairs.length % 2 === 1 ? await measure.peer() : undefined;
    const ours = await measure.ours();
    pairs.push({ ours, peer: peerFirst ?? (await measure.peer()) });
  }
  return pairs;
}
