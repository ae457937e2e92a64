import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { writeNumber } from "../../../../src/domain/numbers.ts";
import { computeShares } from "../../../../src/domain/shares.ts";
import { checkShares } from "../../../../src/domain/task-form/check-shares.ts";
import { MAX_WEIGHT_LINES } from "../../../../src/domain/task-form/weight-lines.ts";
import { parseWeights, writeWeightLines } from "../../../../src/domain/task-form/weights.ts";

const many = Array.from({ length: 41 }, (_, index) => `U${index + 1}`);
const nameOf = (person: string): string => `Worker ${person.slice(1)}`;

describe("weights as lines of text", () => {
  test("what the form writes is read back", () => {
    const weightLines = writeWeightLines(many, { U1: "90", U2: "0.5" }, nameOf);
    const parsed = parseWeights({ workers: many, weights: {}, weightLines }, nameOf);
    expect(parsed.ok && parsed.value).toMatchObject({ U1: 90, U2: 0.5, U41: 1 });
  });

  test("two people of one name are told apart by their id", () => {
    const twins = (person: string): string => (person === "U1" || person === "U2" ? "Ana Silva" : nameOf(person));
    const weightLines = writeWeightLines(many, { U1: "3", U2: "4" }, twins);
    const parsed = parseWeights({ workers: many, weights: {}, weightLines }, twins);
    expect(parsed.ok && parsed.value).toMatchObject({ U1: 3, U2: 4 });
  });

  test("each faulty line is named by its number, and who is missing by name", () => {
    const lines = writeWeightLines(many, {}, nameOf).split("\n");
    const wrong = [...lines.slice(0, 38), "@Nobody 3", "@Worker 1 5", "@Worker 40 x"].join("\n");
    const parsed = parseWeights({ workers: many, weights: {}, weightLines: wrong }, nameOf);
    const message = parsed.ok ? "" : (parsed.error[0]?.message ?? "");
    expect(message).toMatch(/^Line 39 does not begin with one of the workers/);
    expect(message).toMatch(/line 40: Worker 1 stands there twice/);
    expect(message).toMatch(/line 41: “x” is not a number/);
    const short = parseWeights({ workers: many, weights: {}, weightLines: lines.slice(1).join("\n") }, nameOf);
    expect(short.ok ? "" : short.error[0]?.message).toBe(
      "No line for @Worker 1: add one each, or the line “everyone else 1”.",
    );
  });

  test.each(["everyone else 2", "Everyone Else 2", "@all others 2"])("%p is for all who have no line", (rest) => {
    const weightLines = `@Worker 3 90\n${rest}\n@Worker 1 0`;
    const parsed = parseWeights({ workers: many, weights: {}, weightLines }, nameOf);
    expect(parsed.ok && parsed.value).toMatchObject({ U1: 0, U2: 2, U3: 90, U41: 2 });
  });

  test.each([
    ["everyone else 1\nall others 2", /^Line 2: “everyone else” stands there twice/],
    ["everyone else much", /^Line 1: “much” is not a number/],
    ["everyone else 5\u200b", /^Line 1: This number holds characters that nobody can see/],
    ["everyone else -1", /^Line 1: A weight cannot be negative: give everyone else 0 or more/],
    ["everyone else 0", /^All weights are 0/],
  ])("%p is refused", (weightLines, message) => {
    const parsed = parseWeights({ workers: many, weights: {}, weightLines }, nameOf);
    expect(parsed.ok ? "" : parsed.error[0]?.message).toMatch(message);
  });

  test("a field that holds nothing yet means what it is going to show", () => {
    const parsed = parseWeights({ workers: many, weights: { U2: "5" }, weightLines: "" }, nameOf);
    expect(parsed.ok && parsed.value).toMatchObject({ U1: 1, U2: 5, U41: 1 });
  });
});

describe("more lines than the field takes", () => {
  const crowd = Array.from({ length: 200 }, (_, index) => `U${index + 1}`);
  const longName = (person: string): string => `Alexandra Hernandez-Miller ${person.slice(1)}`;

  test("only those are written whose weight is not the most common one", () => {
    const lines = writeWeightLines(crowd, { U7: "90", U9: "0.5" }, longName);
    expect(lines).toBe("@Alexandra Hernandez-Miller 7 90\n@Alexandra Hernandez-Miller 9 0.5\neveryone else 1");
  });

  const different = Object.fromEntries(crowd.map((worker, index) => [worker, String(index + 1)]));
  const read = (weightLines: string) => {
    const parsed = parseWeights({ workers: crowd, weights: different, weightLines }, longName);
    return parsed.ok ? parsed.value : parsed.error;
  };

  test("where even that is too long, no weight is lost: who has no line keeps theirs", () => {
    const lines = writeWeightLines(crowd, different, longName);
    expect(lines.endsWith("\neveryone else unchanged")).toBe(true);
    expect(read(lines)).toMatchObject({ U1: 1, U100: 100, U200: 200 });
    expect(read(lines.replace(" 1\n", " 7\n"))).toMatchObject({ U1: 7, U100: 100, U200: 200 });
    expect(read(lines.replace("unchanged", "3"))).toMatchObject({ U1: 1, U200: 3 });
    expect(read(lines.replace("everyone else unchanged", ""))).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/add one each, or the line “everyone else 1”/) }),
    ]);
  });

  const weight = fc.oneof(
    fc.constantFrom("1", "2"),
    fc.double({ min: 0.001, max: 1000, noNaN: true }).map(writeNumber),
  );
  const name = fc.oneof(
    fc.string({ unit: "binary", maxLength: 120 }),
    fc.constantFrom(
      "Ana",
      "ana ",
      "Ana (U1)",
      "U2",
      "@Ana",
      "<@U3>",
      "Ana 3",
      "everyone else",
      "All  Others",
      "Ana\nBen 1",
    ),
  );
  const filled = fc.array(fc.record({ name, weight }), { minLength: 41, maxLength: 200 });

  test("whatever names and weights: what is written fits, and is read back the same", () => {
    fc.assert(
      fc.property(filled, (all) => {
        const workers = all.map((_, index) => `U${index + 1}`);
        const nameIn = (worker: string): string => all[Number(worker.slice(1)) - 1]?.name ?? "";
        const weights = Object.fromEntries(all.map((each, index) => [`U${index + 1}`, each.weight]));
        const weightLines = writeWeightLines(workers, weights, nameIn);
        expect(weightLines.length).toBeLessThanOrEqual(MAX_WEIGHT_LINES);
        const expected = Object.fromEntries(workers.map((worker) => [worker, Number(weights[worker])]));
        expect(parseWeights({ workers, weights, weightLines }, nameIn)).toEqual({ ok: true, value: expected });
      }),
    );
  });
});

const plan = fc
  .array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 30 })
  .filter((weights) => weights.some((weight) => weight > 0))
  .chain((weights) =>
    fc.record({ weights: fc.constant(weights), perInput: fc.integer({ min: 1, max: weights.length }) }),
  );

describe("shares", () => {
  test("whatever passes the check is a partition: nobody above everything, all together workers per input", () => {
    fc.assert(
      fc.property(plan, ({ weights, perInput }) => {
        const byWorker = Object.fromEntries(weights.map((weight, index) => [`U${index}`, weight]));
        fc.pre(checkShares(byWorker, { workersPerInput: perInput }, nameOf).length === 0);
        const shares = computeShares({
          strategy: "PARTITIONED",
          workers: Object.keys(byWorker),
          workersPerInput: perInput,
          weights: byWorker,
        });
        const fractions = shares.map((share) => share.fraction ?? Number.NaN);
        expect(Math.max(...fractions)).toBeLessThanOrEqual(1);
        expect(fractions.reduce((sum, fraction) => sum + fraction, 0)).toBeCloseTo(perInput, 6);
      }),
    );
  });

  test("ninety ten: weights need not add up to a hundred", () => {
    const shares = (weights: Record<string, number>) =>
      computeShares({ strategy: "PARTITIONED", workers: ["U1", "U2"], workersPerInput: 1, weights });
    expect(shares({ U1: 9, U2: 1 })).toEqual(shares({ U1: 90, U2: 10 }));
    expect(shares({ U1: 9, U2: 1 })).toEqual([
      { worker: "U1", fraction: 0.9 },
      { worker: "U2", fraction: 0.1 },
    ]);
  });
});

describe("a weight that can be read in two ways is asked about", () => {
  const ana = ["U1"];
  const problemOf = (weight: string) => {
    const parsed = parseWeights({ workers: ana, weights: { U1: weight }, weightLines: "" }, () => "Ana");
    return parsed.ok ? parsed.value["U1"] : parsed.error[0]?.message;
  };

  test.each([
    ["1,000", "“1,000” can mean 1000 or 1: write 1000, or 1."],
    ["1.000", "“1.000” can mean 1000 or 1: write 1000, or 1."],
    ["2,125", "“2,125” can mean 2125 or 2.125: write 2125, or 2.1250."],
    ["1 000", "Write “1 000” without anything between the digits: 1000."],
    ["1\u202f000", "Write “1\u202f000” without anything between the digits: 1000."],
    ["1'000", "Write “1'000” without anything between the digits: 1000."],
    ["1.000.000", "Write “1.000.000” without anything between the digits: 1000000."],
    ["1,000,000", "Write “1,000,000” without anything between the digits: 1000000."],
    ["٣", "Write “٣” with the digits 0 to 9, for example 10."],
    ["１０", "Write “１０” with the digits 0 to 9, for example 10."],
    ["5\u200b", "This number holds characters that nobody can see: delete it and type it anew."],
    ["\u202e12", "This number holds characters that nobody can see: delete it and type it anew."],
    ["1e5", "“1e5” is not a number: enter one, for example 10."],
    ["0x10", "“0x10” is not a number: enter one, for example 10."],
    ["Infinity", "“Infinity” is not a number: enter one, for example 10."],
    ["9".repeat(308), "This number has 308 characters: use at most 15 digits; only the proportion counts."],
    ["9".repeat(30), "A weight can be 1,000,000,000 at most: only the proportion counts, so give smaller ones."],
  ])("%s", (typed, asked) => {
    expect(problemOf(typed)).toBe(asked);
  });

  test.each([
    ["1000", 1000],
    ["0,125", 0.125],
    ["0.125", 0.125],
    ["2.125", 2.125],
    ["2.1250", 2.125],
    ["12,5", 12.5],
    ["1,0000", 1],
  ])("and %s is not", (typed, weight) => {
    expect(problemOf(typed)).toBe(weight);
  });

  test("what the app writes is read as it was", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-7, max: 1e9, noNaN: true }), (weight) => {
        expect(problemOf(writeNumber(weight))).toBeCloseTo(weight, 15);
      }),
    );
  });

  test("in a line too, although a name may end with digits", () => {
    const workers = Array.from({ length: 41 }, (_, at) => `U${at}`);
    const nameOf = (worker: string) => (worker === "U1" ? "Ana 1" : worker === "U2" ? "Ana" : `Person ${worker}`);
    const ask = (weightLines: string) => parseWeights({ workers, weights: {}, weightLines }, nameOf);

    expect(ask("@Ana 1 5\neveryone else 1")).toMatchObject({ ok: true, value: { U1: 5 } });
    expect(ask("@Ana 2 000\neveryone else 1")).toEqual({
      ok: false,
      error: [{ field: "weightLines", message: "Line 1: Write “2 000” without anything between the digits: 2000." }],
    });
    expect(ask("@ANA’s 1\neveryone else 1")).toMatchObject({ ok: false });
  });
});
