import type {
  Action,
  ActionsBlockElement,
  InputBlockElement,
  RichTextInput,
  SectionBlockAccessory,
} from "@slack/types";
import { toPlain } from "../text/text.tsx";
import { ButtonField, OverflowField, WorkflowButtonField } from "./buttons.tsx";
import { DateField } from "./date-field.tsx";
import { DirectorySelectField } from "./directory-select.tsx";
import { ariaOf, type FieldProps, useForm } from "./form.ts";
import { OptionList } from "./option-list.tsx";
import { ExternalSelectField, StaticSelectField } from "./option-select.tsx";
import { TextField } from "./text-field.tsx";

export type FieldElement = InputBlockElement | ActionsBlockElement | Exclude<SectionBlockAccessory, { type: "image" }>;

/** Draws whichever interactive element it is given. */
export function Field(props: FieldProps<FieldElement>) {
  const { element, ...rest } = props;
  switch (element.type) {
    case "plain_text_input":
    case "number_input":
    case "email_text_input":
    case "url_text_input":
      return <TextField {...rest} element={element} />;
    case "static_select":
    case "multi_static_select":
      return <StaticSelectField {...rest} element={element} />;
    case "external_select":
    case "multi_external_select":
      return <ExternalSelectField {...rest} element={element} />;
    case "users_select":
    case "multi_users_select":
    case "conversations_select":
    case "multi_conversations_select":
    case "channels_select":
    case "multi_channels_select":
      return <DirectorySelectField {...rest} element={element} />;
    case "radio_buttons":
    case "checkboxes":
      return <OptionList {...rest} element={element} />;
    case "datepicker":
    case "timepicker":
    case "datetimepicker":
      return <DateField {...rest} element={element} />;
    case "button":
      return <ButtonField {...rest} element={element} />;
    case "workflow_button":
      return <WorkflowButtonField {...rest} element={element} />;
    case "overflow":
      return <OverflowField {...rest} element={element} />;
    case "rich_text_input":
      return <RichTextField {...rest} element={element} />;
    default:
      return <UnknownField element={element} />;
  }
}

/** rich_text_input: plain typing, sent in Slack's form. */
function RichTextField(props: FieldProps<RichTextInput>) {
  const form = useForm();
  const keep = (text: string) => {
    const section = { type: "rich_text_section", elements: [{ type: "text", text }] };
    const value = text === "" ? null : { type: "rich_text", elements: [section] };
    form.keep(props.address, { type: "rich_text_input", value: text, rich_text_value: value });
  };
  return (
    <textarea
      {...ariaOf(props)}
      rows={3}
      placeholder={toPlain(props.element.placeholder)}
      value={form.read(props.address)?.value ?? ""}
      onInput={(event) => keep(event.currentTarget.value)}
    />
  );
}

function UnknownField({ element }: { readonly element: Action }) {
  return <p class="unknown">An element of type {element.type} stands here. The sandbox cannot draw it.</p>;
}
