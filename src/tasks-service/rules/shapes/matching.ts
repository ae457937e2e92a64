/**
 * How many members of one side can be paired, each with a different member of the other: the largest matching of a
 * bipartite graph, by augmenting paths (Kuhn's algorithm; at most sides × edges steps, and few where each has few
 * candidates). `candidates[i]` lists who of the other side may be paired with i.
 */
export function largestMatching(candidates: readonly (readonly number[])[]): number {
  const pairs = noPairs();
  let paired = 0;
  for (const seeker of candidates.keys()) if (pairUp(seeker, candidates, pairs)) paired += 1;
  return paired;
}

/** Whether every member of the one side can be paired. Ends at the first that cannot. */
export function hasPerfectMatching(candidates: readonly (readonly number[])[]): boolean {
  const pairs = noPairs();
  for (const seeker of candidates.keys()) {
    if (!pairUp(seeker, candidates, pairs)) return false;
  }
  return true;
}

type Pairs = {
  readonly seekerOf: Map<number, number>;
  readonly partnerOf: Map<number, number>;
  /** Whoever a search in vain has come to: no later search finds a way through them. */
  readonly closed: Set<number>;
};

const noPairs = (): Pairs => ({ seekerOf: new Map(), partnerOf: new Map(), closed: new Set() });

/** Finds a partner for `start`, moving on those who have one; breadth first, so that long chains do not nest calls. */
function pairUp(start: number, candidates: readonly (readonly number[])[], pairs: Pairs): boolean {
  const foundBy = new Map<number, number>();
  const queue = [start];
  for (const seeker of queue) {
    for (const partner of candidates[seeker] ?? []) {
      if (foundBy.has(partner) || pairs.closed.has(partner)) continue;
      foundBy.set(partner, seeker);
      const owner = pairs.seekerOf.get(partner);
      if (owner === undefined) {
        moveAlong(partner, foundBy, pairs);
        return true;
      }
      queue.push(owner);
    }
  }
  for (const partner of foundBy.keys()) pairs.closed.add(partner);
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
