import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { splitCommand } from "../../../../src/domain/command-line.ts";
import { parseListQuery, printListQuery } from "../../../../src/domain/lists/list-query.ts";

const EMPTY = { scope: "all", people: [], types: [], statuses: [], reviews: [], priorities: [], text: "" };
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
    ["priority:high,none", { priorities: ["HIGH", "NONE"] }],
    ['"lunch:photos"', { text: "lunch:photos" }],
    ["https://example.org/a", { text: "https://example.org/a" }],
    ["12:30", { text: "12:30" }],
    ['"unclosed', { text: "unclosed" }],
    ['"type: odd name"', { text: "type: odd name" }],
    ['"mine"', { text: "mine" }],
  ])("%p is understood", (text, expected) => {
    expect(parse(text)).toEqual({ ok: true, value: { ...EMPTY, ...expected } });
  });

  test.each([
    [
      "type:plygon lunch",
      /“type:plygon” is not known. Did you mean type:polygons\? It can be concepts, boxes/,
      "type:polygons lunch",
    ],
    ["status:done,dne", /“status:dne” is not known/, "status:done,done"],
    ["mine status: opne", /“status:opne” is not known. Did you mean status:open\?/, "mine status: open"],
    ["review:", /Behind review: a word is missing. It can be none, manual or consensus\./, undefined],
    ["typ:polygon", /“typ:” is not known. Did you mean type:polygon\?/, "type:polygon"],
    ["types:boxes <@U1|ana>", /Did you mean type:boxes\?/, "type:boxes <@U1|ana>"],
    ["prio:high", /Did you mean priority:high\?/, "priority:high"],
    [
      '"lunch photos" colour:red',
      /“colour:” is not a filter: those are type:, status:, review: and priority:/,
      '"lunch photos" "colour:red"',
    ],
    [Array.from({ length: 21 }, (_, n) => `<@U${n}>`).join(" "), /at most 20 people/, undefined],
  ])("%p is answered with what works", (text, expected, mended) => {
    const found = parse(text);

    expect(found).toEqual({
      ok: false,
      error: { message: expect.stringMatching(expected), ...(mended && { mended }) },
    });
    if (mended !== undefined) expect(parse(mended)).toMatchObject({ ok: true });
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
