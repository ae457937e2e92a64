import type { Shape } from "./label.ts";
import { publicAddress } from "./public-address.ts";

/**
 * What an image block shows of an input.
 *
 * - `url`: Slack fetches it from outside. Where Slack cannot, it refuses the view that holds it (`invalid_blocks`): it is then to be
 *   shown again without the picture.
 * - `file`: an upload of the app's own, for `slack_file: {id}`. Slack refuses it in the same way until it has processed the upload:
 *   `Pictures` gives only those for which there was time; whoever updates a window may try again all the same.
 * - `none`: `why` is a sentence or two for whoever was to see it.
 */
export type Picture =
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "file"; readonly fileId: string }
  | { readonly kind: "none"; readonly why: string };

/** The content of an input that is a picture, as the Tasks API gives it: some of these, or none. */
export type ImageContent = {
  readonly url?: string;
  /** The file itself. */
  readonly base64?: string;
  /** A copy that the Tasks API's side keeps. */
  readonly hosted?: HostedCopy;
};

export type HostedCopy = {
  readonly url: string;
  /** It is given only to who has a key (the vendor's "secure data hosting"). */
  readonly needsKey: boolean;
};

/** An input, as far as its picture is concerned: null where it is none. */
export type PictureInput = { readonly id: string; readonly image: ImageContent | null };

/** In pixels, of a picture as it is seen: turned as its EXIF says. */
export type PictureSize = { readonly width: number; readonly height: number };

/** Where a picture that Slack can fetch by itself stands: the input's own address goes before a copy's. */
export function addressForSlack({ url, hosted }: ImageContent): string | undefined {
  const own = url === undefined ? undefined : publicAddress(url);
  // An address of the other side's own store is not open either where its copies are not.
  if (hosted?.needsKey) return own !== undefined && isApart(own, hosted.url) ? own : undefined;
  return own ?? (hosted && publicAddress(hosted.url));
}

const isApart = (one: string, other: string): boolean =>
  !URL.canParse(other) || new URL(one).origin !== new URL(other).origin;

/** What is drawn over a picture, layer by layer; `colour` as CSS writes it. */
export type Marks = readonly {
  readonly shapes: readonly Shape[];
  readonly colour: string;
  readonly isDashed: boolean;
}[];
