import type { Button, KnownBlock, ModalView } from "@slack/types";
import type { NoHand } from "../../domain/labeling/no-hand.ts";
import { actions, button, paragraph } from "../blocks.ts";
import { LINK_MODAL } from "../people/link-modal.ts";
import { statusView } from "../status-view.ts";

/** A link: pressed, it leads to the page where the task is labeled without this app. */
export const ELSEWHERE = "labeling.elsewhere";
const OPEN_ELSEWHERE = "Open in Clarifai";

export const elsewhereButton = (url: string): Button => button(ELSEWHERE, OPEN_ELSEWHERE, { url });

const MEND_WORDS = { account: "Link my account", key: "Give my key" } as const;

/** Why somebody cannot go on here, with what they can press instead. */
export function buildNoHand(title: string, { why, url, mend }: NoHand): ModalView {
  const buttons = [
    ...(mend ? [button(LINK_MODAL.open, MEND_WORDS[mend], { style: "primary" })] : []),
    ...(url === undefined ? [] : [elsewhereButton(url)]),
  ];
  const blocks: KnownBlock[] = [paragraph(why)];
  if (buttons.length > 0) blocks.push(actions("labeling.no_hand", buttons));
  return statusView(title, blocks);
}
