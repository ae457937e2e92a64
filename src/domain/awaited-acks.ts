/** The deliveries of Slack that still wait for their ack, which is due within three seconds: other work stands back for them. */
export type AwaitedAcks = {
  /** One more waits; gives what says that it does not any more. */
  add(): () => void;
  areAny(): boolean;
  /** For how long none has waited, in milliseconds; 0 while one does. */
  quietMs(): number;
  /** Called each time when the last one has got its ack, until what this gives is called. */
  onNone(listener: () => void): () => void;
};

export function createAwaitedAcks(): AwaitedAcks {
  const awaited = new Set<symbol>();
  const listeners = new Set<() => void>();
  let lastAt = Number.NEGATIVE_INFINITY;
  return {
    add() {
      const one = Symbol("delivery");
      awaited.add(one);
      return () => {
        if (!awaited.delete(one)) return;
        lastAt = performance.now();
        if (awaited.size === 0) for (const listener of listeners) listener();
      };
    },
    areAny: () => awaited.size > 0,
    quietMs: () => (awaited.size > 0 ? 0 : performance.now() - lastAt),
    onNone(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** How long what is done behind the acks waits for a lull, in milliseconds: until nobody has waited for so long, and no longer than this. */
export type LullWait = { readonly lullMs: number; readonly longestMs: number };

/** Milliseconds that what came at `since` (of `performance.now()`) waits at least from now on; 0 or less: it is its turn. */
export const untilLull = (acks: Pick<AwaitedAcks, "quietMs">, { lullMs, longestMs }: LullWait, since: number): number =>
  Math.min(lullMs - acks.quietMs(), since + longestMs - performance.now());
