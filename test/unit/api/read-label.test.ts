import { describe, expect, test } from "@jest/globals";
import { LabelsAnswer } from "../../../src/api/work-wire.ts";
import type { LabelSaid } from "../../../src/domain/labeling/label.ts";
import { isDisputed } from "../../../src/domain/review/review.ts";
import { joinSaid } from "../../../src/domain/review/said.ts";
import { sayLabel } from "../../../src/domain/review/said-words.ts";

/** A label as the Tasks API writes its Data message. */
function read(data: object): LabelSaid | undefined {
  const { annotations } = LabelsAnswer.parse({ annotations: [{ id: "l", input_id: "i", user_id: "ana", data }] });
  return annotations[0]?.said;
}
const concepts = (...ids: readonly string[]) => ({ concepts: ids.map((id) => ({ id, value: 1 })) });
const BOX = { region_info: { bounding_box: { bottom_row: 0.5, right_col: 1 } }, data: concepts("cat") };
const CAT = { concept: "cat", box: { top: 0, left: 0, bottom: 0.5, right: 1 } };
const TASK = { type: "CONCEPTS_CLASSIFICATION", concepts: [{ id: "cat", name: "Cat" }] } as const;

describe("what a label says of parts of an input", () => {
  test("frames come at their times, with their concepts and shapes, beside what is said of the whole", () => {
    const frames = [
      { frame_info: { time: 3500, number: 84, index: 7 }, data: { ...concepts("dog"), regions: [BOX] } },
      { frame_info: { index: 0, time: 0, number: 0 }, data: { regions: [BOX] } },
      { frame_info: { time: 0, number: 12 }, data: concepts("cat") },
      { frame_info: { index: 3 }, data: concepts("cat") },
      { data: concepts("cat") },
      { frame_info: { time: 9000 }, data: { concepts: [{ id: "cat", value: 0 }] } },
    ];

    expect(read({ ...concepts("film"), frames })).toEqual({
      kind: "parts",
      concepts: ["film"],
      shapes: [],
      parts: [
        { part: { kind: "frame", ms: 3500, number: 84 }, concepts: ["dog"], shapes: [CAT] },
        { part: { kind: "frame", ms: 0 }, concepts: [], shapes: [CAT] },
        { part: { kind: "frame", number: 12 }, concepts: ["cat"], shapes: [] },
        { part: { kind: "frame", number: 3 }, concepts: ["cat"], shapes: [] },
        { part: { kind: "frame", ms: 0 }, concepts: ["cat"], shapes: [] },
      ],
    });
  });

  test.each([
    [
      "stretches of a text",
      { regions: [{ region_info: { span: { char_start: 4, char_end: 7, raw_text: "tom" } }, data: concepts("cat") }] },
      "“tom” Cat",
    ],
    [
      "words of a text",
      { regions: [{ region_info: { token: { char_start: 4, char_end: 7 } }, data: concepts("cat") }] },
      "characters 4 to 7 Cat",
    ],
    [
      "times of a sound",
      { time_segments: [{ time_info: { begin_time: 1.26, end_time: 62 }, data: concepts("cat") }] },
      "from 0:01.3 to 1:02 Cat",
    ],
    [
      "frames of a video",
      { frames: [{ frame_info: { time: 59_970 }, data: { ...concepts("dog"), regions: [BOX, BOX] } }] },
      "at 1:00 dog, 2 Cat",
    ],
  ])("%s are said in words", (_what, data, words) => {
    const said = read(data);

    expect(said && sayLabel(said, TASK)).toBe(words);
  });

  test("a label in several annotations keeps all of them, and differs from one of other frames", () => {
    const at = (time: number) => read({ frames: [{ frame_info: { time }, data: concepts("cat") }] }) ?? NOTHING;
    const both = joinSaid([at(500), at(1000), NOTHING]) ?? NOTHING;
    const reversed = joinSaid([at(1000), at(500)]) ?? NOTHING;
    const isDifferent = (...said: readonly LabelSaid[]): boolean =>
      isDisputed({
        input: { id: "i", content: { kind: "unknown" } },
        labels: said.map((each, index) => ({ assignmentId: String(index), worker: String(index), said: each })),
      });

    expect(sayLabel(both, TASK)).toBe("at 0:00.5 Cat; at 0:01 Cat");
    expect(isDifferent(both, reversed)).toBe(false);
    expect(isDifferent(both, at(500))).toBe(true);
  });
});

const NOTHING: LabelSaid = { kind: "concepts", concepts: [] };
