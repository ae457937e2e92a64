import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createGathering } from "../../../../src/domain/elsewhere/found.ts";
import { applyDifference, compareKnown, isNothing, knownOf } from "../../../../src/domain/elsewhere/known-task.ts";
import { areTooManyMissing } from "../../../../src/domain/elsewhere/missing.ts";
import { ownCreation, ownEdit, ownStatus } from "../../../../src/domain/elsewhere/own-change.ts";
import type { ReviewPlan, Task, WorkPlan } from "../../../../src/domain/task.ts";

const anyPeople = fc.uniqueArray(fc.constantFrom("ana", "ben", "chidi", "dana", "eve", "faisal"), { maxLength: 5 });
const anyWork: fc.Arbitrary<WorkPlan> = anyPeople.chain((workers) =>
  fc.oneof(
    fc.constantFrom("FULL" as const, "DYNAMIC" as const, "NOT_SET" as const).map((strategy) => ({ strategy, workers })),
    fc.record({
      strategy: fc.constant("PARTITIONED" as const),
      workers: fc.constant(workers),
      workersPerInput: fc.integer({ min: 1, max: 3 }),
      weights: fc
        .array(fc.integer({ min: 1, max: 50 }), { minLength: workers.length, maxLength: workers.length })
        .map((all) => Object.fromEntries(workers.map((worker, index) => [worker, all[index] ?? 1]))),
    }),
  ),
);
const anyReview: fc.Arbitrary<ReviewPlan> = fc.oneof(
  fc.constant({ strategy: "NONE" as const }),
  fc.record({
    strategy: fc.constant("MANUAL" as const),
    reviewers: anyPeople,
    sample: fc.constantFrom(0, 0.1, 0.25, 1),
  }),
  fc.record({
    strategy: fc.constant("CONSENSUS" as const),
    reviewers: anyPeople,
    labelersMustAgree: fc.integer({ min: 0, max: 3 }),
    reviewersMustApprove: fc.constantFrom("ONE" as const, "ALL" as const),
  }),
);
const anyTask: fc.Arbitrary<Task> = fc.record(
  {
    id: fc.constant("t"),
    name: fc.string({ maxLength: 8 }),
    instructions: fc.string({ maxLength: 8 }),
    type: fc.constantFrom("CONCEPTS_CLASSIFICATION" as const, "POLYGON_DETECTION" as const),
    status: fc.constantFrom("IN_PROGRESS" as const, "IDLE" as const, "DONE" as const, "WONT_DO" as const),
    concepts: fc.uniqueArray(fc.constantFrom("cat", "dog", "owl"), { maxLength: 3 }),
    inputSource: fc.constantFrom({ type: "ALL_INPUTS" as const }, { type: "DATASET" as const, id: "d" }),
    work: anyWork,
    review: anyReview,
    priority: fc.constantFrom("LOW" as const, "HIGH" as const),
    metadata: fc.constant({}),
    raw: fc.constant({}),
    modifiedAt: fc.constantFrom("2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z"),
  },
  {
    requiredKeys: [
      "id",
      "name",
      "instructions",
      "type",
      "status",
      "concepts",
      "inputSource",
      "work",
      "review",
      "metadata",
      "raw",
    ],
  },
) as fc.Arbitrary<Task>;

const PLAIN: Task = {
  id: "t",
  name: "Digits",
  instructions: "",
  type: "POLYGON_DETECTION",
  status: "IN_PROGRESS",
  concepts: [],
  inputSource: { type: "ALL_INPUTS" },
  review: { strategy: "NONE" },
  metadata: {},
  raw: {},
  work: { strategy: "FULL", workers: ["ana", "ben"] },
};

const differs = (a: Parameters<typeof compareKnown>[0], b: Parameters<typeof compareKnown>[1]): boolean =>
  !isNothing(compareKnown(a, b));

describe("what is compared of a task", () => {
  test("the difference made to what was known gives what is", () => {
    fc.assert(
      fc.property(anyTask, anyTask, (before, after) => {
        const [was, is] = [knownOf(before), knownOf(after)];
        expect(differs(applyDifference(was, compareKnown(was, is)), is)).toBe(false);
      }),
    );
  });

  test("nothing differs where nobody would read anything else: order, white space, how far the assigning has got", () => {
    fc.assert(
      fc.property(anyTask, (task) => {
        const same: Task = {
          ...task,
          name: ` ${task.name}\r\n`,
          concepts: [...task.concepts].reverse(),
          status: task.status === "IDLE" ? "IN_PROGRESS" : task.status,
          work: { ...task.work, workers: [...task.work.workers].reverse() },
          modifiedAt: "2027-01-01T00:00:00Z",
        };
        expect(differs(knownOf(task), knownOf(same))).toBe(false);
      }),
    );
  });

  test("what the app has done itself is no difference, whatever it was", () => {
    fc.assert(
      fc.property(anyTask, anyTask, (before, after) => {
        const created = ownCreation(before);
        const edited = ownEdit(before, after);
        if (created.kind !== "created" || edited.kind !== "changed") throw new Error("an own change of another kind");
        expect(differs(applyDifference(created.now.known, edited.difference), knownOf(after))).toBe(false);
      }),
    );
  });

  test("what somebody else has done before the app’s own change is still a difference, and nothing else is", () => {
    const theirs: Task = { ...PLAIN, work: { strategy: "FULL", workers: ["ana", "ben", "zoe"] } };
    const ours: Task = { ...theirs, name: "Numbers", work: { strategy: "FULL", workers: ["ana", "zoe", "chidi"] } };
    const closed: Task = { ...ours, status: "DONE" };

    let known = knownOf(PLAIN);
    for (const own of [ownEdit(theirs, ours), ownStatus(closed)])
      if (own.kind === "changed") known = applyDifference(known, own.difference);

    expect(compareKnown(known, knownOf(closed))).toEqual({
      parts: {},
      people: [{ kind: "added", assignment: { person: "zoe", role: "worker", fraction: 1 } }],
    });
  });

  test("who was put on it by somebody else just before the app’s own change is still new on it, with the share that they have now", () => {
    const shared = (...workers: string[]): Task => ({
      ...PLAIN,
      work: {
        strategy: "PARTITIONED",
        workers,
        workersPerInput: 1,
        weights: Object.fromEntries(workers.map((worker) => [worker, 1])),
      },
    });
    const [theirs, ours] = [shared("ben", "ana"), shared("ben", "ana", "cleo", "dana")];
    const own = ownEdit(theirs, ours);
    if (own.kind !== "changed") throw new Error("an own change of another kind");

    const known = applyDifference(knownOf(shared("ben")), own.difference);

    expect(compareKnown(known, knownOf(ours))).toEqual({
      parts: {},
      people: [{ kind: "added", assignment: { person: "ana", role: "worker", fraction: 0.25 } }],
    });
  });
});

describe("how much is told", () => {
  test.each([
    [4, 10, false],
    [5, 100, false],
    [6, 100, true],
    [5, 99, true],
    [500, 10_000, false],
    [501, 10_000, true],
  ])("%p of %p missing tasks: an admin is asked first: %p", (missing, known, expected) => {
    expect(areTooManyMissing(missing, known)).toBe(expected);
  });

  test("of many new tasks at once the first three are told one by one, to each person", () => {
    const gather = createGathering();
    const ana = { person: "ana" };
    const told = [[ana], [ana], [ana, { person: "ben" }], [ana], [ana, { person: "ben" }]].map(gather);

    expect(told).toEqual([[], [], [], ["ana"], ["ana"]]);
  });
});
