import type { ContainerBlock } from "@slack/types";
import type { ComponentChildren } from "preact";
import { Text, toPlain } from "../text/text.tsx";
import { RichTextBlockView } from "./rich-text-block.tsx";

type Props = { readonly block: ContainerBlock; readonly children: ComponentChildren };

/** A group of blocks (its children) under a title, which may fold. */
export function ContainerBlockView({ block, children }: Props) {
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
