import { describe, expect, test } from "@jest/globals";
import type { KnownBlock } from "@slack/types";
import fc from "fast-check";
import type { LabelingTask } from "../../../../src/domain/labeling/session.ts";
import { ANSWER, answerBlocks, offerAnswers, readAnswer } from "../../../../src/views/labeling/answer-block.ts";

const taskOf = (ids: readonly string[], perInput: LabelingTask["perInput"]): LabelingTask => ({
  id: "t",
  name: "Digits",
  type: "CONCEPTS_CLASSIFICATION",
  instructions: "",
  perInput,
  concepts: ids.map((id) => ({ id, name: `Name of ${id}` })),
});

type Block = Extract<KnownBlock, { type: "input" }>;
const inputsOf = (blocks: readonly KnownBlock[]) => blocks.filter((block): block is Block => block.type === "input");

/** What Slack sends of the fields as they are first shown, by block and action id. */
function stateOf(blocks: readonly KnownBlock[]) {
  const state: Record<string, Record<string, object>> = {};
  for (const { block_id = "", element } of inputsOf(blocks)) {
    const { action_id = "", ...field } = { ...element } as {
      action_id?: string;
      initial_option?: object;
      initial_options?: object[];
    };
    state[block_id] = {
      [action_id]: { selected_option: field.initial_option ?? null, selected_options: field.initial_options ?? [] },
    };
  }
  return state as Parameters<typeof readAnswer>[2];
}

const anyIds = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 300 }), { minLength: 1, maxLength: 30 });

describe("the fields for an answer", () => {
  test("what was said before is shown, and read back as it was, whatever the concepts are called", () => {
    fc.assert(
      fc.property(anyIds, fc.constantFrom<"ONE" | "SEVERAL">("ONE", "SEVERAL"), fc.nat(), (ids, perInput, seed) => {
        const chosen =
          perInput === "ONE"
            ? ids.slice(seed % ids.length, (seed % ids.length) + 1)
            : ids.filter((_, at) => (seed >> at) & 1);
        const task = taskOf(ids, perInput);
        const said = { kind: "concepts" as const, concepts: chosen };

        const read = readAnswer(task, "key", stateOf(answerBlocks(task, "key", said)));

        expect(read).toEqual({ ok: true, value: said });
      }),
    );
  });

  test.each([
    [1, ["radio_buttons"]],
    [9, ["radio_buttons"]],
    [10, ["radio_buttons", "checkboxes"]],
    [11, ["external_select"]],
  ])("%d concepts, one of them: %j", (count, types) => {
    const ids = Array.from({ length: count }, (_, at) => `c${at}`);

    const blocks = inputsOf(answerBlocks(taskOf(ids, "ONE"), "key"));

    expect(blocks.map(({ element }) => element.type)).toEqual(types);
    for (const { element } of blocks) if ("options" in element) expect(element.options?.length).toBeLessThanOrEqual(10);
  });

  test("another input has other block ids, so that nothing of the last answer stays", () => {
    const task = taskOf(["a"], "ONE");

    const ids = ["one", "two"].map((key) => inputsOf(answerBlocks(task, key))[0]?.block_id);

    expect(new Set(ids).size).toBe(2);
  });

  test("a concept that the task has no more is a mistake under the field", () => {
    const before = answerBlocks(taskOf(["a", "b"], "ONE"), "key", { kind: "concepts", concepts: ["b"] });

    expect(readAnswer(taskOf(["a"], "ONE"), "key", stateOf(before))).toEqual({
      ok: false,
      error: {
        blockId: `${ANSWER.concept}:key`,
        message: "The task does not have this concept any more: choose another one.",
      },
    });
  });

  test("the type-ahead offers what begins with the text first, at most a hundred, and None of these", () => {
    const task = taskOf(
      Array.from({ length: 300 }, (_, at) => `c${at}`),
      "SEVERAL",
    );

    expect(offerAnswers(task, "").length).toBe(100);
    expect(offerAnswers(task, "").at(-1)?.text.text).toBe("None of these");
    expect(
      offerAnswers(task, "name of c29")
        .map(({ text }) => text.text)
        .slice(0, 2),
    ).toEqual(["Name of c29", "Name of c290"]);
  });
});
