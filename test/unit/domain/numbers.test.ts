import { expect, test } from "@jest/globals";
import { formatPercent } from "../../../src/domain/numbers.ts";

test.each([
  [0, "0 %"],
  [1 / 10_000, "under 0.1 %"],
  [0.001, "0.1 %"],
  [1 / 3, "33.3 %"],
  [0.9994, "99.9 %"],
  [9_999 / 10_000, "over 99.9 %"],
  [1, "100 %"],
  [0.1 + 0.2 + 0.3 + 0.4 - 2 ** -53, "100 %"],
])("%d reads as what it is: neither nothing nor all where it is a little more or less", (fraction, words) => {
  expect(formatPercent(fraction)).toBe(words);
});
