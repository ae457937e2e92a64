import { describe, expect, test } from "@jest/globals";
import { progressOf } from "../../../../src/domain/cards/task-progress.ts";
import { machineWorkersIn } from "../../../../src/domain/machine-workers.ts";
import type { Task, WorkerCounts } from "../../../../src/domain/task.ts";
import { taskIdInLink } from "../../../../src/domain/task-link.ts";

const task = (changes: Partial<Task> = {}): Task => ({
  id: "t1",
  name: "Ninety ten",
  instructions: "",
  type: "POLYGON_DETECTION",
  status: "IN_PROGRESS",
  concepts: [],
  inputSource: { type: "ALL_INPUTS" },
  work: { strategy: "PARTITIONED", workers: ["ana", "ben"], workersPerInput: 1, weights: { ana: 9, ben: 1 } },
  review: { strategy: "MANUAL", reviewers: ["mei"], sample: 1 },
  metadata: {},
  raw: {},
  ...changes,
});

const counts = (accountId: string, changes: Partial<WorkerCounts> = {}): WorkerCounts => ({
  accountId,
  pending: 0,
  awaitingReview: 0,
  awaitingConsensusReview: 0,
  success: 0,
  reviewDenied: 0,
  ...changes,
});

describe("the figures of a task", () => {
  test("what is assigned to a worker is done or left; what is done was accepted or rejected, or is in review", () => {
    const ana = counts("ana", {
      pending: 5,
      awaitingReview: 4,
      awaitingConsensusReview: 3,
      success: 2,
      reviewDenied: 1,
    });
    const { workers } = progressOf(task(), [ana]);

    expect(workers).toEqual([
      {
        accountId: "ana",
        fraction: 0.9,
        figures: { assigned: 15, done: 10, accepted: 2, awaitingReview: 7, rejected: 1, left: 5 },
      },
      {
        accountId: "ben",
        fraction: 0.1,
        figures: { assigned: 0, done: 0, accepted: 0, awaitingReview: 0, rejected: 0, left: 0 },
      },
    ]);
  });

  test("somebody who is not in the plan any more is shown behind it", () => {
    const { workers } = progressOf(task(), [counts("zoe", { success: 1 }), counts("ana")]);

    expect(workers.map(({ accountId, fraction }) => [accountId, fraction])).toEqual([
      ["ana", 0.9],
      ["ben", 0.1],
      ["zoe", undefined],
    ]);
  });

  test("the other side's percentages count, and what it does not say is computed", () => {
    const half = [counts("ana", { pending: 50, awaitingReview: 25, success: 25 })];

    expect(progressOf(task({ metrics: { workPercent: 48, reviewPercent: 9 } }), half)).toMatchObject({
      work: 0.48,
      review: 0.09,
    });
    expect(progressOf(task(), half)).toMatchObject({ work: 0.5, review: 0.25 });
  });

  test("a rejected label leaves its input undone where each gets one, and not where each gets several", () => {
    const some = [counts("ana", { pending: 2, success: 6, reviewDenied: 2 })];
    const both = task({ work: { strategy: "FULL", workers: ["ana", "ben"] } });

    expect(progressOf(task(), some)).toMatchObject({ work: 0.6, review: 0.6 });
    expect(progressOf(task({ metrics: { inputsEstimated: 8 } }), some)).toMatchObject({ work: 0.75, review: 0.75 });
    expect(progressOf(both, some)).toMatchObject({ work: 0.8, review: 0.8 });
  });

  test("under DYNAMIC, what nobody has asked for yet is not done", () => {
    const dynamic = task({ work: { strategy: "DYNAMIC", workers: ["ana"] }, metrics: { inputsEstimated: 100 } });

    expect(progressOf(dynamic, [counts("ana", { pending: 5, success: 5 })]).work).toBe(0.05);
  });

  test("without review there is none, and without counts there are no figures", () => {
    expect(progressOf(task({ review: { strategy: "NONE" } }), [])).not.toHaveProperty("review");
    expect(progressOf(task(), undefined).workers[0]).toEqual({ accountId: "ana", fraction: 0.9 });
    expect(progressOf(task(), undefined)).not.toHaveProperty("work");
  });
});

test("models and workflows among the workers are found", () => {
  const workers = [{ user: { id: "u" } }, { model: { id: "m", name: "M" } }, { workflow: { id: "w" } }, null, "x"];

  expect(machineWorkersIn({ worker: { workers } })).toEqual(["m", "w"]);
  expect(machineWorkersIn({ worker: null })).toEqual([]);
});

describe("a link to a task", () => {
  const site = { userId: "lena", appId: "digits" };

  test.each([
    ["https://clarifai.com/lena/digits/tasks/t1", "t1"],
    ["https://www.clarifai.com/lena/digits/tasks/t1/label?page=2#x", "t1"],
    ["http://clarifai.com/le%6ea/digits/tasks/t1/", "t1"],
    ["http://clarifai.com/lena/digits/tasks/t%201/", undefined],
    ["https://clarifai.com/lena/other/tasks/t1", undefined],
    ["https://clarifai.com/somebody/digits/tasks/t1", undefined],
    ["https://clarifai.com/lena/digits/tasks", undefined],
    ["https://clarifai.com/lena/digits/models/t1", undefined],
    ["https://clarifai.com.example.com/lena/digits/tasks/t1", undefined],
    ["https://example.com/lena/digits/tasks/t1", undefined],
    ["javascript:alert(1)", undefined],
    ["https://clarifai.com/%E0%A4%A/digits/tasks/t1", undefined],
    ["no address", undefined],
  ])("%s leads to %s", (address, id) => {
    expect(taskIdInLink(address, site)).toBe(id);
  });
});
