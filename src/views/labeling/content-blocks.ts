import type { KnownBlock } from "@slack/types";
import type { LabelingInput } from "../../domain/labeling/label.ts";
import type { Picture } from "../../domain/labeling/picture.ts";
import { formatCount } from "../../domain/numbers.ts";
import { paragraph, smallPrint } from "../blocks.ts";
import { LIMITS, truncate } from "../limits.ts";
import { escapeText } from "../text.ts";

/** A text takes as many sections; what is beyond is on no screen. */
const TEXT_SECTIONS = 6;

/**
 * What is to be seen of an input. `picture` is undefined while it is on its way; `otherwise` says what can be done where there is nothing
 * to be seen.
 */
export function contentBlocks(
  { id, content }: LabelingInput,
  picture: Picture | undefined,
  otherwise: string,
): KnownBlock[] {
  switch (content.kind) {
    case "image":
      return [pictureBlock(id, picture, otherwise)];
    case "text":
      return [...textBlocks(content.text), ...wholeNote(content)];
    case "video":
    case "audio":
      return [linkTo(content.kind === "video" ? "Video" : "Recording", content.url, otherwise)];
    case "unknown":
      return [paragraph(`This input is of a kind that Labeldesk does not show. ${otherwise}`)];
  }
}

function wholeNote({ text, whole }: { readonly text: string; readonly whole?: number }): KnownBlock[] {
  if (whole === undefined) return [];
  return [smallPrint(`These are the first ${formatCount(text.length)} of ${formatCount(whole)} characters.`)];
}

function pictureBlock(inputId: string, picture: Picture | undefined, otherwise: string): KnownBlock {
  const alt_text = truncate(`Input ${inputId}`, LIMITS.sectionText);
  if (picture === undefined) return paragraph("The picture is on its way …");
  switch (picture.kind) {
    case "url":
      return { type: "image", image_url: picture.url, alt_text };
    case "file":
      return { type: "image", slack_file: { id: picture.fileId }, alt_text };
    case "none":
      return paragraph(`${picture.why} ${otherwise}`);
  }
}

function linkTo(word: string, url: string | undefined, otherwise: string): KnownBlock {
  if (url === undefined || !URL.canParse(url))
    return paragraph(`${word}: the other side gives no address for it. ${otherwise}`);
  const link = escapeText(new URL(url).href);
  return { type: "section", text: { type: "mrkdwn", text: `${word}: <${link.replaceAll("|", "%7C")}>` } };
}

/** A text to the letter, in as many sections as it takes. */
export function textBlocks(text: string): KnownBlock[] {
  const blocks: KnownBlock[] = [];
  for (let from = 0; from < text.length && blocks.length < TEXT_SECTIONS; from += LIMITS.sectionText - 1)
    blocks.push(paragraph(text.slice(from, from + LIMITS.sectionText - 1)));
  if (text.length > TEXT_SECTIONS * (LIMITS.sectionText - 1))
    blocks.push(smallPrint("Cut here: the whole text stands on the page."));
  return blocks.length > 0 ? blocks : [paragraph("(empty)")];
}
