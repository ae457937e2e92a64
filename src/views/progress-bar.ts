import { formatPercent } from "../domain/numbers.ts";

/** "▓▓▓▓░░░░ 48 %" for a fraction 0..1. Anything begun shows, and only what is finished is full. */
export function progressBar(fraction: number, width = 8): string {
  const filled =
    fraction <= 0 ? 0 : fraction >= 1 ? width : Math.min(width - 1, Math.max(1, Math.round(fraction * width)));
  return `${"▓".repeat(filled)}${"░".repeat(width - filled)} ${formatPercent(Math.floor(fraction * 100) / 100)}`;
}
