import type { Log } from "../domain/log.ts";
import type { Haste } from "../domain/task.ts";
import type { TasksGateway } from "./ports.ts";

/** Names of concepts by id; a concept that is not found, or cannot be asked for now, is called by its id. */
export type ConceptNames = (ids: readonly string[], haste: Haste) => Promise<readonly string[]>;

const TTL_MS = 60_000;
const FAILURE_TTL_MS = 10_000;

/** Asks for the app's concepts once a minute at most: a task holds ids alone, and names change seldom. */
export function createConceptNames(deps: {
  tasks: Pick<TasksGateway, "listConcepts">;
  now: () => Date;
  log: Log;
}): ConceptNames {
  let cached: { until: number; names: Promise<ReadonlyMap<string, string>>; isSlow: boolean } | undefined;

  async function load(haste: Haste): Promise<ReadonlyMap<string, string>> {
    const concepts = await deps.tasks.listConcepts(haste);
    return new Map(concepts.map(({ id, name }) => [id, name]));
  }

  function begin(time: number, haste: Haste) {
    const entry = { until: time + TTL_MS, names: load(haste), isSlow: haste === "background" };
    entry.names.then(
      () => {
        entry.isSlow = false;
      },
      () => {
        // Said where the names are waited for.
        entry.isSlow = false;
      },
    );
    return entry;
  }

  async function names(haste: Haste): Promise<ReadonlyMap<string, string>> {
    const time = deps.now().getTime();
    // Whoever waits in Slack does not wait for a background call.
    if (!cached || time >= cached.until || (cached.isSlow && haste === "interactive")) cached = begin(time, haste);
    const entry = cached;
    try {
      return await entry.names;
    } catch (err) {
      entry.until = deps.now().getTime() + FAILURE_TTL_MS;
      deps.log.warn({ err }, "concepts are called by their ids");
      return new Map();
    }
  }

  return async (ids, haste) => {
    if (ids.length === 0) return [];
    const known = await names(haste);
    return ids.map((id) => known.get(id) ?? id);
  };
}
