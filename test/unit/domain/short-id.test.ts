import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { shortId, shortInputId } from "../../../src/domain/short-id.ts";

test("an id that people can read stays whole; of a longer one the beginning is shown", () => {
  expect(shortId("task-001")).toBe("task-001");
  expect(shortId("4f0c2a91-b7d8-4e3f-9a55-06c1d2e3f4a5")).toBe("4f0c2a91");
});

test("ids are always told apart, and each is the beginning of its own", () => {
  const id = fc.stringMatching(/^ab{6,30}c?$/);
  fc.assert(
    fc.property(fc.uniqueArray(id, { minLength: 2, maxLength: 5 }), (ids) => {
      const shown = ids.map((each) => shortId(each, ids));

      expect(shown.every((short, index) => ids[index]?.startsWith(short))).toBe(true);
      const [longest = ""] = [...ids].sort((a, b) => b.length - a.length);
      expect(ids.filter((each) => each.startsWith(shortId(longest, ids)))).toEqual([longest]);
    }),
  );
});

test("an input's name is kept, and a long one by its beginning and its end", () => {
  expect(shortInputId("digit-157")).toBe("digit-157");
  expect(shortInputId("a3f10c2a91b7d84e3f9a5506c1d2e3f4")).toBe("a3f10c2a");
  expect(shortInputId(`lunch-photos/${"x".repeat(60)}/0042.jpg`)).toMatch(/^lunch-photos\/x+…x+\/0042\.jpg$/);
});
