import type { KnownBlock, ModalView } from "@slack/types";
import type { Place } from "../../domain/labeling/place.ts";
import { formatCount } from "../../domain/numbers.ts";
import { cutText } from "../../domain/text.ts";
import { actions, button, headline, paragraph, smallPrint } from "../blocks.ts";
import { statusView } from "../status-view.ts";
import { LABEL } from "./label-window.ts";

const NAME_SHOWN = 100;

/** The way to the page in the browser, by an address that opens it once; `missing`: why there is none, and who mends it. */
export function buildPageWindow(
  { task, done, total }: Place,
  link: { readonly url: string } | { readonly missing: string },
): ModalView {
  const far = total === undefined ? "" : `${formatCount(done)} of ${formatCount(total)} are done.`;
  const blocks: KnownBlock[] = [
    headline(`Label “${cutText(task.name, NAME_SHOWN)}” in the browser`, far),
    ...wayToPage(link),
  ];
  return statusView("Label", blocks);
}

/** The link itself, or why there is none. */
export const wayToPage = (link: { readonly url: string } | { readonly missing: string }): KnownBlock[] =>
  "missing" in link ? [paragraph(link.missing)] : wayTo(link.url);

const wayTo = (url: string): KnownBlock[] => [
  actions("label:page", [{ ...button(LABEL.openPage, "Open the page", { style: "primary" }), url }]),
  smallPrint("The link is for you alone, and opens once, within ten minutes."),
];
