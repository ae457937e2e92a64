/** What is left to give of some inputs that are the same to a division: how many of them there are, and how many each worker gets. */
export type Left = { readonly inputs: number; readonly need: Int32Array };

/** The rank of whoever cannot get an input, or has it. */
const OUT = 255;

/**
 * Chooses who gets the next input, `count` different workers of those who are not barred. `had` have it now and keep it where their number
 * allows, so that only what must move moves. Workers who need every input that is left come first: with that the numbers are reached
 * exactly, as long as they add up to `count` for each input that is left and nobody needs more of them than there are.
 */
export function chooseWorkers(
  { inputs, need }: Left,
  { count, isBarred, had }: { count: number; isBarred: (worker: number) => boolean; had: ReadonlySet<number> },
): number[] {
  const rankOf = (worker: number): number => {
    const wants = need[worker] ?? 0;
    if (wants <= 0) return had.has(worker) ? 3 : 4;
    if (wants >= inputs) return 0;
    return had.has(worker) ? 1 : 2;
  };
  const ranks = new Uint8Array(need.length);
  for (let worker = 0; worker < need.length; worker += 1) ranks[worker] = isBarred(worker) ? OUT : rankOf(worker);
  const chosen: number[] = [];
  // So few are chosen that looking for the best of all again and again is faster than to sort them.
  while (chosen.length < count) {
    let best = -1;
    let bestRank = OUT;
    for (let worker = 0; worker < ranks.length; worker += 1) {
      const rank = ranks[worker] ?? OUT;
      if (rank === OUT || rank > bestRank) continue;
      if (rank === bestRank && (need[worker] ?? 0) <= (need[best] ?? 0)) continue;
      best = worker;
      bestRank = rank;
    }
    if (best < 0) break;
    ranks[best] = OUT;
    chosen.push(best);
  }
  return chosen;
}

/** What is left when an input was given to these workers. */
export function withoutOne({ inputs, need }: Left, chosen: readonly number[]): Left {
  const rest = need.slice();
  for (const worker of chosen) rest[worker] = Math.max(0, (rest[worker] ?? 0) - 1);
  return { inputs: Math.max(0, inputs - 1), need: rest };
}
