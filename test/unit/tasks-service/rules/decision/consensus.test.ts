import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Settlement, settle } from "../../../../../src/tasks-service/rules/decision/consensus.ts";
import { workersOfGroup } from "../../../../../src/tasks-service/rules/decision/group.ts";
import { DEFAULT_MIN_IOU, type Label } from "../../../../../src/tasks-service/rules/shapes/alike.ts";
import { compareLabels } from "../../../../../src/tasks-service/rules/shapes/comparison.ts";
import { areAlike } from "../shapes/are-alike.ts";
import { cornersOf } from "../shapes/shapes.ts";

const says = (workerId: string, ...concepts: string[]): Label => ({ workerId, marks: [{ concepts }] });
const draws = (workerId: string, left: number, concept = "cat"): Label => ({
  workerId,
  marks: [{ shape: { kind: "box", box: { top: 0.2, left, bottom: 0.6, right: left + 0.2 } }, concepts: [concept] }],
});
const compared = (labels: readonly Label[]) => compareLabels(labels, DEFAULT_MIN_IOU);
const decide = (labels: readonly Label[], labelersExpected: number, threshold: number): Settlement =>
  settle({ comparison: compared(labels), labelersExpected, threshold });
const labelOf = (labels: readonly Label[], worker: string): Label =>
  labels.find(({ workerId }) => workerId === worker) ?? says(worker, "no label at all");

describe("an input is approved", () => {
  test("as soon as enough workers say the same and nobody can outdo them", () => {
    expect(decide([says("ana", "cat"), says("bo", "cat")], 3, 2)).toEqual({
      state: "approved",
      kept: "ana",
      members: ["ana", "bo"],
      dissenters: [],
    });
  });

  test("with those who differ as dissenters", () => {
    expect(decide([says("cy", "cat"), says("bo", "dog"), says("ana", "cat")], 3, 2)).toMatchObject({
      members: ["ana", "cy"],
      dissenters: ["bo"],
    });
  });

  test("only once no other group can reach the threshold any more", () => {
    const labels = [says("ana", "cat"), says("bo", "cat")];
    expect(decide(labels, 4, 2).state).toBe("undecided");
    expect(decide([...labels, says("cy", "dog")], 4, 2).state).toBe("undecided");
    expect(decide([...labels, says("cy", "cat")], 4, 2).state).toBe("approved");
    expect(decide([...labels, says("cy", "dog"), says("di", "bird")], 4, 2).state).toBe("approved");
  });

  test("when nobody found anything: that is a label too", () => {
    expect(decide([says("ana"), { workerId: "bo", marks: [] }], 2, 2)).toMatchObject({ members: ["ana", "bo"] });
  });

  test("when one worker is enough and is the only one", () => {
    expect(decide([says("ana", "cat")], 1, 1).state).toBe("approved");
  });
});

describe("an input goes to the reviewers", () => {
  test("when two groups have reached the threshold", () => {
    const labels = [says("ana", "cat"), says("bo", "dog"), says("cy", "cat"), says("di", "dog")];
    expect(decide(labels, 5, 2)).toEqual({ state: "review", reason: "rivals" });
  });

  test("as soon as no group can reach it any more", () => {
    expect(decide([says("ana", "cat")], 3, 3).state).toBe("undecided");
    expect(decide([says("ana", "cat"), says("bo", "dog")], 3, 3)).toEqual({ state: "review", reason: "out_of_reach" });
    expect(decide([says("ana", "cat")], 2, 3)).toEqual({ state: "review", reason: "out_of_reach" });
  });

  test("when labeler consensus is off", () => {
    expect(decide([says("ana", "cat")], 3, 0)).toEqual({ state: "review", reason: "labeler_consensus_off" });
  });
});

test("nothing is decided without a label", () => {
  expect(decide([], 3, 2)).toEqual({ state: "undecided" });
  expect(decide([], 3, 0)).toEqual({ state: "undecided" });
});

test("a worker cannot have two labels for an input", () => {
  expect(() => decide([says("ana", "cat"), says("ana", "dog")], 3, 2)).toThrow(RangeError);
});

describe("the kept label", () => {
  test("is the one in the middle of its group", () => {
    const labels = [draws("ana", 0.1), draws("bo", 0.13), draws("cy", 0.12)];
    expect(decide(labels, 3, 3)).toMatchObject({ kept: "cy", members: ["ana", "bo", "cy"] });
  });

  test("is alike to most, though a closer pair exists elsewhere", () => {
    const labels = [draws("ana", 0.1), draws("bo", 0.15), draws("cy", 0.2), draws("di", 0.6), draws("ed", 0.6)];
    expect(decide(labels, 5, 3)).toMatchObject({ kept: "bo", dissenters: ["di", "ed"] });
  });

  test("is the lowest worker's among equals", () => {
    const labels = [draws("cy", 0.1), draws("bo", 0.1), draws("di", 0.1)];
    expect(decide(labels, 3, 3)).toMatchObject({ kept: "bo" });
  });

  test("is a polygon where polygons were drawn", () => {
    const outlines = (workerId: string, left: number): Label => {
      const polygon = cornersOf({ top: 0.2, left, bottom: 0.6, right: left + 0.2 });
      return { workerId, marks: [{ shape: { kind: "polygon", polygon }, concepts: ["cat"] }] };
    };
    const labels = [outlines("ana", 0.1), outlines("bo", 0.12), outlines("cy", 0.13)];
    expect(decide(labels, 3, 2)).toMatchObject({ kept: "bo" });
  });
});

describe("for any labels, threshold and number of workers", () => {
  const workers = ["ana", "bo", "cy", "di", "ed", "flo"];
  const votes = fc.oneof(
    fc.constantFrom("cat", "dog", "bird").map((concept) => (workerId: string) => says(workerId, concept)),
    fc.integer({ min: 0, max: 12 }).map((step) => (workerId: string) => draws(workerId, step * 0.03)),
  );
  const elections = fc.array(votes, { minLength: 1, maxLength: 6 }).chain((all) => {
    const labels = all.map((vote, index) => vote(workers[index] ?? ""));
    return fc.record({
      labels: fc.constant(labels),
      order: fc.shuffledSubarray(labels, { minLength: labels.length }),
      threshold: fc.integer({ min: 0, max: 4 }),
    });
  });
  const settleInOrder = (order: Label[], threshold: number): Settlement[] =>
    order.map((_, index) => decide(order.slice(0, index + 1), order.length, threshold));
  const decisionOf = (settlement: Settlement | undefined) =>
    settlement?.state === "review" ? [settlement.state, settlement.reason] : [settlement?.state];

  test("what is settled first is what all labels together say, in every order", () => {
    fc.assert(
      fc.property(elections, ({ labels, order, threshold }) => {
        const together = decide(labels, labels.length, threshold);
        const settled = settleInOrder(order, threshold).find(({ state }) => state !== "undecided");
        expect(decisionOf(settled)).toEqual(decisionOf(together));
      }),
      { numRuns: 1000 },
    );
  });

  test("an approval has enough labels alike to the kept one, all of them members, and nobody is left out", () => {
    fc.assert(
      fc.property(elections, ({ order, threshold }) => {
        for (const [index, settlement] of settleInOrder(order, threshold).entries()) {
          if (settlement.state !== "approved") continue;
          const { kept, members, dissenters } = settlement;
          const submitted = order.slice(0, index + 1);
          const alike = submitted
            .filter((label) => areAlike(labelOf(submitted, kept), label))
            .map(({ workerId }) => workerId);
          expect(alike.length).toBeGreaterThanOrEqual(threshold);
          expect(members).toEqual(expect.arrayContaining(alike));
          expect([...members, ...dissenters].sort()).toEqual(submitted.map(({ workerId }) => workerId).sort());
        }
      }),
      { numRuns: 500 },
    );
  });

  /** Who belongs to the result when the labels come one by one: late ones join as `workersOfGroup` says, and nobody is put out again. */
  const approvedInOrder = (
    order: readonly Label[],
    threshold: number,
  ): { kept: Label; members: Set<string> } | null => {
    for (const [index] of order.entries()) {
      const settlement = decide(order.slice(0, index + 1), order.length, threshold);
      if (settlement.state === "review") return null;
      if (settlement.state !== "approved") continue;
      let members = new Set(settlement.members);
      for (let count = index + 2; count <= order.length; count += 1) {
        const after = workersOfGroup(settlement.kept, compared(order.slice(0, count)));
        expect([...after]).toEqual(expect.arrayContaining([...members]));
        members = after;
      }
      return { kept: labelOf(order, settlement.kept), members };
    }
    return null;
  };

  test("the same labels are approved in every order, chains of shapes included", () => {
    fc.assert(
      fc.property(elections, ({ labels, order, threshold }) => {
        const together = decide(labels, labels.length, threshold);
        const approved = approvedInOrder(order, threshold);
        expect(approved === null ? [] : [...approved.members].sort()).toEqual(
          together.state === "approved" ? [...together.members] : [],
        );
      }),
      { numRuns: 2000 },
    );
  });

  test("the kept label says the same in every order, as far as concepts go", () => {
    const conceptsOf = (label: Label | undefined) => label?.marks.map(({ concepts }) => concepts);
    fc.assert(
      fc.property(elections, ({ labels, order, threshold }) => {
        const together = decide(labels, labels.length, threshold);
        if (together.state !== "approved") return;
        expect(conceptsOf(approvedInOrder(order, threshold)?.kept)).toEqual(conceptsOf(labelOf(labels, together.kept)));
      }),
    );
  });
});

test("a chain belongs together in whatever order its links come", () => {
  // Each is alike to its neighbours alone.
  const chain = [draws("ana", 0.1), draws("bo", 0.16), draws("cy", 0.22)];
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];
  for (const order of orders) {
    const labels = order.flatMap((index) => chain[index] ?? []);
    const first = [2, 3].map((count) => decide(labels.slice(0, count), 3, 2)).find(({ state }) => state === "approved");
    if (first?.state !== "approved") throw new Error("not approved");
    expect([...workersOfGroup(first.kept, compared(labels))].sort()).toEqual(["ana", "bo", "cy"]);
  }
});
