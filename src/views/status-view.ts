import type { KnownBlock, ModalView } from "@slack/types";
import { paragraph, plain } from "./blocks.ts";
import { LIMITS } from "./limits.ts";

/** Nothing can be sent from it. */
export const STATUS_VIEW = "outcome";

/** A modal that only tells something. */
export function statusView(title: string, blocks: KnownBlock[], privateMetadata = ""): ModalView {
  return {
    type: "modal",
    callback_id: STATUS_VIEW,
    private_metadata: privateMetadata,
    title: plain(title, LIMITS.viewTitle),
    close: plain("Close", LIMITS.viewTitle),
    blocks,
  };
}

/** One sentence or two, and the title of the window in which they stand. */
export type Words = { readonly title: string; readonly text: string };

export const buildWords = ({ title, text }: Words): ModalView => statusView(title, [paragraph(text)]);
