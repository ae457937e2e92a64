import type { ContainerBlock } from "@slack/types";
import { Text, toPlain } from "../text/text.tsx";
import { Blocks } from "./blocks.tsx";
import { RichTextBlockView } from "./rich-text-block.tsx";

/** A group of blocks under a title, which may fold. */
export function ContainerBlockView({ block }: { readonly block: ContainerBlock }) {
  const title = (
    <span class="block-container-title">
      {block.rich_text_title ? (
        <RichTextBlockView block={block.rich_text_title} />
      ) : (
        <strong>{toPlain(block.title)}</strong>
      )}
      {block.subtitle && (
        <span class="block-container-subtitle">
          <Text text={block.subtitle} />
        </span>
      )}
    </span>
  );
  const children = <Blocks blocks={block.child_blocks} />;
  if (block.is_collapsible) {
    return (
      <details class="block-container" open={!block.default_collapsed}>
        <summary>{title}</summary>
        {children}
      </details>
    );
  }
  return (
    <section class="block-container">
      {title}
      {children}
    </section>
  );
}
