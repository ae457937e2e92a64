import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readCsv } from "../../../../src/tasks-service/import/read-csv.ts";

async function* inPieces(text: string, sizes: readonly number[]): AsyncGenerator<string> {
  let start = 0;
  for (const size of sizes) {
    yield text.slice(start, start + size);
    start += size;
  }
  yield text.slice(start);
}

async function read(text: string, sizes: readonly number[] = [], limit?: number) {
  const records = [];
  for await (const record of readCsv(inPieces(text, sizes), ",", limit)) records.push(record);
  return records;
}

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

  it("says on which line a record begins, whatever its lines end with", async () => {
    const records = await read('id,text\r\n1,"two\r\nlines"\n\n2,one\r3,"more\nlines"\n4,last');

    expect(records).toEqual([
      { line: 1, cells: ["id", "text"] },
      { line: 2, cells: ["1", "two\r\nlines"] },
      { line: 5, cells: ["2", "one"] },
      { line: 6, cells: ["3", "more\nlines"] },
      { line: 8, cells: ["4", "last"] },
    ]);
  });

  it("keeps spaces, and quotes within a cell", async () => {
    const records = await read('1,  a  ,5" wide\n2, "b",c');

    expect(records.map(({ cells }) => cells)).toEqual([
      ["1", "  a  ", '5" wide'],
      ["2", ' "b"', "c"],
    ]);
  });

  it("finds a cell that goes on behind its closing quote, and reads on", async () => {
    const records = await read('1,"a"b\n2,"c""d"\n3,e');

    expect(records).toEqual([
      { line: 1, cells: ["1", "ab"], problem: expect.stringContaining("closing quote (column 2)") },
      { line: 2, cells: ["2", 'c"d'] },
      { line: 3, cells: ["3", "e"] },
    ]);
  });

  it("reports a quote that is never closed, and that nothing after it was read", async () => {
    const records = await read('id,text\n1,"endless\n2,b\n');

    expect(records.at(-1)).toMatchObject({
      line: 2,
      problem: expect.stringMatching(/never closed.*nothing.*was read/),
    });
  });

  it("gives up a record that grows without an end", async () => {
    const pieces = Array.from({ length: 50 }, () => 10);

    const records = await read(`1,a\n2,"${"x".repeat(500)}`, pieces, 100);

    expect(records).toEqual([
      { line: 1, cells: ["1", "a"] },
      { line: 2, cells: [], problem: expect.stringMatching(/is longer than.*nothing.*was read/) },
    ]);
  });
});
