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

/** A picture among the app's files. One elsewhere is named by its address alone: the page loads nothing from outside of the sandbox. */
export function PlainImage({ image }: { readonly image: ImageElement | ImageBlock }) {
  const fileId = "slack_file" in image && "id" in image.slack_file ? image.slack_file.id : undefined;
  if (fileId !== undefined)
    return <img src={`/_sandbox/files/${encodeURIComponent(fileId)}`} alt={image.alt_text} loading="lazy" />;
  const url = "image_url" in image ? image.image_url : undefined;
  if (url === undefined) return <span class="unknown">{image.alt_text}</span>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {image.alt_text} (a picture elsewhere)
    </a>
  );
}
