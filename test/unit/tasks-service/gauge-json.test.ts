import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createJsonGauge } from "../../../src/tasks-service/http/gauge-json.ts";

const limits = { depth: 4, values: 12, fields: 3 };

function gauge(text: string, pieceLength: number): string | undefined {
  const measure = createJsonGauge(limits);
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += pieceLength) {
    const problem = measure(bytes.subarray(start, start + pieceLength));
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function depthOf(json: unknown): number {
  return typeof json === "object" && json !== null ? 1 + Math.max(0, ...Object.values(json).map(depthOf)) : 0;
}

function mostFields(json: unknown): number {
  if (typeof json !== "object" || json === null) return 0;
  const own = Array.isArray(json) ? 0 : Object.keys(json).length;
  return Math.max(own, ...Object.values(json).map(mostFields));
}

/** The brackets that open and the commas, outside of texts, and one. */
const valuesOf = (text: string): number =>
  1 + (text.replaceAll(/"(?:\\.|[^"\\])*"/gs, "").match(/[[{,]/g)?.length ?? 0);

describe("the gauge of JSON", () => {
  it("says that there is too much exactly when there is, however the bytes come in", () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[\\"[\]{},]{0,12}$/));
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 6, withCrossShrink: true },
        text,
        fc.integer(),
        fc.array(tie("json"), { maxLength: 5 }),
        fc.dictionary(text, tie("json"), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(json, fc.integer({ min: 1, max: 9 }), (value, pieceLength) => {
        const body = JSON.stringify(value);
        const isTooMuch =
          depthOf(value) > limits.depth || mostFields(value) > limits.fields || valuesOf(body) > limits.values;

        expect(gauge(body, pieceLength) !== undefined).toBe(isTooMuch);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ["brackets", "[".repeat(5), "4 levels deep"],
    ["values", `[${"1,".repeat(12)}`, "more than 12 values"],
    ["fields", '{"a":1,"b":1,"c":1,"d":1}', "more than 3 fields"],
  ])("names the limit of %s", (_what, body, words) => {
    expect(gauge(body, 4)).toContain(words);
  });
});
