import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readCsv } from "../../../src/tasks-service/import/read-csv.ts";

async function* inPieces(text: string, sizes: readonly number[]): AsyncGenerator<string> {
  let start = 0;
  for (const size of sizes) {
    yield text.slice(start, start + size);
    start += size;
  }
  yield text.slice(start);
}

const read = async (text: string, sizes: readonly number[] = []) => {
  const records = [];
  for await (const record of readCsv(inPieces(text, sizes))) records.push(record);
  return records;
};

describe("readCsv", () => {
  it("reads what was written, however it is cut into pieces", async () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "ü", ",", '"', "\n", "\r\n", " ") });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.array(fc.integer({ min: 1, max: 7 })),
        fc.boolean(),
        async (rows, sizes, isWindows) => {
          const end = isWindows ? "\r\n" : "\n";
          const text = rows
            .map((cells) => cells.map((each) => `"${each.replaceAll('"', '""')}"`).join(",") + end)
            .join("");

          const records = await read(text, sizes);

          expect(records.map(({ cells }) => cells)).toEqual(rows);
        },
      ),
    );
  });

  it("says on which line a record begins", async () => {
    const records = await read('\uFEFFid,text\n1,"two\nlines"\n\n2,one');

    expect(records).toEqual([
      { line: 1, cells: ["id", "text"] },
      { line: 2, cells: ["1", "two\nlines"] },
      { line: 5, cells: ["2", "one"] },
    ]);
  });

  it("reports a quote that is never closed", async () => {
    const records = await read('id,text\n1,"endless\n2,b\n');

    expect(records.at(-1)).toMatchObject({ line: 2, problem: expect.stringContaining("never closed") });
  });
});
