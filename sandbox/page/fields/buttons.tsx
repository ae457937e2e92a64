import type { Button, FeedbackButtons, IconButton, Overflow, WorkflowButton } from "@slack/types";
import { Icon } from "../parts/icons.tsx";
import { Menu } from "../parts/menu.tsx";
import { isSafeUrl } from "../text/inline.ts";
import { toPlain } from "../text/text.tsx";
import { type FieldAddress, type FieldProps, useForm } from "./form.ts";

/** A button; with a `url` a link that tells the app as well, as Slack does. */
export function ButtonField({ element, address, id }: FieldProps<Button>) {
  const form = useForm();
  const isActing = form.isActing(address);
  const press = async () => {
    if (isActing || !(await form.confirm(element.confirm))) return;
    await form.act(address, { type: "button", ...(element.value !== undefined && { value: element.value }) });
  };
  const looks = { id, class: `button ${element.style ?? ""}`, "aria-label": element.accessibility_label };
  if (element.url !== undefined && isSafeUrl(element.url)) {
    return (
      <a {...looks} href={element.url} target="_blank" rel="noreferrer" onClick={() => void press()}>
        {toPlain(element.text)}
      </a>
    );
  }
  return (
    <button
      {...looks}
      type="button"
      aria-busy={isActing || undefined}
      data-autofocus={undefined}
      onClick={() => void press()}
    >
      {toPlain(element.text)}
    </button>
  );
}

/** A workflow's button: workflows run in Slack only, so it says so. */
export function WorkflowButtonField({ element, id }: FieldProps<WorkflowButton>) {
  return (
    <button id={id} type="button" class="button" disabled title="Workflows run in Slack only.">
      {toPlain(element.text)}
    </button>
  );
}

/** The "⋯" menu. */
export function OverflowField({ element, address, id, label }: FieldProps<Overflow>) {
  const form = useForm();
  const choose = async (option: Overflow["options"][number]) => {
    if (!(await form.confirm(element.confirm))) return;
    if (option.url !== undefined && isSafeUrl(option.url)) window.open(option.url, "_blank", "noreferrer");
    await form.act(address, { type: "overflow", selected_option: option });
  };
  return (
    <Menu
      id={id}
      label={label ?? "More actions"}
      class="button button-icon"
      items={element.options.map((option, index) => ({
        key: option.value ?? `${index}`,
        text: toPlain(option.text),
        ...(option.description && { description: toPlain(option.description) }),
        onChoose: () => void choose(option),
      }))}
    >
      <Icon name="dots" />
    </Menu>
  );
}

/** feedback_buttons and icon_button, which stand in context_actions blocks. */
export function ContextAction({
  element,
  address,
}: {
  readonly element: FeedbackButtons | IconButton;
  readonly address: FieldAddress;
}) {
  const form = useForm();
  if (element.type === "icon_button") {
    const press = async () => {
      if (!(await form.confirm(element.confirm))) return;
      await form.act(address, { type: "icon_button", ...(element.value !== undefined && { value: element.value }) });
    };
    return (
      <button
        type="button"
        class="button button-small"
        aria-label={element.accessibility_label}
        onClick={() => void press()}
      >
        {toPlain(element.text)}
      </button>
    );
  }
  return [element.positive_button, element.negative_button].map((button) => (
    <button
      key={button.value}
      type="button"
      class="button button-small"
      aria-label={button.accessibility_label}
      onClick={() => void form.act(address, { type: "feedback_buttons", value: button.value })}
    >
      {toPlain(button.text)}
    </button>
  ));
}
