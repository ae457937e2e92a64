/**
 * Whether every member of one side can be paired with a different member of the other: a perfect matching in a bipartite
 * graph, by augmenting paths (Kuhn's algorithm; at most sides × edges steps, and few where each has few candidates).
 * `candidates[i]` lists who of the other side, which is as large as this one, may be paired with i.
 */
export function hasPerfectMatching(candidates: readonly (readonly number[])[]): boolean {
  const pairs: Pairs = { seekerOf: new Map(), partnerOf: new Map() };
  for (const seeker of candidates.keys()) {
    if (!pairUp(seeker, candidates, pairs)) return false;
  }
  return true;
}

type Pairs = { readonly seekerOf: Map<number, number>; readonly partnerOf: Map<number, number> };

/** Finds a partner for `start`, moving on those who have one; breadth first, so that long chains do not nest calls. */
function pairUp(start: number, candidates: readonly (readonly number[])[], pairs: Pairs): boolean {
  const foundBy = new Map<number, number>();
  const queue = [start];
  for (const seeker of queue) {
    for (const partner of candidates[seeker] ?? []) {
      if (foundBy.has(partner)) continue;
      foundBy.set(partner, seeker);
      const owner = pairs.seekerOf.get(partner);
      if (owner === undefined) {
        moveAlong(partner, foundBy, pairs);
        return true;
      }
      queue.push(owner);
    }
  }
  return false;
}

/** Gives the free partner to whoever found it, the one that seeker had to whoever found that, and so on to the start. */
function moveAlong(free: number, foundBy: ReadonlyMap<number, number>, { seekerOf, partnerOf }: Pairs): void {
  let partner: number | undefined = free;
  while (partner !== undefined) {
    const seeker = foundBy.get(partner);
    if (seeker === undefined) return;
    const before = partnerOf.get(seeker);
    seekerOf.set(partner, seeker);
    partnerOf.set(seeker, partner);
    partner = before;
  }
}
