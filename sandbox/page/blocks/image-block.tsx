import type { ImageBlock, ImageElement } from "@slack/types";
import { toPlain } from "../text/text.tsx";

export function ImageBlockView({ block }: { readonly block: ImageBlock }) {
  return (
    <figure class="block-image">
      {block.title && <figcaption>{toPlain(block.title)}</figcaption>}
      <PlainImage image={block} />
    </figure>
  );
}

/** An image by its address. Files inside Slack have none here: their description stands in their place. */
export function PlainImage({ image }: { readonly image: ImageElement | ImageBlock }) {
  const url = "image_url" in image ? image.image_url : undefined;
  if (url === undefined) return <span class="unknown">{image.alt_text}</span>;
  return <img src={url} alt={image.alt_text} loading="lazy" />;
}
