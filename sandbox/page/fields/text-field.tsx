import type { EmailInput, NumberInput, PlainTextInput, URLInput } from "@slack/types";
import { useEffect, useRef } from "preact/hooks";
import { toPlain } from "../text/text.tsx";
import { ariaOf, type FieldProps, useForm } from "./form.ts";

/** How long a pause in typing is: an action for every character would outrun the app. */
const TYPING_PAUSE_MS = 250;

type TextElement = PlainTextInput | NumberInput | EmailInput | URLInput;

/** plain_text_input, number_input, email_text_input and url_text_input. */
export function TextField(props: FieldProps<TextElement>) {
  const { element, address } = props;
  const form = useForm();
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(pause.current), []);

  const text = form.read(address)?.value ?? "";
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const isMultiline = element.type === "plain_text_input" && element.multiline === true;
  const maxLength = element.type === "plain_text_input" ? element.max_length : undefined;

  const send = (typed: string) => {
    clearTimeout(pause.current);
    void form.act(address, { type: element.type, value: typed === "" ? null : typed });
  };
  const onInput = (typed: string) => {
    form.keep(address, { type: element.type, value: typed === "" ? null : typed });
    if (!props.dispatches || !triggers.includes("on_character_entered")) return;
    clearTimeout(pause.current);
    pause.current = setTimeout(() => send(typed), TYPING_PAUSE_MS);
  };
  const onEnter = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || isMultiline || event.isComposing) return;
    if (!props.dispatches || !triggers.includes("on_enter_pressed")) return;
    event.preventDefault();
    send(text);
  };

  const shared = {
    ...ariaOf(props),
    value: text,
    placeholder: toPlain(element.placeholder),
    maxLength,
    "data-autofocus": element.focus_on_load || undefined,
    onKeyDown: onEnter,
  };
  return (
    <div class="text-field">
      {isMultiline ? (
        <textarea {...shared} rows={3} onInput={(event) => onInput(event.currentTarget.value)} />
      ) : (
        <input
          {...shared}
          type="text"
          inputMode={INPUT_MODES[element.type]}
          autoComplete="off"
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
      {maxLength !== undefined && text.length > maxLength * 0.8 && (
        <span class="text-field-left" aria-live="polite">
          {maxLength - text.length} left
        </span>
      )}
    </div>
  );
}

const INPUT_MODES: Readonly<Record<TextElement["type"], "text" | "decimal" | "email" | "url">> = {
  plain_text_input: "text",
  number_input: "decimal",
  email_text_input: "email",
  url_text_input: "url",
};
