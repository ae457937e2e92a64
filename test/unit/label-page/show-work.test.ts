import { expect, test } from "@jest/globals";
import type { HeldInput } from "../../../src/domain/labeling/session.ts";
import { showWork } from "../../../src/label-page/show-work.ts";

test("what a reviewer asks for stands at its input, with what was said before", () => {
  const said = { kind: "concepts", concepts: ["cat"] } as const;
  const content = { kind: "text", text: "Miaow." } as const;
  const held: readonly HeldInput[] = [
    { assignmentId: "1", input: { id: "a", content }, before: [{ id: "label", said }], note: "It barks." },
    { assignmentId: "2", input: { id: "b", content } },
  ];
  const task = {
    id: "t",
    name: "T",
    type: "CONCEPTS_CLASSIFICATION",
    instructions: "",
    concepts: [],
    perInput: "ONE",
  } as const;

  const { inputs } = showWork(
    { task, left: held, next: held[0], isFetching: false, done: 0 },
    { taskId: "t", begun: new Map(), asked: new Map(), finished: undefined },
  );

  expect(inputs.map(({ note, draft }) => [note, draft])).toEqual([
    ["A reviewer asks for a change: It barks.", said],
    [undefined, undefined],
  ]);
});

test("what was asked of an input stands there too, with the answer or that there is none yet", () => {
  const held: HeldInput = {
    assignmentId: "1",
    input: { id: "a", content: { kind: "text", text: "Miaow." } },
    note: "It barks.",
  };
  const task = {
    id: "t",
    name: "T",
    type: "CONCEPTS_CLASSIFICATION",
    instructions: "",
    concepts: [],
    perInput: "ONE",
  } as const;
  const asked = new Map([["a", [{ text: "A cat?" }, { text: "Or a dog?", answer: { name: "Lena", text: "A dog." } }]]]);

  const { inputs } = showWork(
    { task, left: [held], next: held, isFetching: false, done: 0 },
    { taskId: "t", begun: new Map(), asked, finished: undefined },
  );

  expect(inputs[0]?.note).toBe(
    "A reviewer asks for a change: It barks.\n\n“A cat?”\nNo answer yet.\n\n“Or a dog?”\nLena: A dog.",
  );
});
