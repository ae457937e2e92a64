import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readLines } from "../../../../src/tasks-service/import/read-lines.ts";

async function* inPieces(pieces: readonly string[]): AsyncGenerator<string> {
  yield* pieces;
}

async function read(pieces: readonly string[], limit?: number) {
  const lines = [];
  for await (const line of readLines(inPieces(pieces), limit)) lines.push(line);
  return lines;
}

describe("readLines", () => {
  it("cuts at line feeds alone, however the text comes", async () => {
    const piece = fc.string({ unit: fc.constantFrom("a", "\n", "\r", "\u2028", "\u2029", "\u0085", "\v", "\f", "😀") });
    await fc.assert(
      fc.asyncProperty(fc.array(piece), async (pieces) => {
        const expected = pieces.join("").split("\n");
        if (expected.at(-1) === "") expected.pop();

        const lines = await read(pieces);

        expect(lines).toEqual(expected.map((text, index) => ({ line: index + 1, text })));
      }),
    );
  });

  it("keeps nothing of a line above the limit, and reads on after it", async () => {
    const lines = await read(["short\nlo", "ng".repeat(10), "er\nnext\n", "x".repeat(11)], 10);

    expect(lines).toEqual([{ line: 1, text: "short" }, { line: 2 }, { line: 3, text: "next" }, { line: 4 }]);
  });
});
