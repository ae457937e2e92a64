import type { Checkboxes, Option, RadioButtons } from "@slack/types";
import { Text } from "../text/text.tsx";
import { type FieldProps, useForm } from "./form.ts";
import { useChoice } from "./use-choice.ts";

/** checkboxes and radio_buttons. */
export function OptionList(props: FieldProps<Checkboxes | RadioButtons>) {
  const { element, address, id } = props;
  const form = useForm();
  const choose = useChoice(props);
  const held = form.read(address);
  const isMany = element.type === "checkboxes";
  const chosen = isMany ? (held?.selected_options ?? []) : held?.selected_option ? [held.selected_option] : [];

  const onToggle = (option: Option, isOn: boolean) => {
    if (!isMany) return void choose({ selected_option: option });
    // In the order of the options, as Slack sends them, not in the order of the clicks.
    const next = element.options.filter((each) =>
      each.value === option.value ? isOn : chosen.some((other) => other.value === each.value),
    );
    return void choose({ selected_options: next });
  };

  return (
    <fieldset
      class="option-list"
      aria-label={props.label}
      aria-labelledby={props.label === undefined ? `${id}-label` : undefined}
      aria-describedby={props.describedBy}
    >
      {element.options.map((option, index) => (
        <label class="option" key={option.value ?? index}>
          <input
            type={isMany ? "checkbox" : "radio"}
            name={isMany ? undefined : id}
            checked={chosen.some((each) => each.value === option.value)}
            aria-invalid={props.isInvalid || undefined}
            data-autofocus={(element.focus_on_load && index === 0) || undefined}
            onChange={(event) => onToggle(option, event.currentTarget.checked)}
          />
          <span>
            <Text text={option.text} />
            {option.description && (
              <span class="option-description">
                <Text text={option.description} />
              </span>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
