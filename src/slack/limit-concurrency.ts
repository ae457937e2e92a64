import { createPlaces } from "../domain/places.ts";

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
