import { type Interval, type Proportion, wilson } from "./proportion.ts";

/** How many of somebody's labels were accepted at first sight, of those that are decided. */
export type Acceptance = Proportion & { readonly account: string };

/** Somebody whose labels are accepted far less often than the others'. Shares are 0..1. */
export type FallenBehind = {
  readonly account: string;
  readonly accepted: Proportion;
  readonly interval: Interval;
  readonly others: Proportion;
};

/** Fewer decided labels say nothing about somebody, nor about all others together. */
const FEWEST_DECIDED = 20;
/** Of thousands of labels a difference that nobody cares about is certain too. */
const SMALLEST_GAP = 0.1;

/**
 * Who falls far below the others: even the upper end of what their own share may be (95 %, Wilson) lies below the share of all others
 * together, and they are ten points apart.
 */
export function findFallenBehind(all: readonly Acceptance[]): FallenBehind[] {
  const sum = add(all);
  return all.flatMap(({ account, hits, of }) => {
    const others = { hits: sum.hits - hits, of: sum.of - of };
    if (of < FEWEST_DECIDED || others.of < FEWEST_DECIDED) return [];
    const interval = wilson({ hits, of });
    const usual = others.hits / others.of;
    const isFarBelow = interval.high < usual && usual - hits / of >= SMALLEST_GAP;
    return isFarBelow ? [{ account, accepted: { hits, of }, interval, others }] : [];
  });
}

const add = (all: readonly Proportion[]): Proportion => ({
  hits: all.reduce((sum, { hits }) => sum + hits, 0),
  of: all.reduce((sum, { of }) => sum + of, 0),
});

/**
 * First-pass acceptance of a worker: of the decided labels, those that were accepted without having been sent back. `sentBack` are labels
 * that were given a second time; those that wait for a second decision count as not accepted meanwhile.
 */
export function firstPass({
  done,
  rejected,
  sentBack,
}: {
  done: number;
  rejected: number;
  sentBack: number;
}): Proportion {
  return { hits: Math.max(0, done - sentBack), of: done + rejected };
}
