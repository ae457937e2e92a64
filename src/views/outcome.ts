import type { KnownBlock, ModalView } from "@slack/types";
import { paragraph, plain } from "./blocks.ts";
import { LIMITS } from "./limits.ts";

/** The ids of what follows a submission. */
export const OUTCOME = {
  view: "outcome",
  tryAgain: "outcome.try_again",
  backToForm: "outcome.back_to_form",
} as const;

/** While it works: what, and that the window may be closed. */
export function buildCreatingView(taskName: string): ModalView {
  return statusView("Create task", [paragraph(`Creating “${taskName}” … you can close this, I will tell you.`)]);
}

/** A modal that only tells something. */
export function statusView(title: string, blocks: KnownBlock[], privateMetadata = ""): ModalView {
  return {
    type: "modal",
    callback_id: OUTCOME.view,
    private_metadata: privateMetadata,
    title: plain(title, LIMITS.viewTitle),
    close: plain("Close", LIMITS.viewTitle),
    blocks,
  };
}

/** "Ana, Ben and 4 more". */
export function listNames(names: readonly string[], most = 10): string {
  if (names.length <= most) return names.join(", ");
  return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}
