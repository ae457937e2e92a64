import { nameProblem } from "../../domain/check-name.ts";
import { foldName, isSameName } from "../../domain/fold-name.ts";
import type { Named } from "../../domain/task.ts";
import type { ConceptChoice } from "../../domain/task-form/task-form.ts";
import { capitalize } from "../../domain/text.ts";
import type { UserGroup, UserGroupMembers } from "../../domain/user-groups.ts";
import { option } from "../blocks.ts";
import { LIMITS } from "../limits.ts";
import {
  type Choice,
  choiceOption,
  type LongValues,
  type Offer,
  offer,
  optionValueOf,
  readOptionValue,
} from "../option-value.ts";

/** Concept options carry what they mean in their value: an existing concept's id, or the name of one to be made. */
const EXISTING = "c:";
const NEW = "n:";
/** Not choosable in earnest: says why the list is empty or short. Reading it gives nothing. */
const UNAVAILABLE = "unavailable";

/** What is typed to find something: longer than any name that can be found. */
const MAX_TYPED = 255;

const conceptChoice = (concept: ConceptChoice): Choice =>
  concept.kind === "existing"
    ? { value: EXISTING + concept.id, text: concept.name }
    : { value: NEW + concept.name, text: `Create “${concept.name}”` };

const namedChoice = ({ id, name }: Named): Choice => ({ value: id, text: name });

export const conceptOption = (concept: ConceptChoice) => choiceOption(conceptChoice(concept));

export const namedOption = (item: Named) => choiceOption(namedChoice(item));

/** A group carries its id; its handle stands in the text. */
export const groupOption = ({ id, handle }: UserGroup) => option(id, `@${handle}`);

/** Groups whose handle holds what was typed, with how many are in them. */
export function offerGroups(typed: string, groups: readonly UserGroupMembers[]): Offer {
  const wanted = foldName(typed.replace(/^@/, ""));
  const found = groups.filter(({ handle, members }) => members.length > 0 && foldName(handle).includes(wanted));
  return offer(found.map(({ id, handle }) => ({ value: id, text: `@${handle}` })));
}

/** A list of nothing but a sentence. */
const saying = (text: string): Offer => ({ options: [option(UNAVAILABLE, text)], long: new Map() });

/** For a list that could not be fetched: nothing is known then, also not that a name is new. */
export const offerNothing = (otherSide: string): Offer =>
  saying(`${capitalize(otherSide)} is not answering: type again`);

/** For a text that is longer than anything that could be found; undefined for one that is not. */
export const refuseTyped = (typed: string): Offer | undefined =>
  typed.length > MAX_TYPED ? saying(`Too long to look for: type at most ${MAX_TYPED} characters`) : undefined;

type ChosenOption = { readonly value?: string | undefined; readonly text?: { readonly text: string } | undefined };

/** `earlier` are the concepts that were chosen before: they keep their whole names. */
export function readConceptOption(
  chosen: ChosenOption,
  long: LongValues,
  earlier: readonly ConceptChoice[] = [],
): ConceptChoice | undefined {
  const kept = earlier.find((concept) => optionValueOf(conceptChoice(concept).value) === chosen.value);
  if (kept) return kept;
  const value = readOptionValue(chosen.value ?? "", long) ?? "";
  if (value.startsWith(NEW)) return { kind: "new", name: value.slice(NEW.length) };
  if (!value.startsWith(EXISTING)) return undefined;
  const id = value.slice(EXISTING.length);
  return { kind: "existing", id, name: chosen.text?.text ?? id };
}

export function readGroupOption({ value, text }: ChosenOption): UserGroup | undefined {
  if (value === undefined || value === UNAVAILABLE) return undefined;
  return { id: value, handle: (text?.text ?? value).replace(/^@/, "") };
}

export function readNamedOption(
  chosen: ChosenOption | null | undefined,
  long: LongValues,
  earlier?: Named,
): Named | undefined {
  if (!chosen?.value || chosen.value === UNAVAILABLE) return undefined;
  if (earlier && optionValueOf(earlier.id) === chosen.value) return earlier;
  const id = readOptionValue(chosen.value, long);
  return id === undefined ? undefined : { id, name: chosen.text?.text ?? id };
}

/** Options for what has been typed into Concepts: the concepts found, and, for a name that none of them has, the offer to create it. */
export function offerConcepts(typed: string, found: readonly Named[]): Offer {
  const name = typed.trim();
  const choices = found.map(({ id, name }) => conceptChoice({ kind: "existing", id, name }));
  const exists = found.some((concept) => isSameName(concept.name, name));
  const canBeMade = foldName(name) !== "" && !exists && nameProblem(name) === undefined;
  if (!canBeMade)
    return choices.length === 0 && name !== "" ? saying("That cannot be a name: type another") : offer(choices);
  return offer([...choices.slice(0, LIMITS.selectOptions - 1), conceptChoice({ kind: "new", name })]);
}

/** Options of datasets or saved searches whose name or id holds what was typed. */
export function offerNamed(typed: string, all: readonly Named[]): Offer {
  const wanted = foldName(typed);
  return offer(
    all.filter(({ id, name }) => foldName(name).includes(wanted) || foldName(id).includes(wanted)).map(namedChoice),
  );
}
