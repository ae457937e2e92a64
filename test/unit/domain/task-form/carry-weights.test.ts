import { describe, expect, test } from "@jest/globals";
import { carryWeights } from "../../../../src/domain/task-form/carry-weights.ts";
import type { TaskFormValues } from "../../../../src/domain/task-form/task-form.ts";
import { form } from "./form.ts";

const people = (count: number): string[] => Array.from({ length: count }, (_, index) => `U${index + 1}`);
const nameOf = (person: string): string => `Worker ${person.slice(1)}`;
const weighted = (changes: Partial<TaskFormValues>): TaskFormValues =>
  form({ strategy: "PARTITIONED", split: "WEIGHTED", ...changes });

describe("weights while the form is filled", () => {
  test("number fields that have just come up hold 1; what was typed before they were hidden stays", () => {
    const evenly = weighted({ split: "EVENLY", workers: people(3), weights: { U1: "90", U2: "" } });
    const { weights } = carryWeights(evenly, { ...evenly, split: "WEIGHTED" }, nameOf);
    expect(weights).toEqual({ U1: "90", U2: "1", U3: "1" });
  });

  test("a field that was emptied while it showed stays empty; a new worker gets 1", () => {
    const earlier = weighted({ workers: people(2), weights: { U1: "90", U2: "10" } });
    const values = { ...earlier, workers: people(3), weights: { U1: "90", U2: "" } };
    expect(carryWeights(earlier, values, nameOf).weights).toEqual({ U1: "90", U2: "", U3: "1" });
  });

  test("other workers, other lines: who stays keeps the weight", () => {
    const earlier = weighted({ workers: people(42), weightLines: "@Worker 1 90\n@Worker 2 10" });
    const { weightLines } = carryWeights(earlier, { ...earlier, workers: people(43).slice(1) }, nameOf);
    expect(weightLines.split("\n").slice(0, 2)).toEqual(["@Worker 2 10", "@Worker 3 1"]);
    expect(weightLines.split("\n")).toHaveLength(42);
  });

  test("a line for everyone else is kept as it was typed, and is for new workers too", () => {
    const earlier = weighted({ workers: people(42), weightLines: "@Worker 1 90\n@Worker 2 10\nall others 3" });
    const after = carryWeights(earlier, { ...earlier, workers: people(43).slice(1) }, nameOf);
    expect(after.weightLines).toBe("@Worker 2 10\neveryone else 3");
  });

  test("from lines to number fields and back nothing is lost", () => {
    const lines = weighted({ workers: people(41), weightLines: "@Worker 1 90\neveryone else 3" });
    const fields = carryWeights(lines, { ...lines, workers: people(40) }, nameOf);
    expect(fields.weights).toMatchObject({ U1: "90", U40: "3" });
    const typed = { ...fields, weights: { ...fields.weights, U2: "7" } };
    const again = carryWeights(typed, { ...typed, workers: people(41) }, nameOf);
    expect(again).toMatchObject({ weightLines: "", weights: { U1: "90", U2: "7", U41: "3" } });
  });
});
