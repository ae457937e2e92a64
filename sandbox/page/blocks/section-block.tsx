import type { SectionBlock } from "@slack/types";
import { useId } from "preact/hooks";
import { Field } from "../fields/field.tsx";
import { Text } from "../text/text.tsx";
import { PlainImage } from "./image-block.tsx";

export function SectionBlockView({ block }: { readonly block: SectionBlock }) {
  const id = useId();
  const { accessory } = block;
  const isWide = accessory !== undefined && WIDE.test(accessory.type);
  return (
    <div class={`block-section ${isWide ? "block-section-wide" : ""}`}>
      <div class="block-section-body" id={`${id}-text`}>
        {block.text && <Text text={block.text} />}
        {block.fields && (
          <div class="block-fields">
            {block.fields.map((field, index) => (
              <div key={`${index}`}>
                <Text text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory?.type === "image" && (
        <div class="block-section-image">
          <PlainImage image={accessory} />
        </div>
      )}
      {accessory !== undefined && accessory.type !== "image" && (
        <div class="block-section-accessory">
          <Field
            element={accessory}
            address={{ blockId: block.block_id ?? "", actionId: accessory.action_id ?? "" }}
            dispatches
            id={id}
            label={accessory.type === "button" ? undefined : (block.text?.text ?? "Options")}
            describedBy={undefined}
            isInvalid={false}
            isRequired={false}
          />
        </div>
      )}
    </div>
  );
}

/** Accessories that need a line of their own in a narrow window. */
const WIDE = /select|picker|checkboxes|radio/;
