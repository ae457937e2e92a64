import type { InputBlock } from "@slack/types";
import { useId } from "preact/hooks";
import { Field } from "../fields/field.tsx";
import { Icon } from "../parts/icons.tsx";
import { toPlain } from "../text/text.tsx";

type InputBlockProps = { readonly block: InputBlock; readonly error: string | undefined };

/** A labelled field, with its hint and what is wrong with it. */
export function InputBlockView({ block, error }: InputBlockProps) {
  const id = useId();
  const describedBy = [error !== undefined && `${id}-error`, block.hint && `${id}-hint`].filter(Boolean).join(" ");
  const isGroup = block.element.type === "checkboxes" || block.element.type === "radio_buttons";
  const Label = isGroup ? "div" : "label";
  return (
    <div class="block-input" data-block-id={block.block_id} data-invalid={error !== undefined || undefined}>
      <Label class="block-label" id={`${id}-label`} {...(!isGroup && { for: id })}>
        {toPlain(block.label)}
        {block.optional && <span class="block-optional"> (optional)</span>}
      </Label>
      <Field
        element={block.element}
        address={{ blockId: block.block_id ?? "", actionId: block.element.action_id ?? "" }}
        dispatches={block.dispatch_action === true}
        id={id}
        label={undefined}
        describedBy={describedBy === "" ? undefined : describedBy}
        isInvalid={error !== undefined}
        isRequired={block.optional !== true}
      />
      {error !== undefined && (
        <p class="block-error" id={`${id}-error`} role="alert">
          <Icon name="alert" size={16} />
          {error}
        </p>
      )}
      {block.hint && (
        <p class="block-hint" id={`${id}-hint`}>
          {toPlain(block.hint)}
        </p>
      )}
    </div>
  );
}
