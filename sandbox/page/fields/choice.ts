import type { Option, OptionGroup } from "@slack/types";
import { toPlain } from "../text/text.tsx";

/** One line of a select's list. */
export type Choice = {
  readonly key: string;
  readonly text: string;
  readonly description?: string;
  /** Draws the person's picture beside the name. */
  readonly userId?: string;
};

export type ChoiceGroup = { readonly label?: string; readonly choices: readonly Choice[] };

/** What the list shows for what was typed; `notice` stands in its place where there is nothing to choose from. */
export type Suggestions = {
  readonly groups: readonly ChoiceGroup[];
  readonly isLoading: boolean;
  readonly notice: string | undefined;
};

export const keyOf = (option: Option): string => option.value ?? option.text.text;

export const toChoice = (option: Option): Choice => ({
  key: keyOf(option),
  text: toPlain(option.text),
  ...(option.description && { description: toPlain(option.description) }),
});

export const toGroups = (
  options: readonly Option[] | undefined,
  groups: readonly OptionGroup[] | undefined,
): readonly ChoiceGroup[] => [
  ...(options && options.length > 0 ? [{ choices: options.map(toChoice) }] : []),
  ...(groups ?? []).map((group) => ({ label: toPlain(group.label), choices: group.options.map(toChoice) })),
];

/** Every option, in and out of groups. */
export const flattenOptions = (
  options: readonly Option[] | undefined,
  groups: readonly OptionGroup[] | undefined,
): readonly Option[] => [...(options ?? []), ...(groups ?? []).flatMap((group) => group.options)];

/** Keeps what holds the words typed, in name or description. */
export function filterGroups(groups: readonly ChoiceGroup[], query: string): readonly ChoiceGroup[] {
  const wanted = query.trim().toLocaleLowerCase();
  if (wanted === "") return groups;
  const holds = (choice: Choice) => `${choice.text} ${choice.description ?? ""}`.toLocaleLowerCase().includes(wanted);
  return groups
    .map((group) => ({ ...group, choices: group.choices.filter(holds) }))
    .filter((group) => group.choices.length > 0);
}
