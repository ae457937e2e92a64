import type { InputSource } from "../domain/task.ts";
import type { TasksGateway } from "./ports.ts";

/** How many inputs a source has, as far as that can be told cheaply; `null` where it cannot. */
export type InputCounts = (source: InputSource) => Promise<number | null>;

const TTL_MS = 60_000;
const FAILURE_TTL_MS = 10_000;
/** Oldest entries go first beyond this. */
const MAX_REMEMBERED = 1_000;
/** Datasets are counted by pages, up to here. */
const DATASET_CAP = 10_000;

/** Counts with a cache: all inputs by one call, a dataset by pages up to a cap, a saved search not at all (tasks-api.md). */
export function createInputCounts(deps: {
  tasks: Pick<TasksGateway, "countInputs" | "countDatasetInputs">;
  now: () => Date;
}): InputCounts {
  const cache = new Map<string, { until: number; count: Promise<number | null> }>();

  const count = async (source: InputSource): Promise<number | null> => {
    switch (source.type) {
      case "ALL_INPUTS":
        return deps.tasks.countInputs("interactive");
      case "DATASET":
        return (await deps.tasks.countDatasetInputs(source.id, DATASET_CAP, "interactive")) ?? null;
      case "SAVED_SEARCH":
      case "UNKNOWN":
        return null;
    }
  };

  return (source) => {
    const key = source.type === "ALL_INPUTS" || source.type === "UNKNOWN" ? source.type : `${source.type}:${source.id}`;
    const time = deps.now().getTime();
    const known = cache.get(key);
    if (known && time < known.until) return known.count;
    const entry = { until: time + TTL_MS, count: count(source) };
    cache.delete(key); // to the end of the map's order
    cache.set(key, entry);
    const [oldest] = cache.keys();
    if (cache.size > MAX_REMEMBERED && oldest !== undefined) cache.delete(oldest);
    entry.count.catch(() => {
      entry.until = deps.now().getTime() + FAILURE_TTL_MS;
    });
    return entry.count;
  };
}
