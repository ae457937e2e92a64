/** Escapes what people typed, without NUL, for mrkdwn and for the notification text (docs.slack.dev, "Formatting message text"). */
export function escapeText(text: string): string {
  return text.replaceAll("\0", "").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
