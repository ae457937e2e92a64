import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createSealer } from "../../../src/store/seal.ts";

const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
const secret = fc.string({ unit: "grapheme" });
const twoKeys = fc.tuple(key, key).filter(([one, other]) => !one.equals(other));

describe("what is sealed", () => {
  test("opens as what it was, and never looks the same twice", () => {
    fc.assert(
      fc.property(key, secret, fc.string(), (one, text, about) => {
        const sealer = createSealer([one]);
        const [first, second] = [sealer.seal(text, about), sealer.seal(text, about)];

        expect(sealer.open(first, about)).toBe(text);
        expect(first.bytes).not.toBe(second.bytes);
        expect(first.keyId).toBe(sealer.keyId);
      }),
    );
  });

  test("does not show the text, nor the key", () => {
    fc.assert(
      fc.property(key, fc.string({ minLength: 8, unit: "grapheme-ascii" }), (one, text) => {
        const { keyId, bytes } = createSealer([one]).seal(text, "");

        expect(Buffer.from(bytes, "base64").includes(text)).toBe(false);
        expect(one.toString("hex")).not.toContain(keyId);
      }),
    );
  });

  test("does not open with one bit changed, cut short, or as something else's", () => {
    fc.assert(
      fc.property(key, secret, fc.nat(), fc.integer({ min: 0, max: 7 }), (one, text, at, bit) => {
        const sealer = createSealer([one]);
        const sealed = sealer.seal(text, "ana");
        const bytes = Buffer.from(sealed.bytes, "base64");
        const place = at % bytes.length;
        const cut = { ...sealed, bytes: bytes.subarray(0, place).toString("base64") };
        bytes[place] = (bytes[place] ?? 0) ^ (1 << bit);

        expect(sealer.open({ ...sealed, bytes: bytes.toString("base64") }, "ana")).toBeUndefined();
        expect(sealer.open(cut, "ana")).toBeUndefined();
        expect(sealer.open(sealed, "ben")).toBeUndefined();
      }),
    );
  });

  test("opens as long as its key is among those at hand, in whatever place, and with no other", () => {
    fc.assert(
      fc.property(twoKeys, secret, ([old, young], text) => {
        const sealed = createSealer([old]).seal(text, "");

        expect(createSealer([young, old]).open(sealed, "")).toBe(text);
        expect(createSealer([young]).open(sealed, "")).toBeUndefined();
        expect(createSealer([young]).open({ ...sealed, keyId: createSealer([young]).keyId }, "")).toBeUndefined();
        expect(createSealer([young, old]).keyId).toBe(createSealer([young]).keyId);
      }),
    );
  });
});
