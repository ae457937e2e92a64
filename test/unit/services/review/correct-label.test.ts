import { describe, expect, test } from "@jest/globals";
import type { Box, Label, LabelSaid, Said } from "../../../../src/domain/labeling/label.ts";
import type { InputVerdict } from "../../../../src/domain/review/review.ts";
import { TasksApiError } from "../../../../src/domain/tasks-api-error.ts";
import type { Hand } from "../../../../src/services/labeling/hands.ts";
import { correctLabel } from "../../../../src/services/review/correct-label.ts";

const CUP: Box = { top: 0.1, left: 0.2, bottom: 1 / 3, right: 0.4 };
const WIDE: Box = { ...CUP, right: 0.7 };
const TASK = { id: "task", concepts: [{ id: "cup", name: "cup" }] };

const boxes = (...all: readonly Box[]): Said => ({
  kind: "shapes",
  shapes: all.map((box) => ({ concept: "cup", box })),
});
const verdict = (from: Said, to: Said): InputVerdict => ({
  inputId: "one",
  verdict: "approve",
  on: [{ assignmentId: "a1", worker: "ANA" }],
  corrected: { from, to },
});

/** A Tasks API that holds these parts of Ana's label, with numbers in 32 bits; `lost`: what it does is not answered. */
function given(parts: readonly Said[], { lost = 0 } = {}) {
  let labels: Label[] = parts.map((said, index) => ({ id: `part-${index}`, inputId: "one", by: "ANA", said }));
  let answers = -lost;
  const hand: Pick<Hand, "listLabels" | "changeLabels"> = {
    listLabels: async () => labels.map((label) => ({ ...label, said: rounded(label.said) })),
    changeLabels: async (changes) => {
      labels = labels.map((label) => ({
        ...label,
        said: changes.find(({ id }) => id === label.id)?.said ?? label.said,
      }));
      answers += 1;
      if (answers <= 0) throw new TasksApiError({ code: "timed_out", call: "PatchAnnotations", outcomeUnknown: true });
    },
  };
  return { hand: hand as Hand, says: () => labels.map(({ said }) => said) };
}

function rounded(said: LabelSaid): LabelSaid {
  if (said.kind !== "shapes") return said;
  const shapes = said.shapes.map((shape) => {
    if (!("box" in shape)) return shape;
    const { top, left, bottom, right } = shape.box;
    const [a = 0, b = 0, c = 0, d = 0] = [top, left, bottom, right].map(Math.fround);
    return { ...shape, box: { top: a, left: b, bottom: c, right: d } };
  });
  return { kind: "shapes", shapes };
}

describe("a label that a reviewer has corrected", () => {
  test("says what it is to say, whatever parts it was written in", async () => {
    const { hand, says } = given([boxes(CUP), boxes(WIDE)]);

    expect(await correctLabel(hand, TASK, verdict(boxes(CUP, WIDE), boxes(WIDE)))).toBeUndefined();

    expect(says()).toEqual([boxes(WIDE), boxes()]);
  });

  test("is recognized where an attempt before has arrived and was not answered", async () => {
    const { hand, says } = given([boxes(CUP)], { lost: 1 });
    const wanted = verdict(boxes(CUP), boxes(WIDE));

    await expect(correctLabel(hand, TASK, wanted)).rejects.toThrow(TasksApiError);
    expect(await correctLabel(hand, TASK, wanted)).toBeUndefined();

    expect(says()).toEqual([boxes(WIDE)]);
  });

  test.each([
    ["labeled anew", [boxes(CUP, CUP)]],
    ["with another concept", [{ kind: "shapes", shapes: [{ concept: "plate", box: CUP }] } as const]],
    ["gone", []],
  ])("is left alone where it is %s by then, and that is said", async (_how, parts) => {
    const { hand, says } = given(parts);

    const why = await correctLabel(hand, TASK, verdict(boxes(CUP), boxes(WIDE)));

    expect(why).toContain("says something else by now");
    expect(says()).toEqual(parts);
  });

  test("can say that nothing is there", async () => {
    const { hand, says } = given([boxes(CUP)]);

    expect(await correctLabel(hand, TASK, verdict(boxes(CUP), boxes()))).toBeUndefined();
    expect(await correctLabel(hand, TASK, verdict(boxes(CUP), boxes()))).toBeUndefined();

    expect(says()).toEqual([boxes()]);
  });
});
