import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseTaskDraft } from "../../../../src/domain/task-form/task-draft.ts";
import type { TaskFormValues } from "../../../../src/domain/task-form/task-form.ts";
import { defaultWorkersPerInput } from "../../../../src/domain/task-form/workers-per-input.ts";
import { facts, form } from "./form.ts";

const consensus = {
  strategy: "PARTITIONED",
  workers: ["U1", "U2", "U3"],
  review: "CONSENSUS",
  reviewers: ["U4"],
} as const satisfies Partial<TaskFormValues>;

const set = (changes: Partial<TaskFormValues>, opened = "1"): string =>
  defaultWorkersPerInput(form(changes), opened, String);

describe("workers per input, until the lead says so", () => {
  test.each<[string, string, Partial<TaskFormValues>]>([
    ["two under Consensus", "2", consensus],
    ["as many as must agree", "3", { ...consensus, labelersMustAgree: "3" }],
    ["no more than there are workers", "3", { ...consensus, labelersMustAgree: "7" }],
    ["one where one label approves", "1", { ...consensus, labelersMustAgree: "1" }],
    ["one where reviewers see everything", "1", { ...consensus, labelersMustAgree: "0" }],
    ["one for a single worker", "1", { ...consensus, workers: ["U1"] }],
    ["one without Consensus", "1", { ...consensus, review: "MANUAL" }],
    ["as it is while the threshold is being typed", "3", { ...consensus, labelersMustAgree: "", workersPerInput: "3" }],
    [
      "two with weights that can be divided so",
      "2",
      { ...consensus, split: "WEIGHTED", weights: { U1: "2", U2: "1", U3: "1" } },
    ],
    [
      "one with weights that cannot, where it was one",
      "1",
      { ...consensus, split: "WEIGHTED", weights: { U1: "8", U2: "1", U3: "1" } },
    ],
    [
      "as it is with weights that cannot, typed afterwards",
      "2",
      { ...consensus, split: "WEIGHTED", weights: { U1: "8", U2: "1", U3: "1" }, workersPerInput: "2" },
    ],
    [
      "as it is while a weight is being typed",
      "2",
      { ...consensus, split: "WEIGHTED", weights: { U1: "" }, workersPerInput: "2" },
    ],
  ])("%s", (_when, expected, changes) => {
    expect(set(changes)).toBe(expected);
  });

  test("is raised from what a task had, never lowered, and taken back to that", () => {
    expect(set(consensus, "1")).toBe("2");
    expect(set(consensus, "3")).toBe("3");
    expect(set({ ...consensus, labelersMustAgree: "3" }, "2")).toBe("3");
    expect(set({ ...consensus, review: "NONE", workersPerInput: "3" }, "2")).toBe("2");
  });

  test("never brings forth a refusal of its own: the form is taken, or it would be refused with one per input too", () => {
    const values = fc.record({
      workers: fc.integer({ min: 1, max: 6 }).map((count) => Array.from({ length: count }, (_, at) => `U${at + 1}`)),
      labelersMustAgree: fc.integer({ min: 0, max: 8 }).map(String),
      split: fc.constantFrom("EVENLY" as const, "WEIGHTED" as const),
      list: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 6, maxLength: 6 }),
    });
    fc.assert(
      fc.property(values, ({ list, ...some }) => {
        const weights = Object.fromEntries(list.map((weight, at) => [`U${at + 1}`, String(weight)]));
        const chosen = form({ ...consensus, ...some, reviewers: ["U9"], weights });
        const isTaken = (workersPerInput: string): boolean =>
          parseTaskDraft({ ...chosen, workersPerInput }, facts()).ok;

        expect(isTaken(defaultWorkersPerInput(chosen, "1", String)) || !isTaken("1")).toBe(true);
      }),
    );
  });
});
