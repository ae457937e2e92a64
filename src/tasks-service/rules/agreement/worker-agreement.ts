import { compareIds } from "./rating-table.ts";

export type WorkerAgreement = {
  readonly userId: string;
  /** Items that somebody else has labeled too. */
  readonly items: number;
  /** Pairs of their label of an item and somebody else's. */
  readonly pairs: number;
  /** How far the two of a pair agree, 0..1: the mean. */
  readonly agreement: number;
};

/** Sums up how far each worker agrees with the others on the same items. */
export function createWorkerAgreements() {
  const workers = new Map<string, { items: number; pairs: number; agreeing: number }>();
  return {
    /** What one worker has in common with the others of one item; `agreeing` is the sum over its pairs. */
    add(userId: string, { pairs, agreeing }: { pairs: number; agreeing: number }): void {
      const known = workers.get(userId) ?? { items: 0, pairs: 0, agreeing: 0 };
      workers.set(userId, {
        items: known.items + 1,
        pairs: known.pairs + pairs,
        agreeing: known.agreeing + agreeing,
      });
    },
    list: (): WorkerAgreement[] =>
      [...workers]
        .sort(([a], [b]) => compareIds(a, b))
        .map(([userId, { items, pairs, agreeing }]) => ({ userId, items, pairs, agreement: agreeing / pairs })),
  };
}
