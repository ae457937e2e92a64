import type { WorkerAgreement } from "./agreement.ts";
import { type Interval, type Proportion, wilson } from "./proportion.ts";

/** How many of somebody's labels were accepted the first time, of those that are decided. */
export type Acceptance = Proportion & { readonly account: string };

/** Somebody whose labels fall far below the others'. Shares are 0..1; of agreement a share is a mean, and no count of whole labels. */
export type FallenBehind = {
  readonly account: string;
  /** What they are judged by: what was decided of their labels, or, where nobody decides, how far others say the same. */
  readonly by: "review" | "agreement";
  readonly accepted: Proportion;
  readonly interval: Interval;
  readonly others: Proportion;
};

/** Fewer labels say nothing about somebody, nor about all others together. */
const FEWEST_DECIDED = 20;
/** Of thousands of labels a difference that nobody cares about is certain too. */
const SMALLEST_GAP = 0.1;

/**
 * Who falls far below the others: even the upper end of what their own share may be (95 %, Wilson) lies below the share of all others
 * together, and they are ten points apart.
 */
export function findFallenBehind(all: readonly Acceptance[]): FallenBehind[] {
  const sum = add(all);
  return all.flatMap(({ account, hits, of }) =>
    judge({ account, by: "review", own: { hits, of }, others: { hits: sum.hits - hits, of: sum.of - of } }),
  );
}

/**
 * Who agrees with the others far less than they do among themselves, on the same terms. It takes three: of two who differ nobody knows
 * which one is right. The pairs of one input are no independent trials, so that a share counts as one of as many as there are inputs.
 */
export function findOutliers(workers: readonly WorkerAgreement[]): FallenBehind[] {
  const pairs = workers.map(({ pairs: of, agreement }) => ({ hits: agreement * of, of }));
  // Each pair is two workers'.
  const all = { hits: add(pairs).hits / 2, of: add(pairs).of / 2 };
  return workers.flatMap(({ account, items, pairs: own, agreement }) =>
    judge({
      account,
      by: "agreement",
      own: { hits: agreement * items, of: items },
      others: { hits: all.hits - agreement * own, of: all.of - own },
    }),
  );
}

function judge({
  own,
  others,
  ...who
}: Pick<FallenBehind, "account" | "by"> & { own: Proportion; others: Proportion }): FallenBehind[] {
  if (own.of < FEWEST_DECIDED || others.of < FEWEST_DECIDED) return [];
  const interval = wilson(own);
  const usual = others.hits / others.of;
  const isFarBelow = interval.high < usual && usual - own.hits / own.of >= SMALLEST_GAP;
  return isFarBelow ? [{ ...who, accepted: own, interval, others }] : [];
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
  accepted,
  rejected,
  sentBack,
}: {
  accepted: number;
  rejected: number;
  sentBack: number;
}): Proportion {
  return { hits: Math.max(0, accepted - sentBack), of: accepted + rejected };
}
