import type { VideoBlock } from "@slack/types";
import { Icon } from "../parts/icons.tsx";
import { isSafeUrl } from "../text/inline.ts";
import { toPlain } from "../text/text.tsx";

/** A video as a link with its picture: nothing from elsewhere plays inside of this page. */
export function VideoBlockView({ block }: { readonly block: VideoBlock }) {
  const url = block.title_url ?? block.video_url;
  return (
    <a class="block-video" {...(isSafeUrl(url) && { href: url })} target="_blank" rel="noreferrer">
      <span class="block-video-picture">
        <img src={block.thumbnail_url} alt={block.alt_text} loading="lazy" />
        <span class="block-video-play">
          <Icon name="play" />
        </span>
      </span>
      <strong>{toPlain(block.title)}</strong>
      {block.description && <span>{toPlain(block.description)}</span>}
    </a>
  );
}
