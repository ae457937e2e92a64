import { describe, expect, test } from "@jest/globals";
import { isOfTask, readSaid } from "../../../src/domain/labeling/read-said.ts";
import type { LabelingTask } from "../../../src/domain/labeling/session.ts";

const box = { top: 0.1, left: 0.2, bottom: 0.3, right: 0.4 };
const corners = [
  { row: 0, col: 0 },
  { row: 1, col: 0 },
  { row: 1, col: 1 },
];
const shapes = (...list: readonly unknown[]) => ({ kind: "shapes", shapes: list });

describe("what a page says that was said", () => {
  test.each([
    { kind: "concepts", concepts: [] },
    { kind: "concepts", concepts: ["cup", "plate"] },
    shapes(),
    shapes({ concept: "cup", box }, { concept: "plate", box }),
    shapes({ concept: "cup", points: corners }),
  ])("%j is read as it is", (said) => {
    expect(readSaid(said)).toEqual(said);
  });

  test("a hair beyond the picture is its edge", () => {
    const said = shapes({ concept: "cup", box: { ...box, top: -1e-9, right: 1 + 1e-9 } });

    expect(readSaid(said)).toEqual(shapes({ concept: "cup", box: { ...box, top: 0, right: 1 } }));
  });

  test.each([
    undefined,
    null,
    "cup",
    [],
    { kind: "words" },
    { kind: "concepts" },
    { kind: "concepts", concepts: [1] },
    { kind: "concepts", concepts: [""] },
    { kind: "concepts", concepts: ["a\0b"] },
    shapes({ box }),
    shapes({ concept: "cup" }),
    shapes({ concept: "cup", box: { ...box, right: 1.1 } }),
    shapes({ concept: "cup", box: { ...box, right: box.left } }),
    shapes({ concept: "cup", box: { ...box, top: "0" } }),
    shapes({ concept: "cup", box: { ...box, top: Number.NaN } }),
    shapes({ concept: "cup", points: corners.slice(1) }),
    shapes({ concept: "cup", points: [...corners, { row: 2, col: 0 }] }),
    shapes(...Array.from({ length: 2001 }, () => ({ concept: "cup", box }))),
  ])("%j is nothing that anybody can have meant", (said) => {
    expect(readSaid(said)).toBeUndefined();
  });
});

describe("whether a task asks for it", () => {
  const task = (type: LabelingTask["type"], perInput: LabelingTask["perInput"] = "SEVERAL"): LabelingTask => ({
    id: "t1",
    name: "Cups",
    type,
    instructions: "",
    concepts: [
      { id: "cup", name: "Cup" },
      { id: "plate", name: "Plate" },
    ],
    perInput,
  });
  const boxes = { kind: "shapes", shapes: [{ concept: "cup", box }] } as const;
  const both = { kind: "concepts", concepts: ["cup", "plate"] } as const;

  test.each([
    [boxes, task("BOUNDING_BOX_DETECTION"), true],
    [boxes, task("POLYGON_DETECTION"), false],
    [boxes, task("CONCEPTS_CLASSIFICATION"), false],
    [{ kind: "shapes", shapes: [{ concept: "fork", box }] } as const, task("BOUNDING_BOX_DETECTION"), false],
    [both, task("CONCEPTS_CLASSIFICATION"), true],
    [both, task("CONCEPTS_CLASSIFICATION", "ONE"), false],
    [both, task("BOUNDING_BOX_DETECTION"), false],
    [{ kind: "concepts", concepts: ["fork"] } as const, task("CONCEPTS_CLASSIFICATION"), false],
  ])("%j, %j: %s", (said, asked, is) => {
    expect(isOfTask(said, asked)).toBe(is);
  });
});
