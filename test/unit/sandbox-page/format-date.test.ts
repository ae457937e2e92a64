import { expect, test } from "@jest/globals";
import { formatSlackDate } from "../../../sandbox/page/text/format-date.ts";

const NOON = Date.UTC(2026, 10, 23, 12) / 1000;
const NOW = new Date("2026-11-23T20:00:00Z");

test("pretty dates are named from where the reader is", () => {
  expect(formatSlackDate("{date_short_pretty}", NOON, NOW, "Europe/Vienna")).toBe("Today");
  // It is the 24th already in Tokyo, where noon UTC was still the 23rd.
  expect(formatSlackDate("{date_pretty}", NOON, NOW, "Asia/Tokyo")).toBe("Yesterday");
  expect(formatSlackDate("{date_long_pretty}", NOON + 86_400, NOW, "Europe/Vienna")).toBe("Tomorrow");
  expect(formatSlackDate("made {date_short_pretty}", NOON, NOW, "Europe/Vienna")).toBe("made today");
});

test("a token that Slack does not know stays as it is", () => {
  expect(formatSlackDate("on {someday}", NOON, NOW, "UTC")).toBe("on {someday}");
});

test("{ago} counts from now", () => {
  expect(formatSlackDate("{ago}", NOON, NOW, "UTC")).toBe("8 hours ago");
});
