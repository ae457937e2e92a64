import type { CardBlock, CarouselBlock } from "@slack/types";
import { Text } from "../text/text.tsx";
import { ActionsBlockView } from "./actions-block.tsx";
import { PlainImage } from "./image-block.tsx";

export function CardBlockView({ block }: { readonly block: CardBlock }) {
  return (
    <article class="block-card">
      {block.hero_image && (
        <div class="block-card-hero">
          <PlainImage image={block.hero_image} />
        </div>
      )}
      <div class="block-card-body">
        <div class="block-card-head">
          {block.icon && (
            <div class="block-card-icon">
              <PlainImage image={block.icon} />
            </div>
          )}
          <div>
            {block.title && (
              <div class="block-card-title">
                <Text text={block.title} />
              </div>
            )}
            {block.subtitle && (
              <div class="block-card-subtitle">
                <Text text={block.subtitle} />
              </div>
            )}
          </div>
        </div>
        {block.body && <Text text={block.body} />}
        {block.actions && (
          <ActionsBlockView block={{ type: "actions", block_id: block.block_id ?? "", elements: block.actions }} />
        )}
      </div>
    </article>
  );
}

export function CarouselBlockView({ block }: { readonly block: CarouselBlock }) {
  return (
    <ul class="block-carousel">
      {block.elements.map((card, index) => (
        <li key={card.block_id ?? index}>
          <CardBlockView block={card} />
        </li>
      ))}
    </ul>
  );
}
