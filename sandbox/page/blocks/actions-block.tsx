import type { ActionsBlock, ContextActionsBlock } from "@slack/types";
import { useId } from "preact/hooks";
import { ContextAction } from "../fields/buttons.tsx";
import { Field } from "../fields/field.tsx";
import { toPlain } from "../text/text.tsx";

export function ActionsBlockView({ block }: { readonly block: ActionsBlock }) {
  const id = useId();
  return (
    <div class="block-actions">
      {block.elements.map((element, index) => (
        <Field
          key={element.action_id ?? index}
          element={element}
          address={{ blockId: block.block_id ?? "", actionId: element.action_id ?? "" }}
          dispatches
          id={`${id}-${index}`}
          label={"placeholder" in element && element.placeholder ? toPlain(element.placeholder) : undefined}
          describedBy={undefined}
          isInvalid={false}
          isRequired={false}
        />
      ))}
    </div>
  );
}

export function ContextActionsBlockView({ block }: { readonly block: ContextActionsBlock }) {
  return (
    <div class="block-actions">
      {block.elements.map((element, index) => (
        <ContextAction
          key={element.action_id ?? index}
          element={element}
          address={{ blockId: block.block_id ?? "", actionId: element.action_id ?? "" }}
        />
      ))}
    </div>
  );
}
