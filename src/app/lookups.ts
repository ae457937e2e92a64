import { createConceptNames } from "../services/concept-names.ts";
import { createInputCounts } from "../services/input-counts.ts";
import type { Lane } from "../services/labeling/ports.ts";
import { createNameFinder } from "../services/people/name-finder.ts";
import { createSourceNames } from "../services/source-names.ts";
import { createTaskFacts } from "../services/task-facts.ts";
import type { Base } from "./open-base.ts";

export type Lookups = ReturnType<typeof composeLookups>;

/** What many parts look up and remember for a while: names of people, concepts and sources, counts of inputs, who has begun. */
export function composeLookups({
  store,
  tasks,
  people,
  now,
  log,
}: Pick<Base, "store" | "tasks" | "people" | "now" | "log">) {
  const nameConcepts = createConceptNames({ tasks, now, log });
  const nameSource = createSourceNames({ tasks, log });
  const countInputs = createInputCounts({ tasks, now });
  return {
    findName: createNameFinder({ people, log }),
    nameConcepts,
    nameSource,
    countInputs,
    findFacts: createTaskFacts({ nameConcepts, nameSource, countInputs, log }),
    hasBegun: async (lane: Lane): Promise<boolean> => (await store.labeling.findSession(lane)) !== undefined,
  };
}
