import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { splitCommand } from "../../../../src/domain/command-line.ts";
import { parseListQuery, printListQuery } from "../../../../src/domain/lists/list-query.ts";

const EMPTY = { scope: "all", people: [], types: [], statuses: [], reviews: [], text: "" };
const parse = (text: string) => parseListQuery(splitCommand(text));

describe("what stands behind /task list", () => {
  test.each([
    ["", {}],
    ["   ", {}],
    ["all", {}],
    ["MINE", { scope: "mine" }],
    ["rev", { scope: "reviews" }],
    ["created", { scope: "created" }],
    ["<@U1|ana>", { scope: "mine", people: ["U1"] }],
    ["all <@U1>", { scope: "mine", people: ["U1"] }],
    ["reviews <@U1> <@U2> <@U1>", { scope: "reviews", people: ["U1", "U2"] }],
    ["<@U1> created", { scope: "created", people: ["U1"] }],
    ["type:polygon", { types: ["POLYGON_DETECTION"] }],
    ["Type: Polygon", { types: ["POLYGON_DETECTION"] }],
    ["type=box,concepts", { types: ["BOUNDING_BOX_DETECTION", "CONCEPTS_CLASSIFICATION"] }],
    ["type:bounding-box type:boxes", { types: ["BOUNDING_BOX_DETECTION"] }],
    ["status:open", { statuses: ["IN_PROGRESS"] }],
    ["status:in_progress", { statuses: ["IN_PROGRESS"] }],
    ["status:wont", { statuses: ["WONT_DO"] }],
    ["status:won’t-do", { statuses: ["WONT_DO"] }],
    ["status:closed", { statuses: ["DONE", "WONT_DO"] }],
    ["review:c", { reviews: ["CONSENSUS"] }],
    ["lunch photos", { text: "lunch photos" }],
    ["mine “lunch photos” status:done", { scope: "mine", statuses: ["DONE"], text: "lunch photos" }],
    ["a", { text: "a" }],
    ["all all", { text: "all" }],
    ["lunch:photos", { text: "lunch:photos" }],
    ['"unclosed', { text: "unclosed" }],
    ['"type: odd name"', { text: "type: odd name" }],
    ['"mine"', { text: "mine" }],
  ])("%p is understood", (text, expected) => {
    expect(parse(text)).toEqual({ ok: true, value: { ...EMPTY, ...expected } });
  });

  test.each([
    ["type:plygon", /“type:plygon” is not known. Did you mean type:polygons\? It can be concepts, boxes/],
    ["status:done,x", /“status:x” is not known/],
    ["review:", /Behind review: a word is missing. It can be none, manual or consensus\./],
    ["typ:polygon", /“typ:” is not known. Did you mean type:polygon\?/],
    ["types:boxes", /Did you mean type:boxes\?/],
    [Array.from({ length: 21 }, (_, n) => `<@U${n}>`).join(" "), /at most 20 people/],
  ])("%p is answered with what works", (text, expected) => {
    expect(parse(text)).toEqual({ ok: false, error: expect.stringMatching(expected) });
  });

  test("a query that a button carries is the query that was asked, and fits the button", () => {
    const word = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 300 }),
      fc.constantFrom(
        "mine",
        "all",
        "<@U123|ana>",
        "type:box",
        "status:open,done",
        "review:none",
        '"a b"',
        "“",
        "type :x",
      ),
    );
    const command = fc.array(word, { maxLength: 8 }).map((words) => words.join(" "));
    fc.assert(
      fc.property(command, (text) => {
        const query = parse(text);
        fc.pre(query.ok);
        if (!query.ok) return;
        const printed = printListQuery(query.value);
        expect(parse(printed)).toEqual(query);
        expect(printed.length).toBeLessThan(1_990);
      }),
      { numRuns: 1_000 },
    );
  });
});
