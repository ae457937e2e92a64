/** Slack's limits that the builders keep (docs.slack.dev, Block Kit reference); lengths in characters. */
export const LIMITS = {
  viewTitle: 24,
  viewBlocks: 100,
  messageBlocks: 50,
  messageText: 40_000,
  sectionText: 3000,
  contextText: 3000,
  headerText: 150,
  buttonText: 75,
  optionText: 75,
  optionValue: 75,
  selectOptions: 100,
  inputLabel: 2000,
  inputText: 3000,
  placeholder: 150,
  privateMetadata: 3000,
  /** Not documented: rich text counts towards a message's size; kept as short as a section. */
  richText: 3000,
  /** Not documented either: a table of 40 rows. */
  preformatted: 4000,
} as const;

/** Cuts at a whole character (never inside a surrogate pair) and says so with an ellipsis. */
export function truncate(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let end = limit - 1;
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return `${text.slice(0, end)}…`;
}
