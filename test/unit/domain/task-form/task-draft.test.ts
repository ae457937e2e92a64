import { describe, expect, test } from "@jest/globals";
import { MAX_NAME, parseTaskDraft } from "../../../../src/domain/task-form/task-draft.ts";
import type { TaskFormValues } from "../../../../src/domain/task-form/task-form.ts";
import { facts, form } from "./form.ts";

function refusal(changes: Partial<TaskFormValues>, field: string, known = facts()): string {
  const result = parseTaskDraft(form(changes), known);
  if (result.ok) throw new Error("the form was taken");
  const problem = result.error.find((each) => each.field === field);
  if (!problem) throw new Error(`no problem on ${field}, but on ${result.error.map((each) => each.field).join(", ")}`);
  return problem.message;
}

const partitioned = { strategy: "PARTITIONED", workers: ["U1", "U2"] } as const;

describe("a form becomes a draft", () => {
  test("nobody assigned: a full task without workers", () => {
    const result = parseTaskDraft(form({ name: "  Ninety ten " }), facts());
    expect(result).toEqual({
      ok: true,
      value: {
        name: "Ninety ten",
        instructions: "",
        type: "CONCEPTS_CLASSIFICATION",
        concepts: [{ kind: "existing", id: "cat", name: "cat" }],
        conceptsPerInput: "ONE",
        inputSource: { type: "ALL_INPUTS" },
        work: { strategy: "FULL", workers: [] },
        review: { strategy: "NONE" },
      },
    });
  });

  test("everything chosen", () => {
    const result = parseTaskDraft(
      form({
        ...partitioned,
        split: "WEIGHTED",
        weights: { U1: "90", U2: " 10 " },
        inputSource: "DATASET",
        dataset: { id: "d1", name: "lunch-photos" },
        review: "CONSENSUS",
        reviewers: ["U4"],
        labelersMustAgree: "1",
        reviewersMustApprove: "ALL",
        priority: "HIGH",
        sampleMs: "500",
      }),
      facts(),
    );
    expect(result).toMatchObject({
      ok: true,
      value: {
        inputSource: { type: "DATASET", id: "d1" },
        sourceName: "lunch-photos",
        work: { strategy: "PARTITIONED", workers: ["U1", "U2"], workersPerInput: 1, weights: { U1: 90, U2: 10 } },
        review: { strategy: "CONSENSUS", reviewers: ["U4"], labelersMustAgree: 1, reviewersMustApprove: "ALL" },
        priority: "HIGH",
        sampleMs: 500,
      },
    });
  });

  test("a manual sample is a fraction", () => {
    const result = parseTaskDraft(form({ review: "MANUAL", reviewers: ["U4"], sample: "12.5" }), facts());
    expect(result).toMatchObject({ ok: true, value: { review: { sample: 0.125 } } });
  });

  test("fields that do not show do not count", () => {
    const result = parseTaskDraft(
      form({ strategy: "FULL", workersPerInput: "many", weights: { U1: "x" }, sample: "-1", review: "NONE" }),
      facts(),
    );
    expect(result.ok).toBe(true);
  });
});

describe("a form is refused on the field concerned", () => {
  test.each<[string, Partial<TaskFormValues>, string, RegExp]>([
    ["only spaces", { name: "   " }, "name", /needs a name/],
    ["a long name", { name: "x".repeat(3000) }, "name", new RegExp(`3000 characters: use at most ${MAX_NAME}`)],
    ["NUL in the name", { name: "a\0b" }, "name", /NUL/],
    ["NUL in the instructions", { instructions: "a\0b" }, "instructions", /NUL/],
    ["no concept", { concepts: [] }, "concepts", /at least one concept/],
    ["no dataset", { inputSource: "DATASET" }, "dataset", /Choose the dataset/],
    ["no saved search", { inputSource: "SAVED_SEARCH" }, "savedSearch", /Choose the saved search/],
    ["nobody to divide among", { strategy: "PARTITIONED" }, "workers", /choose some, or take the strategy Full/],
    [
      "more per input than workers",
      { ...partitioned, workersPerInput: "3" },
      "workersPerInput",
      /there are 2 workers: enter 2 or less/,
    ],
    ["half a worker", { ...partitioned, workersPerInput: "1.5" }, "workersPerInput", /whole number/],
    ["no worker per input", { ...partitioned, workersPerInput: "0" }, "workersPerInput", /whole number, 1 or more/],
    [
      "a missing weight",
      { ...partitioned, split: "WEIGHTED", weights: { U1: "1" } },
      "weight:U2",
      /^Ben has no weight/,
    ],
    [
      "a negative weight",
      { ...partitioned, split: "WEIGHTED", weights: { U1: "1", U2: "-1" } },
      "weight:U2",
      /negative/,
    ],
    [
      "no number",
      { ...partitioned, split: "WEIGHTED", weights: { U1: "1", U2: "lots" } },
      "weight:U2",
      /“lots” is not a number/,
    ],
    [
      "all weights 0",
      { ...partitioned, split: "WEIGHTED", weights: { U1: "0", U2: "0" } },
      "weight:U1",
      /All weights are 0/,
    ],
    ["no reviewer", { review: "MANUAL" }, "reviewers", /Choose who reviews/],
    ["an empty sample", { review: "MANUAL", reviewers: ["U4"], sample: "0" }, "sample", /above 0 and up to 100/],
    ["too large a sample", { review: "MANUAL", reviewers: ["U4"], sample: "101" }, "sample", /up to 100/],
    [
      "a negative threshold",
      { review: "CONSENSUS", reviewers: ["U4"], labelersMustAgree: "-1" },
      "labelersMustAgree",
      /whole number/,
    ],
    ["no milliseconds", { sampleMs: "0" }, "sampleMs", /milliseconds, 1 or more/],
  ])("%s", (_name, changes, field, message) => {
    expect(refusal(changes, field)).toMatch(message);
  });

  test("a share that no partition can give names the weight that works", () => {
    const message = refusal(
      {
        strategy: "PARTITIONED",
        workers: ["U1", "U2", "U3"],
        workersPerInput: "2",
        split: "WEIGHTED",
        weights: { U1: "51", U2: "25", U3: "24" },
      },
      "weight:U1",
    );
    expect(message).toBe(
      "With 2 workers per input Ana would get 102\u00a0% of the inputs, and nobody can take more than 100\u00a0%: give Ana between 1 and 49, or set workers per input to 1.",
    );
  });

  test("a threshold that no input can reach: as many as see an input, or all under Full", () => {
    const review = { review: "CONSENSUS", reviewers: ["U4"], labelersMustAgree: "3" } as const;
    const said = (changes: Partial<TaskFormValues>): string => refusal({ ...review, ...changes }, "labelersMustAgree");
    const three = { strategy: "PARTITIONED", workers: ["U1", "U2", "U3"] } as const;
    expect(said(three)).toBe(
      "Each input is labeled by 1 worker, so 3 can never agree: set Workers per input to 3, or Labelers who must agree to 1, by which one label approves an input.",
    );
    expect(said({ ...three, workersPerInput: "2", split: "WEIGHTED", weights: { U1: "2", U2: "1", U3: "1" } })).toMatch(
      /: set Split to Evenly and Workers per input to 3, or Labelers who must agree to 2 or less\.$/,
    );
    expect(said(partitioned)).toMatch(/: add 1 worker and set Workers per input to 3, or Labelers .* to 1, by which/);
    expect(said({ strategy: "FULL", workers: ["U1", "U2"] })).toMatch(
      /by 2 workers, .*: set Labelers who must agree to 2 or less, or add 1 worker\.$/,
    );
    expect(parseTaskDraft(form({ strategy: "FULL", workers: [], ...review }), facts()).ok).toBe(true);
  });

  test("people without an account are named; those not looked up yet are left for later", () => {
    const known = facts({ accounts: { U1: "ana", U2: null } });
    expect(refusal({ workers: ["U1", "U2", "U3"] }, "workers", known)).toMatch(/^Ben has no account on Clarifai/);
  });

  test("people who are not of this workspace are named as such, and sent to no link", () => {
    const known = facts({ accounts: { U1: "ana", U2: null }, whyNone: { U2: { kind: "foreign" } } });
    expect(refusal({ workers: ["U1", "U2", "U3"] }, "workers", known)).toBe(
      "Ben is not a member or guest of this workspace, and tasks stay in it: remove them.",
    );
  });

  test("two people who are the same account", () => {
    const known = facts({ accounts: { U1: "ana", U2: "ana" } });
    expect(refusal({ workers: ["U1", "U2"] }, "workers", known)).toMatch(/Ana and Ben are the same account/);
  });

  test("every problem at once", () => {
    const result = parseTaskDraft(form({ name: "", concepts: [], review: "MANUAL" }), facts());
    expect(result.ok ? [] : result.error.map((each) => each.field)).toEqual(["name", "concepts", "reviewers"]);
  });
});
