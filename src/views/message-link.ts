import type { ContextBlock } from "@slack/types";
import { smallLink } from "./blocks.ts";
import { FROM_MESSAGE } from "./words.ts";

/** Small print with the way to the message that the task was created from, where there is one. */
export const withMessageLink = (print: ContextBlock, url: string | undefined): ContextBlock =>
  url === undefined ? print : { ...print, elements: [...print.elements, smallLink(url, FROM_MESSAGE)] };
