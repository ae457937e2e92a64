import { cutText } from "../domain/text.ts";

/** Slack's limits that the builders keep (docs.slack.dev, Block Kit reference); lengths in characters. */
export const LIMITS = {
  viewTitle: 24,
  sectionText: 3000,
  contextText: 3000,
  headerText: 150,
  buttonText: 75,
  buttonValue: 2000,
  optionText: 75,
  optionValue: 75,
  selectOptions: 100,
  inputLabel: 2000,
  inputText: 3000,
  placeholder: 150,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  /** Not documented: rich text counts towards a message's size; kept as short as a section. */
  richText: 3000,
  /** Not documented either: a table of 40 rows. */
  preformatted: 4000,
} as const;

/** As long as it may be, with an ellipsis where it was cut; without NUL, which tasks made elsewhere may hold. */
export const truncate = (text: string, limit: number): string => cutText(text.replaceAll("\0", ""), limit);
