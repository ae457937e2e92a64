import { expect, test } from "@jest/globals";
import { formatPercent } from "../../../src/domain/numbers.ts";

test.each([
  [0, "0\u00a0%"],
  [1 / 10_000, "under 0.1\u00a0%"],
  [0.001, "0.1\u00a0%"],
  [1 / 3, "33.3\u00a0%"],
  [0.9994, "99.9\u00a0%"],
  [9_999 / 10_000, "over 99.9\u00a0%"],
  [1, "100\u00a0%"],
  [0.1 + 0.2 + 0.3 + 0.4 - 2 ** -53, "100\u00a0%"],
])("%d reads as what it is: neither nothing nor all where it is a little more or less", (fraction, words) => {
  expect(formatPercent(fraction)).toBe(words);
});
