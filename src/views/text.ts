import { formatPercent } from "../domain/numbers.ts";

/** Escapes what people typed, without NUL, for mrkdwn and for the notification text (docs.slack.dev, "Formatting message text"). */
export function escapeText(text: string): string {
  return text.replaceAll("\0", "").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** How far something is, 0..1, in whole percent: "48 %". Only what is finished is 100. */
function farInPercent(fraction: number): string {
  // 0.29 × 100 is 28.999…: whole percents that came in as a fraction come out as they were.
  const percent = Math.floor(Number((fraction * 100).toFixed(6)));
  return fraction > 0 && percent === 0 ? `under ${formatPercent(0.01)}` : formatPercent(percent / 100);
}

/** "Work 48 % · Review 9 %": how far a task is, 0..1 each, as far as that is known. */
export const farInWords = ({ work, review }: { readonly work?: number; readonly review?: number }): string =>
  [
    ...(work === undefined ? [] : [`Work ${farInPercent(work)}`]),
    ...(review === undefined ? [] : [`Review ${farInPercent(review)}`]),
  ].join(" · ");

/** A line as it is heard: Slack reads a message's text aloud, and there signs between two figures are words or nothing. */
export const inOneSentence = (line: string): string => line.replaceAll(" · ", ", ").replaceAll(" → ", " to ");

/** Lines as they are heard, a sentence each. */
export const inSentences = (lines: readonly string[]): string =>
  lines
    .map((line) => inOneSentence(line).trim())
    .filter((line) => line !== "")
    .map((line) => (/[.…?!:]$/u.test(line) ? line : `${line}.`))
    .join(" ");

/** What stands where a date cannot be written in the reader's own time; `at` is in seconds since 1970. */
export const inUtc = (at: number): string => `${new Date(at * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
