import type {
  ActionsBlock,
  Button,
  ContextBlock,
  InputBlock,
  MrkdwnElement,
  Option,
  PlainTextElement,
  RichTextBlock,
  SectionBlock,
} from "@slack/types";
import { LIMITS, truncate } from "./limits.ts";
import { escapeText } from "./text.ts";

/** Text that Slack shows to the letter: no mentions, no markup, no emoji codes. What people typed goes through here. */
export const plain = (text: string, limit: number): PlainTextElement => ({
  type: "plain_text",
  text: truncate(text, limit),
  emoji: false,
});

/** A paragraph, to the letter. */
export const paragraph = (text: string, blockId?: string): SectionBlock => ({
  type: "section",
  ...(blockId && { block_id: blockId }),
  text: plain(text, LIMITS.sectionText),
});

/** What Slack's markup could make something else of once it is escaped, emoji codes among it. */
const MARKUP = /[*_~`<>@\n]|:[^\s:]+:/u;

/**
 * A section's text whose first line, what people named something, stands out from what is below it. A section takes bold in markup
 * alone: words that markup could change stay plain, to the letter.
 */
export function titled(name: string, rest: string): PlainTextElement | MrkdwnElement {
  const below = rest === "" ? "" : `\n${rest}`;
  const bold = `*${escapeText(name)}*${escapeText(below)}`;
  if (MARKUP.test(name + rest) || bold.length > LIMITS.sectionText) return plain(`${name}${below}`, LIMITS.sectionText);
  return { type: "mrkdwn", text: bold, verbatim: true };
}

/** A paragraph whose first line is bold, to the letter. */
export const headline = (bold: string, rest?: string): RichTextBlock => ({
  type: "rich_text",
  elements: [
    {
      type: "rich_text_section",
      elements: [
        { type: "text", text: truncate(bold, LIMITS.headerText * 3), style: { bold: true } },
        ...(rest ? [{ type: "text" as const, text: `\n${truncate(rest, LIMITS.richText)}` }] : []),
      ],
    },
  ],
});

/** Lines in a fixed-width font, to the letter: columns stand under each other. */
export const preformatted = (text: string): RichTextBlock => ({
  type: "rich_text",
  elements: [
    { type: "rich_text_preformatted", elements: [{ type: "text", text: truncate(text, LIMITS.preformatted) }] },
  ],
});

/** Lines that begin with a bold word, to the letter. */
export const factLines = (facts: readonly (readonly [label: string, text: string])[]): RichTextBlock => ({
  type: "rich_text",
  elements: [
    {
      type: "rich_text_section",
      elements: facts.flatMap(([label, text], index) => [
        { type: "text" as const, text: `${index === 0 ? "" : "\n"}${label}`, style: { bold: true } },
        { type: "text" as const, text: `  ${truncate(text, LIMITS.richText)}` },
      ]),
    },
  ],
});

/** One small grey line, to the letter. */
export const smallPrint = (text: string, blockId?: string): ContextBlock => ({
  type: "context",
  ...(blockId && { block_id: blockId }),
  elements: [plain(text, LIMITS.contextText)],
});

/** A link among small print; `url` is one that the app has written or checked. */
export const smallLink = (url: string, words: string): MrkdwnElement => ({
  type: "mrkdwn",
  text: `<${escapeText(url)}|${words}>`,
  verbatim: true,
});

export const button = (
  actionId: string,
  text: string,
  options: { value?: string; style?: "primary" | "danger"; url?: string } = {},
): Button => ({
  type: "button",
  action_id: actionId,
  text: plain(text, LIMITS.buttonText),
  ...(options.value !== undefined && { value: options.value }),
  ...(options.style && { style: options.style }),
  ...(options.url !== undefined && { url: options.url }),
});

export const actions = (blockId: string, elements: ActionsBlock["elements"]): ActionsBlock => ({
  type: "actions",
  block_id: blockId,
  elements,
});

/** `description` stands below the text, in small. */
export const option = (
  value: string,
  text: string,
  description?: string,
): Option & { text: PlainTextElement; value: string } => ({
  text: plain(text, LIMITS.optionText),
  value,
  ...(description !== undefined && { description: plain(description, LIMITS.optionText) }),
});

/** An option for each value; `descriptions`, by value too, say what each means. */
export const optionsOf = (
  words: Readonly<Record<string, string>>,
  descriptions: Readonly<Record<string, string>> = {},
) => Object.entries(words).map(([value, text]) => option(value, text, descriptions[value]));

/** Nothing is chosen at first where `chosen` is the value of no option. */
export function staticSelect(actionId: string, options: ReturnType<typeof optionsOf>, chosen: string | undefined) {
  const initial = options.find(({ value }) => value === chosen);
  return { type: "static_select" as const, action_id: actionId, options, ...(initial && { initial_option: initial }) };
}

export function numberInput(
  actionId: string,
  value: string,
  options: { decimal?: boolean; min?: string; max?: string },
) {
  return {
    type: "number_input" as const,
    action_id: actionId,
    is_decimal_allowed: options.decimal ?? false,
    ...(options.min !== undefined && { min_value: options.min }),
    ...(options.max !== undefined && { max_value: options.max }),
    ...(isInitialNumber(value, options) && { initial_value: value.trim() }),
  };
}

/** Slack refuses a view whose initial number is none, or out of the field's own bounds. */
function isInitialNumber(value: string, options: { decimal?: boolean; min?: string; max?: string }): boolean {
  const pattern = options.decimal ? /^\d+(\.\d+)?$/ : /^\d+$/;
  if (!pattern.test(value.trim())) return false;
  const number = Number(value);
  return number >= Number(options.min ?? 0) && number <= Number(options.max ?? Number.MAX_SAFE_INTEGER);
}

/** An input block whose block id is its action id, so that what was typed stays through updates of the view. */
export const input = (
  label: string,
  element: InputBlock["element"] & { action_id: string },
  options: { hint?: string; optional?: boolean; dispatch?: boolean; blockId?: string } = {},
): InputBlock => ({
  type: "input",
  block_id: options.blockId ?? element.action_id,
  label: plain(label, LIMITS.inputLabel),
  element,
  ...(options.hint && { hint: plain(options.hint, LIMITS.inputLabel) }),
  ...(options.optional && { optional: true }),
  ...(options.dispatch && { dispatch_action: true }),
});
