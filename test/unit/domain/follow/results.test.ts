import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createResults, type GivenLabel, type InputResult } from "../../../../src/domain/follow/result.ts";
import { csvHead, csvRow, jsonLine } from "../../../../src/domain/follow/write-results.ts";

const label = (id: string, facts: Partial<GivenLabel>): GivenLabel => ({
  id,
  inputId: "i1",
  by: "ana",
  said: { kind: "concepts", concepts: ["cat"] },
  isApproved: true,
  isKept: false,
  ...facts,
});

describe("one result per input", () => {
  test("the kept one of those who agree, with how many stand behind it, in whatever order they are listed", () => {
    const given = [
      label("a", { at: "2026-01-01T00:00:00Z" }),
      label("b", { by: "bo", isKept: true, at: "2026-01-02T00:00:00Z" }),
      label("c", { by: "cy", isApproved: false, said: { kind: "concepts", concepts: ["dog"] } }),
      label("d", { inputId: "i2", isApproved: false }),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(given, { minLength: given.length }), (shuffled) => {
        const results = createResults<string>();
        for (const one of shuffled) results.add(one, `place of ${one.id}`);
        expect(results.list()).toEqual([{ inputId: "i1", place: "place of b", approved: 2, labels: 3 }]);
        expect(results.size).toBe(2);
      }),
    );
  });
});

describe("the file", () => {
  const names = {
    concepts: new Map([["cat", "=cat()"]]),
    people: new Map([["ana", 'Ana, "A"']]),
    review: "NONE",
  } as const;
  const result = (inputId: string): InputResult => ({
    inputId,
    said: { kind: "concepts", concepts: ["cat"] },
    by: "ana",
    approved: 1,
    labels: 1,
  });

  test("no cell of a CSV is calculated by a spreadsheet, and each comes back as it was", () => {
    expect(csvRow(result("@x"), names)).toBe(`'@x,'=cat(),,,"Ana, ""A""",ana,,1,1,not reviewed\r\n`);
    expect(csvHead()).toBe("input_id,concepts,shapes,parts,labeled_by,account,labeled_at,approved,labels,how\r\n");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (inputId) => {
        const read = firstCell(csvRow(result(inputId), names));
        expect(/^[=+\-@\t\r]/.test(read)).toBe(false);
        expect(read === inputId || read === `'${inputId}`).toBe(true);
      }),
    );
  });

  test("JSON lines hold ids and names", () => {
    expect(JSON.parse(jsonLine(result("i1"), names))).toMatchObject({
      input_id: "i1",
      concepts: ["=cat()"],
      concept_ids: ["cat"],
      labeled_by: 'Ana, "A"',
    });
  });
});

test("what is said of parts of an input stands in both files, with names and places", () => {
  const result: InputResult = {
    inputId: "i1",
    said: {
      kind: "parts",
      concepts: ["calm"],
      shapes: [],
      parts: [
        { part: { kind: "frame", ms: 500, number: 12 }, concepts: ["cat"], shapes: [] },
        { part: { kind: "segment", from: 1, to: 2.5 }, concepts: ["dog"], shapes: [] },
        { part: { kind: "span", from: 0, to: 3, text: "tom" }, concepts: ["cat"], shapes: [] },
      ],
    },
    by: "ana",
    approved: 1,
    labels: 1,
  };
  const names = { concepts: new Map([["cat", "Cat"]]), people: new Map(), review: "NONE" } as const;
  const parts = [
    { time_ms: 500, frame: 12, concepts: ["Cat"], concept_ids: ["cat"] },
    { from_s: 1, to_s: 2.5, concepts: ["dog"], concept_ids: ["dog"] },
    { from_char: 0, to_char: 3, text: "tom", concepts: ["Cat"], concept_ids: ["cat"] },
  ];

  expect(JSON.parse(jsonLine(result, names))).toMatchObject({ concepts: ["calm", "Cat", "dog"], parts });
  expect(csvRow(result, names)).toBe(
    `i1,calm; Cat; dog,,"${JSON.stringify(parts).replaceAll('"', '""')}",ana,ana,,1,1,not reviewed\r\n`,
  );
});

/** The first cell as RFC 4180 says to read it. */
function firstCell(line: string): string {
  const quoted = /^"((?:[^"]|"")*)"/.exec(line)?.[1];
  return quoted?.replaceAll('""', '"') ?? line.slice(0, line.indexOf(","));
}
