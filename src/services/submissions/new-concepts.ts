import { conceptIdFor } from "../../domain/concept-id.ts";
import { foldName } from "../../domain/fold-name.ts";
import type { Named } from "../../domain/task.ts";
import type { ConceptChoice } from "../../domain/task-form/task-form.ts";
import type { TasksGateway } from "../ports.ts";

/**
 * The ids of the chosen concepts; those that are new are made. What was new when it was chosen may be there by now, or was there and
 * could not be seen: it is looked for once more, by its folded name, and nothing is made unless the other side has answered that.
 * `onMake` is told of the names before they are sent: from then on they may exist.
 */
export async function settleConcepts(
  tasks: Pick<TasksGateway, "findConcepts" | "createConcepts">,
  chosen: readonly ConceptChoice[],
  options: { timeoutMs: () => number; onMake: (names: readonly string[]) => void },
): Promise<readonly string[]> {
  const added = chosen.filter((concept) => concept.kind === "new").map(({ name }) => name);
  const idByName = new Map<string, string>();
  if (added.length > 0) {
    const there = await tasks.findConcepts(added, { timeoutMs: options.timeoutMs() });
    for (const { id, name } of there) if (!idByName.has(foldName(name))) idByName.set(foldName(name), id);
    const taken = new Set(there.map(({ id }) => id));
    const missing: Named[] = [];
    for (const name of added) {
      const folded = foldName(name);
      if (idByName.has(folded)) continue;
      const id = conceptIdFor(name, (each) => taken.has(each));
      idByName.set(folded, id);
      missing.push({ id, name });
    }
    if (missing.length > 0) {
      options.onMake(missing.map(({ name }) => name));
      await tasks.createConcepts(missing, { timeoutMs: options.timeoutMs() });
    }
  }
  const ids = chosen.map((each) => (each.kind === "existing" ? each.id : (idByName.get(foldName(each.name)) ?? "")));
  return [...new Set(ids)];
}

/** Said where something failed after concepts were sent to be made. */
export function tellOfConcepts(names: readonly string[]): string {
  if (names.length === 0) return "";
  const shown = names.slice(0, NAMES_SHOWN).map((name) => `“${name}”`);
  const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : "";
  return names.length === 1
    ? ` The concept ${shown[0]} may have been created already; trying again takes it.`
    : ` The concepts ${shown.join(", ")}${more} may have been created already; trying again takes them.`;
}

const NAMES_SHOWN = 5;
