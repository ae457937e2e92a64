import type { ViewStateValue } from "@slack/bolt";
import type { InputBlock, Option, PlainTextElement } from "@slack/types";
import { isMachine } from "../../domain/people/outside-person.ts";
import type { NameOf } from "../../domain/people/person.ts";
import { input, plain } from "../blocks.ts";
import { LIMITS } from "../limits.ts";
import { choiceOption, optionValueOf } from "../option-value.ts";

/** Slack's limit of a group of checkboxes; more people than these are ticked in a list. */
const MAX_CHECKBOXES = 10;
/** A select takes 100 groups of 100 options. */
const GROUP_SIZE = 100;
const MAX_GROUPS = 100;

type PlainOption = Option & { text: PlainTextElement };

const LABEL = "Also assigned (not in Slack)";

/** Whoever is on the task without being in Slack, ticked where they stay; nothing where there is nobody. */
export function buildOutside(
  actionId: string,
  offered: readonly string[],
  ticked: readonly string[],
  nameOf: NameOf,
): InputBlock[] {
  if (offered.length === 0) return [];
  const options = offered.map((key) => choiceOption({ value: key, text: nameOf(key) }));
  const tickedKeys = new Set(ticked);
  const initial = options.filter((_, index) => tickedKeys.has(offered[index] ?? ""));
  const stay = "They stay unless you untick them.";
  const hint = offered.some(isMachine) ? `${stay} Models and workflows take no share.` : stay;
  const common = { action_id: actionId, ...(initial.length > 0 && { initial_options: initial }) };
  const settings = { optional: true, hint };
  return [
    offered.length <= MAX_CHECKBOXES
      ? input(LABEL, { type: "checkboxes", options, ...common }, settings)
      : input(LABEL, { type: "multi_static_select", option_groups: groups(options), ...common }, settings),
  ];
}

function groups(options: readonly PlainOption[]) {
  const groups: { label: PlainTextElement; options: PlainOption[] }[] = [];
  for (let from = 0; from < options.length && groups.length < MAX_GROUPS; from += GROUP_SIZE) {
    const last = Math.min(from + GROUP_SIZE, options.length);
    groups.push({
      label: plain(`${from + 1} to ${last}`, LIMITS.optionText),
      options: options.slice(from, last),
    });
  }
  return groups;
}

/** The ones of `offered` that are ticked now; undefined where the field does not show. */
export function readOutside(field: ViewStateValue | undefined, offered: readonly string[]): string[] | undefined {
  if (!field) return undefined;
  const values = new Set((field.selected_options ?? []).map(({ value }) => value));
  return offered.filter((key) => values.has(optionValueOf(key)));
}
