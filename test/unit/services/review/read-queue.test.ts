import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Label, WorkAssignment } from "../../../../src/domain/labeling/label.ts";
import type { Hand } from "../../../../src/services/labeling/hands.ts";
import { readQueue } from "../../../../src/services/review/queue.ts";

const GIVEN = 10;
const WORKERS = ["ana", "ben", "chidi", "dora"];

const assignmentOf = (worker: string, inputId: string): WorkAssignment => ({
  id: `${inputId} by ${worker}`,
  worker,
  input: { id: inputId, content: { kind: "text", text: inputId } },
  state: "AWAITING_REVIEW",
});

const labelOf = ({ id, worker, input }: WorkAssignment): Label => ({
  id,
  inputId: input.id,
  by: worker,
  said: { kind: "concepts", concepts: [worker === "dora" ? "2" : "1"] },
});

/** A Tasks API that gives the first ten of what waits, in this order, and lists the labels of `labeled`. */
function handOver(waiting: readonly WorkAssignment[], labeled: readonly WorkAssignment[] = waiting) {
  const asked: (readonly string[])[] = [];
  const refuse = () => Promise.reject(new Error("not needed here"));
  const hand: Hand = {
    account: "mei",
    startReview: async (_task, { workers = [] }) => {
      asked.push(workers);
      return waiting.filter(({ worker }) => workers.length === 0 || workers.includes(worker)).slice(0, GIVEN);
    },
    listLabels: async (_task, { inputs }) =>
      labeled.filter(({ input }) => inputs?.includes(input.id) === true).map(labelOf),
    startLabeling: refuse,
    submitLabels: refuse,
    review: refuse,
    postLabel: refuse,
    changeLabels: refuse,
    deleteLabel: refuse,
    getInput: refuse,
  };
  return { hand, asked };
}

const task = { id: "task", workers: WORKERS };

/** Who labeled which of 25 inputs, given in any order. */
const waitingWork = fc
  .array(fc.subarray(WORKERS, { minLength: 1 }), { minLength: 1, maxLength: 25 })
  .map((labelers) => labelers.flatMap((some, at) => some.map((worker) => assignmentOf(worker, `input-${at}`))))
  .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));

test("in whatever order work is given, inputs are shown with all of their labels, to the end, each once", async () => {
  await fc.assert(
    fc.asyncProperty(waitingWork, async (work) => {
      let waiting = work;
      const shown = new Set<string>();
      for (let isLast = false; !isLast; ) {
        const queue = await readQueue(handOver(waiting).hand, task);
        expect(queue.inputs.length > 0 || queue.isLast).toBe(true);
        for (const { input, labels } of queue.inputs) {
          const all = waiting.filter((one) => one.input.id === input.id);
          // Alone where no input is known as a whole.
          if (queue.inputs.length > 1) expect(labels).toHaveLength(all.length);
          for (const { assignmentId } of labels) {
            expect(shown).not.toContain(assignmentId);
            shown.add(assignmentId);
          }
        }
        isLast = queue.isLast;
        waiting = waiting.filter(({ id }) => !shown.has(id));
      }
      expect(waiting).toEqual([]);
    }),
  );
});

test("three labelers at the same pace: ten whole inputs by four calls", async () => {
  const three = WORKERS.slice(0, 3);
  const work = Array.from({ length: 20 }, (_, at) => three.map((worker) => assignmentOf(worker, `input-${at}`))).flat();
  const { hand, asked } = handOver(work);

  const queue = await readQueue(hand, { id: "task", workers: three });

  expect(queue.inputs.map(({ input }) => input.id)).toEqual(Array.from({ length: 10 }, (_, at) => `input-${at}`));
  expect(queue.inputs.every(({ labels }) => labels.length === 3)).toBe(true);
  expect(queue.isLast).toBe(false);
  expect(asked).toHaveLength(4);
});

test("whichever labeler is answered for first, labels stand in the same order", async () => {
  const three = WORKERS.slice(0, 3);
  const work = Array.from({ length: 20 }, (_, at) => three.map((worker) => assignmentOf(worker, `input-${at}`))).flat();
  const { hand } = handOver(work);
  const late: Hand = {
    ...hand,
    startReview: async (id, asked) => {
      // Each turn lets those in that come later in the order.
      for (let turns = three.length - three.indexOf(asked.workers?.[0] ?? ""); turns > 0; turns -= 1) await nextTurn();
      return hand.startReview(id, asked);
    },
  };

  const queue = await readQueue(late, { id: "task", workers: three });

  const [, , , , last] = queue.inputs;
  expect(last?.labels.map(({ worker }) => worker)).toEqual(three);
});

test("somebody who is no worker any more has labeled too: their label stands with the others", async () => {
  const work = Array.from({ length: 12 }, (_, at) =>
    WORKERS.filter((worker) => worker !== "dora" || at >= 5).map((worker) => assignmentOf(worker, `input-${at}`)),
  ).flat();
  const { hand, asked } = handOver(work);

  const queue = await readQueue(hand, { id: "task", workers: WORKERS.slice(0, 3) });

  expect(asked).toContainEqual(["dora"]);
  expect(queue.inputs.find(({ input }) => input.id === "input-5")?.labels).toHaveLength(4);
});

test("one label of each input: one call is enough", async () => {
  const work = Array.from({ length: 20 }, (_, at) => assignmentOf("ana", `input-${at}`));
  const { hand, asked } = handOver(work);

  const queue = await readQueue(hand, task);

  expect(queue.inputs).toHaveLength(9);
  expect(asked).toHaveLength(1);
});

test("more labelers than are asked one by one: what ten assignments hold as a whole", async () => {
  const workers = Array.from({ length: 30 }, (_, at) => `worker-${at}`);
  const work = Array.from({ length: 20 }, (_, at) =>
    [0, 1, 2].map((step) => assignmentOf(workers[(at * 3 + step) % 30] ?? "", `input-${at}`)),
  ).flat();
  const { hand, asked } = handOver(work);

  const queue = await readQueue(hand, { id: "task", workers });

  expect(queue.inputs).toHaveLength(3);
  expect(asked).toHaveLength(1);
});
