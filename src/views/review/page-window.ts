import type { ModalView } from "@slack/types";
import { plural } from "../../domain/numbers.ts";
import type { ReviewPlace } from "../../domain/review/session.ts";
import { cutText } from "../../domain/text.ts";
import { headline } from "../blocks.ts";
import { wayToPage } from "../labeling/page-window.ts";
import { statusView } from "../status-view.ts";

const NAME_SHOWN = 100;

/** The way to the page on which one reviews in the browser. */
export function buildReviewPageWindow(
  { task, left }: Pick<ReviewPlace, "task" | "left">,
  link: { readonly url: string } | { readonly missing: string },
): ModalView {
  const waiting =
    left.length === 0 ? "" : `${plural(left.length, "input")} ${left.length === 1 ? "waits" : "wait"} for you now.`;
  const bold = `Review “${cutText(task.name, NAME_SHOWN)}” in the browser`;
  return statusView("Review", [headline(bold, waiting), ...wayToPage(link)]);
}
