/** A limited number of places, taken in the order of asking. */
export type Places = {
  /** Resolves when a place is free, with what gives it back. */
  take(): Promise<() => void>;
  /** To be called when the limit may have grown. */
  review(): void;
  /** How many wait for a place, and how many have one. */
  sizes(): { readonly waiting: number; readonly running: number };
};

export function createPlaces(limit: () => number): Places {
  let taken = 0;
  const waiting: (() => void)[] = [];

  function review(): void {
    while (taken < limit()) {
      const next = waiting.shift();
      if (next === undefined) return;
      taken += 1;
      next();
    }
  }

  const giveBack = (): void => {
    taken -= 1;
    review();
  };

  return {
    async take() {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        review();
      });
      return giveBack;
    },
    review,
    sizes: () => ({ waiting: waiting.length, running: taken }),
  };
}

/** Returns a function that runs tasks, at most `limit` of them at once, in the order in which they came. */
export function limitConcurrency(limit: number): <T>(task: () => Promise<T>) => Promise<T> {
  const places = createPlaces(() => limit);
  return async (task) => {
    const leave = await places.take();
    try {
      return await task();
    } finally {
      leave();
    }
  };
}
