import { createAnswers } from "../domain/memory.ts";
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

/** Counts with a cache: all inputs by one call, a dataset by pages up to a cap, a saved search not at all. */
export function createInputCounts(deps: {
  tasks: Pick<TasksGateway, "countInputs" | "countDatasetInputs">;
  now: () => Date;
}): InputCounts {
  const answers = createAnswers<number | null>({
    keepMs: TTL_MS,
    keepFailureMs: FAILURE_TTL_MS,
    most: MAX_REMEMBERED,
    now: deps.now,
  });

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
    const key = "id" in source ? `${source.type}:${source.id}` : source.type;
    return answers.ask(key, () => count(source));
  };
}
