import { describe, expect, it, test } from "@jest/globals";
import fc from "fast-check";
import { parseJsonRow } from "../../../../src/tasks-service/import/parse-json-row.ts";

describe("parseJsonRow", () => {
  test.each([
    ["an id above 2^53", "9007199254740993", "9007199254740993"],
    ["the largest 64-bit number", "18446744073709551615", "18446744073709551615"],
    ["a negative one", "-9223372036854775807", "-9223372036854775807"],
    ["one that a double holds", "9007199254740992", 9007199254740992],
    ["more decimals than a double has", "3.14159265358979323846", "3.14159265358979323846"],
    ["what is too large for a double", "1e400", "1e400"],
    ["what is too small for a double", "1e-400", "1e-400"],
    ["a decimal", "0.1", 0.1],
    ["a trailing zero", "1.50", 1.5],
    ["an exponent", "1E5", 100000],
    ["minus zero", "-0", 0],
  ])("keeps the digits of %s", (_what, digits, value) => {
    expect(parseJsonRow(`{"n":${digits}}`)).toEqual({ row: { n: value } });
  });

  it("reads whatever JavaScript writes as JavaScript reads it", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const text = JSON.stringify(value);

        expect(JSON.stringify(parseJsonRow(text))).toBe(JSON.stringify({ row: JSON.parse(text) }));
      }),
    );
  });

  test.each([
    ["a name with two values", '{"a":1,"a":2}', "Duplicate key 'a'"],
    ["half a document", '{"a":', "is not JSON"],
    ["two documents", '{"a":1}{"b":2}', "is not JSON"],
    ["a list", "[1]", "is not a JSON object"],
    ["a depth without an end", "[".repeat(100_000), "is nested too deeply"],
  ])("refuses %s in words", (_what, text, words) => {
    expect(parseJsonRow(text)).toEqual({ problem: expect.stringContaining(words) });
  });
});
