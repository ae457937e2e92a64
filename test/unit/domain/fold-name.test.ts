import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { nameProblem } from "../../../src/domain/check-name.ts";
import { conceptIdFor } from "../../../src/domain/concept-id.ts";
import { foldName, isSameName, plainBeginning } from "../../../src/domain/fold-name.ts";

const anyText = fc.string({ unit: "binary", maxLength: 60 });

describe("names are the same", () => {
  test.each([
    ["case", "Hot Dog", "hOT dOG"],
    ["composed or not", "Caf\u00e9", "Cafe\u0301"],
    ["zero-width characters", "hot\u200b dog\ufeff", "hot dog"],
    ["a soft hyphen", "hot\u00addog", "hotdog"],
    ["the kind of quote", "hot dog “bun”", 'hot dog "bun"'],
    ["French and German quotes", "«bun»", "„bun“"],
    ["the kind of apostrophe", "children’s", "children´s"],
    ["runs and kinds of spaces", "  hot \u00a0\n dog ", "hot dog"],
  ])("whatever %s", (_what, a, b) => {
    expect(isSameName(a, b)).toBe(true);
  });

  test.each([
    ["bun 1", "bun 2"],
    ["kır", "kir"],
    ["5' tall", '5" tall'],
    ["hot-dog", "hot dog"],
  ])("but %s and %s are not", (a, b) => {
    expect(isSameName(a, b)).toBe(false);
  });

  test("folding what is folded changes nothing", () => {
    fc.assert(fc.property(anyText, (text) => foldName(foldName(text)) === foldName(text)));
  });

  test("what is searched for is where every spelling of the name begins", () => {
    fc.assert(fc.property(anyText, (text) => foldName(text).startsWith(foldName(plainBeginning(text)))));
  });
});

describe("the id of a new concept", () => {
  test("is one for all spellings of a name, and has only what the API takes", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const id = conceptIdFor(text);
        expect(id).toMatch(/^[a-z0-9_-]{1,48}$/);
        expect(conceptIdFor(` ${text.normalize("NFD")}\u200b`)).toBe(id);
      }),
    );
  });

  test("is another one where a concept of another name has it", () => {
    expect(conceptIdFor("Cat", (id) => id === "cat")).toMatch(/^cat-/);
  });
});

describe("a name", () => {
  test.each(["\u200b", "\u2060\u200d", "\u3164", "\u2800 \u2800", "\u202e\u2066", "a\0b"])(
    "as %j is refused",
    (name) => {
      expect(nameProblem(name)).toEqual(expect.any(String));
    },
  );

  test.each(["Cat", "👩‍👩‍👧", "שלום\u200f", "می‌خواهم", "-", "1"])("as %j is taken", (name) => {
    expect(nameProblem(name)).toBeUndefined();
  });
});
