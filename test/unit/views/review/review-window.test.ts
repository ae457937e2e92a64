import { describe, expect, test } from "@jest/globals";
import type { ModalView } from "@slack/types";
import { checkView } from "../../../../sandbox/slack/check-view.ts";
import type { ReviewInput } from "../../../../src/domain/review/review.ts";
import type { ReviewPlace } from "../../../../src/domain/review/session.ts";
import { buildReviewWindow } from "../../../../src/views/review/review-window.ts";
import { readVerdicts } from "../../../../src/views/review/verdict-blocks.ts";

const check = (view: ModalView) => checkView(JSON.parse(JSON.stringify(view)), "modal");

const input = (id: string, sayings: readonly (readonly string[])[]): ReviewInput => ({
  input: { id, content: { kind: "text", text: "x".repeat(40_000) } },
  labels: sayings.map((concepts, at) => ({
    assignmentId: `${id}:${at}`,
    worker: `w${at}`,
    said: { kind: "concepts", concepts },
  })),
});

function placeOf(batch: readonly ReviewInput[]): ReviewPlace {
  const workers = [...new Set(batch.flatMap(({ labels }) => labels.map(({ worker }) => worker)))];
  return {
    task: {
      id: "t",
      name: "N".repeat(500),
      type: "CONCEPTS_CLASSIFICATION",
      concepts: ["a", "b"].map((id) => ({ id, name: id.repeat(300) })),
      isShared: true,
      workers,
    },
    batch,
    left: batch,
    isFetching: false,
    isAgain: true,
    isOwn: true,
    unseen: 0,
    labelers: Object.fromEntries(workers.map((worker) => [worker, { name: worker.repeat(60), waiting: 1_234_567 }])),
  };
}

const windowOf = (batch: readonly ReviewInput[]): ModalView =>
  buildReviewWindow(
    {
      place: placeOf(batch),
      shown: batch.map((each) => ({ input: each, picture: undefined })),
      metadata: { person: "U1", taskId: "t", first: 1, round: 0 },
    },
    { notice: "Something about the batch before." },
  );

type Block = { block_id?: string; element?: { options?: { value: string; text: { text: string } }[] } };
const fieldsOf = (view: ModalView): Block[] => (view.blocks as Block[]).filter(({ element }) => element?.options);

describe("the window in which one reviews", () => {
  test("is a view that Slack takes with the longest of everything and twelve labelers who all differ", () => {
    const everybody = Array.from({ length: 12 }, (_, at) => [at % 2 === 0 ? "a" : "b", `more-${at}`]);

    const view = windowOf(Array.from({ length: 5 }, (_, at) => input(`i${at}`, everybody)));

    expect(check(view)).toEqual([]);
    expect(fieldsOf(view).map(({ element }) => element?.options?.length)).toEqual([10, 10, 10, 10, 10]);
  });

  test("more labelers than there are choices: one for each that differ", () => {
    const sayings = Array.from({ length: 12 }, (_, at) => [at < 11 ? "a" : "b"]);

    const [field] = fieldsOf(windowOf([input("i", sayings)]));

    expect(field?.element?.options?.length).toBe(4);
  });

  test("a verdict is read for what was seen: other labels by then are another input", () => {
    const seen = input("i", [["a"], ["b"]]);
    const [field] = fieldsOf(windowOf([seen]));
    const value = field?.element?.options?.[1]?.value ?? "";
    const state = { [field?.block_id ?? ""]: { "review.verdict": { selected_option: { value } } } };

    const same = readVerdicts([seen], 0, state);
    const changed = readVerdicts([input("i", [["a"], ["a"]])], 0, state);

    expect(same).toMatchObject({
      ok: true,
      value: { verdicts: [{ inputId: "i", verdict: "approve", on: [{ assignmentId: "i:1", worker: "w1" }] }], gone: 0 },
    });
    expect(changed).toMatchObject({ ok: true, value: { verdicts: [], left: [], gone: 1 } });
  });
});
