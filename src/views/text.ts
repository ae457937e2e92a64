import { formatPercent } from "../domain/numbers.ts";

/** Escapes what people typed, without NUL, for mrkdwn and for the notification text (docs.slack.dev, "Formatting message text"). */
export function escapeText(text: string): string {
  return text.replaceAll("\0", "").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** "▓▓▓▓░░░░ 48 %" for a fraction 0..1. Anything begun shows, and only what is finished is full. */
export function progressBar(fraction: number, width = 8): string {
  const filled =
    fraction <= 0 ? 0 : fraction >= 1 ? width : Math.min(width - 1, Math.max(1, Math.round(fraction * width)));
  // 0.29 × 100 is 28.999…: whole percents that came in as a fraction come out as they were.
  const percent = Math.floor(Number((fraction * 100).toFixed(6)));
  return `${"▓".repeat(filled)}${"░".repeat(width - filled)} ${formatPercent(percent / 100)}`;
}
