/** Counts what was added and not removed again; what was added twice is to be removed twice. */
export function createTally<T>() {
  const counts = new Map<T, number>();
  return {
    add(each: T): void {
      counts.set(each, (counts.get(each) ?? 0) + 1);
    },
    remove(each: T): void {
      const left = (counts.get(each) ?? 1) - 1;
      if (left > 0) counts.set(each, left);
      else counts.delete(each);
    },
    has: (each: T): boolean => counts.has(each),
    isEmpty: (): boolean => counts.size === 0,
    /** Removes all, and answers what there was, each once. */
    clear(): T[] {
      const all = [...counts.keys()];
      counts.clear();
      return all;
    },
  };
}
