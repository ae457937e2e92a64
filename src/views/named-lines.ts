import type { RichTextBlock, RichTextSection } from "@slack/types";
import { fitInto } from "./fit-into.ts";

const NAME_PLACES = 60;
/** So that a block stays within what rich text takes: about 120 characters a line. */
const LINES_PER_BLOCK = 25;

/** Somebody, or something, and what is said of it. */
export type NamedLine = { readonly name: string; readonly said: readonly string[] };

export const fitName = (name: string): string => fitInto(name, NAME_PLACES) || "–";

/** A line of a list for each: it wraps in any width, and is heard as a list. */
export function buildNamedLines(lines: readonly NamedLine[]): RichTextBlock[] {
  const blocks: RichTextBlock[] = [];
  for (let from = 0; from < lines.length; from += LINES_PER_BLOCK) {
    const elements = lines.slice(from, from + LINES_PER_BLOCK).map(toSection);
    blocks.push({ type: "rich_text", elements: [{ type: "rich_text_list", style: "bullet", elements }] });
  }
  return blocks;
}

const toSection = ({ name, said }: NamedLine): RichTextSection => ({
  type: "rich_text_section",
  elements: [
    { type: "text", text: fitName(name), style: { bold: true } },
    ...(said.length > 0 ? [{ type: "text" as const, text: `  ${said.join(" · ")}` }] : []),
  ],
});
