import type { ExternalSelect, MultiExternalSelect, MultiStaticSelect, Option, StaticSelect } from "@slack/types";
import type { FieldValue } from "../../slack/sandbox-state.ts";
import { toPlain } from "../text/text.tsx";
import { type Choice, flattenOptions, keyOf, type Suggestions, toChoice, toGroups } from "./choice.ts";
import { ComboBox } from "./combo-box.tsx";
import { ariaOf, type FieldProps, useForm } from "./form.ts";
import { useChoice } from "./use-choice.ts";
import { useExternalSuggestions, useLocalSuggestions } from "./use-suggestions.ts";

/** Slack's default of `min_query_length` for external selects. */
const DEFAULT_MIN_QUERY_LENGTH = 3;

/** static_select and multi_static_select. */
export function StaticSelectField(props: FieldProps<StaticSelect | MultiStaticSelect>) {
  const { element } = props;
  const local = useLocalSuggestions(toGroups(element.options, element.option_groups));
  const options = flattenOptions(element.options, element.option_groups);
  return <OptionSelect {...props} {...local} find={(key) => options.find((option) => keyOf(option) === key)} />;
}

/** external_select and multi_external_select. */
export function ExternalSelectField(props: FieldProps<ExternalSelect | MultiExternalSelect>) {
  const external = useExternalSuggestions(props.address, props.element.min_query_length ?? DEFAULT_MIN_QUERY_LENGTH);
  return <OptionSelect {...props} {...external} />;
}

type OptionSelectProps = FieldProps<StaticSelect | MultiStaticSelect | ExternalSelect | MultiExternalSelect> & {
  readonly suggestions: Suggestions;
  onQuery(query: string): void;
  find(key: string): Option | undefined;
};

function OptionSelect(props: OptionSelectProps) {
  const { element, find } = props;
  const form = useForm();
  const choose = useChoice(props);
  const isMany = element.type === "multi_static_select" || element.type === "multi_external_select";
  const held = heldOptions(form.read(props.address));
  // What is chosen is sent back as the app gave it, not as the page has drawn it.
  const toOption = (choice: Choice) => held.find((option) => keyOf(option) === choice.key) ?? find(choice.key);
  const onChoose = (chosen: readonly Choice[]) => {
    const options = chosen.map(toOption).filter((option) => option !== undefined);
    void choose(isMany ? { selected_options: options } : { selected_option: options[0] ?? null });
  };
  return (
    <ComboBox
      aria={ariaOf(props)}
      placeholder={toPlain(element.placeholder) || (isMany ? "Select options" : "Select an option")}
      autofocus={element.focus_on_load === true}
      chosen={held.map(toChoice)}
      isMany={isMany}
      max={isMany && "max_selected_items" in element ? (element.max_selected_items ?? Infinity) : Infinity}
      canClear={!props.isRequired && props.label === undefined}
      suggestions={props.suggestions}
      onQuery={props.onQuery}
      onChoose={onChoose}
    />
  );
}

const heldOptions = (value: FieldValue | undefined): readonly Option[] =>
  value?.selected_options ?? (value?.selected_option ? [value.selected_option] : []);
