import type { Named } from "../../domain/task.ts";
import type { ConceptChoice } from "../../domain/task-form.ts";
import { option } from "../blocks.ts";
import { LIMITS } from "../limits.ts";

/** Concept options carry what they mean in their value: an existing concept's id, or the name of one to be made. */
const EXISTING = "c:";
const NEW = "n:";
/** Not choosable in earnest: says why the list is empty. Reading it gives nothing. */
const UNAVAILABLE = "unavailable";

export const conceptOption = (concept: ConceptChoice) =>
  concept.kind === "existing"
    ? option(EXISTING + concept.id, concept.name)
    : option(NEW + concept.name, `Create “${concept.name}”`);

export const namedOption = (item: Named) => option(item.id, item.name);

/** The one option of a list that could not be fetched. */
export const unavailableOption = (otherSide: string) => option(UNAVAILABLE, `${otherSide} does not answer: type again`);

/** Options whose value Slack would refuse (above 75 characters) cannot be offered. */
const fitsOption = (value: string): boolean => value.length + EXISTING.length <= LIMITS.optionValue;

type ChosenOption = { readonly value?: string | undefined; readonly text?: { readonly text: string } | undefined };

export function readConceptOption(chosen: ChosenOption): ConceptChoice | undefined {
  const value = chosen.value ?? "";
  if (value.startsWith(NEW)) return { kind: "new", name: value.slice(NEW.length) };
  if (!value.startsWith(EXISTING)) return undefined;
  const id = value.slice(EXISTING.length);
  return { kind: "existing", id, name: chosen.text?.text ?? id };
}

export function readNamedOption(chosen: ChosenOption | null | undefined): Named | undefined {
  const id = chosen?.value;
  if (!id || id === UNAVAILABLE) return undefined;
  return { id, name: chosen.text?.text ?? id };
}

/**
 * Options for what has been typed into Concepts: the concepts found, and, for a name that none of them has, the offer to create it.
 * A name that does not fit into an option's value is not offered.
 */
export function buildConceptOptions(typed: string, found: readonly Named[] | undefined) {
  const name = typed.trim();
  const options = (found ?? [])
    .filter((concept) => fitsOption(concept.id))
    .map((concept) => conceptOption({ kind: "existing", id: concept.id, name: concept.name }));
  const exists = (found ?? []).some((concept) => concept.name.toLowerCase() === name.toLowerCase());
  if (name !== "" && !exists && !name.includes("\0") && fitsOption(name)) {
    return [...options.slice(0, LIMITS.selectOptions - 1), conceptOption({ kind: "new", name })];
  }
  return options.slice(0, LIMITS.selectOptions);
}

/** Options of datasets or saved searches whose name or id holds what was typed. */
export function buildNamedOptions(typed: string, all: readonly Named[]) {
  const wanted = typed.trim().toLowerCase();
  return all
    .filter((item) => fitsOption(item.id))
    .filter((item) => item.name.toLowerCase().includes(wanted) || item.id.toLowerCase().includes(wanted))
    .slice(0, LIMITS.selectOptions)
    .map(namedOption);
}
