import type { ContextBlock } from "@slack/types";
import { Text } from "../text/text.tsx";
import { PlainImage } from "./image-block.tsx";

export function ContextBlockView({ block }: { readonly block: ContextBlock }) {
  return (
    <div class="block-context">
      {block.elements.map((element, index) =>
        element.type === "image" ? (
          <PlainImage key={`${index}`} image={element} />
        ) : (
          <Text key={`${index}`} text={element} />
        ),
      )}
    </div>
  );
}
