import { checksum } from "../domain/text.ts";
import { option } from "./blocks.ts";
import { LIMITS } from "./limits.ts";

/** What options stand for whose own value is longer than Slack takes, by the key that stands in its place. */
export type LongValues = ReadonlyMap<string, string>;

export const NO_LONG_VALUES: LongValues = new Map();

/** An option by what it means, whatever its length. */
export type Choice = { readonly value: string; readonly text: string };

/** Options as Slack takes them, and what the keys among their values stand for: to be kept until one is chosen. */
export type Offer = { readonly options: ReturnType<typeof option>[]; readonly long: LongValues };

const LONG = "long:";

/** The value itself, or a key (two checksums, 64 bits) where Slack would refuse it. */
export const optionValueOf = (value: string): string =>
  value.length <= LIMITS.optionValue && !value.startsWith(LONG)
    ? value
    : `${LONG}${checksum(value)}-${checksum(`~${value}`)}`;

export const choiceOption = ({ value, text }: Choice) => option(optionValueOf(value), text);

const longValuesOf = (values: readonly string[]): LongValues =>
  new Map(values.flatMap((value) => (optionValueOf(value) === value ? [] : [[optionValueOf(value), value] as const])));

export const offer = (choices: readonly Choice[]): Offer => ({
  options: choices.slice(0, LIMITS.selectOptions).map(choiceOption),
  long: longValuesOf(choices.map(({ value }) => value)),
});

/** What a chosen option means; undefined for a key that nothing is known of any more. */
export const readOptionValue = (value: string, long: LongValues): string | undefined =>
  value.startsWith(LONG) ? long.get(value) : value;

type State = {
  readonly [blockId: string]: {
    readonly [actionId: string]: {
      readonly selected_option?: { readonly value?: string } | null;
      readonly selected_options?: readonly { readonly value?: string }[] | null;
    };
  };
};

/** The keys among the chosen options of a view. */
export function longKeysIn(state: State): string[] {
  const fields = Object.values(state).flatMap((block) => Object.values(block));
  const chosen = fields.flatMap((field) => [field.selected_option, ...(field.selected_options ?? [])]);
  return chosen.flatMap((each) => (each?.value?.startsWith(LONG) ? [each.value] : []));
}
