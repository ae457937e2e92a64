import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { overwriteTask } from "../../../src/api/overwrite-task.ts";
import { toTask } from "../../../src/api/to-task.ts";
import { WireTask } from "../../../src/api/wire.ts";
import type { JsonObject } from "../../../src/domain/json.ts";
import type { TaskChanges } from "../../../src/domain/task.ts";
import { anyChanges } from "../../contract/any-spec.ts";

const raw: JsonObject = {
  id: "t1",
  name: "old",
  future: { kept: [1, 2] },
  concept_ids: ["cat", "dog"],
  worker: { strategy: "FULL", user_ids: ["ana", "ben"], type: "WORKER_HUMAN", future: 1 },
  review: {
    strategy: "CONSENSUS",
    user_ids: ["rev"],
    future: 2,
    consensus_strategy_info: { approval_threshold: 2, future: 3 },
  },
  input_source: { type: "DATASET", id: "d", future: 4 },
  status: { code: 54001, description: "in progress" },
  metadata: { theirs: { a: 1 }, labeldesk: { v: 1 } },
};

describe("an overwrite", () => {
  test("without changes sends back what came, in whatever spelling", () => {
    expect(overwriteTask(raw, {})).toEqual(raw);
  });

  test("does not touch what it was given", () => {
    const before = structuredClone(raw);

    overwriteTask(raw, { name: "new", concepts: ["x"], work: { strategy: "DYNAMIC", workers: [] }, status: "DONE" });

    expect(raw).toEqual(before);
  });

  test("writes the current spelling of a changed field and takes out its older ones, and no others", () => {
    const { concept_ids: _old, ...rest } = raw;

    expect(overwriteTask(raw, { concepts: ["cat"] })).toEqual({ ...rest, concepts: [{ concept: { id: "cat" } }] });
  });

  test("keeps unknown fields beside changed ones", () => {
    const changed = overwriteTask(raw, {
      work: { strategy: "PARTITIONED", workers: ["ana"], workersPerInput: 1, weights: { ana: 1 } },
      review: { strategy: "CONSENSUS", reviewers: ["rev"], labelersMustAgree: 1, reviewersMustApprove: "ALL" },
      inputSource: { type: "ALL_INPUTS" },
    });

    expect(changed).toEqual({
      ...raw,
      worker: {
        strategy: "PARTITIONED",
        workers: [{ user: { id: "ana" } }],
        partitioned_strategy_info: { type: "WEIGHTED", workers_per_input: 1, weights: { ana: 1 } },
        type: "WORKER_HUMAN",
        future: 1,
      },
      review: {
        strategy: "CONSENSUS",
        users: [{ id: "rev" }],
        consensus_strategy_info: { approval_threshold_labelers: 1, approval_threshold_reviewers: -1, future: 3 },
        future: 2,
      },
      input_source: { type: "ALL_INPUTS", future: 4 },
    });
  });

  test("keeps the entries of people who stay, and workers that are not people", () => {
    const task: JsonObject = {
      id: "t",
      worker: {
        workers: [
          { model: { id: "m" } },
          { user: { id: "ana", first_name: "Ana" }, future: 1 },
          { user: { id: "ben" } },
        ],
      },
      concepts: [
        { concept: { id: "cat", name: "Cat" }, auto_annotation_config: { status_code: "ANNOTATION_SUCCESS" } },
      ],
    };

    const changed = overwriteTask(task, {
      work: { strategy: "NOT_SET", workers: ["cleo", "ana"] },
      concepts: ["dog", "cat"],
    });

    expect(changed["worker"]).toEqual({
      workers: [
        { user: { id: "cleo" } },
        { user: { id: "ana", first_name: "Ana" }, future: 1 },
        { model: { id: "m" } },
      ],
    });
    expect(changed["concepts"]).toEqual([
      { concept: { id: "dog" } },
      { concept: { id: "cat", name: "Cat" }, auto_annotation_config: { status_code: "ANNOTATION_SUCCESS" } },
    ]);
  });

  test("never leaves the settings of two review strategies", () => {
    const changed = overwriteTask(raw, { review: { strategy: "MANUAL", reviewers: ["rev"], sample: 0.5 } });

    expect(changed["review"]).toEqual({
      strategy: "MANUAL",
      users: [{ id: "rev" }],
      manual_strategy_info: { sample_percentage: 0.5 },
      future: 2,
    });
  });

  test("a status is replaced with its description", () => {
    expect(overwriteTask(raw, { status: "WONT_DO" })["status"]).toEqual({ code: 54003 });
  });

  test("what was changed reads back as it was meant, and the rest as it was", () => {
    fc.assert(
      fc.property(anyChanges, (changes) => {
        const before = toTask(WireTask.parse(raw), raw);
        const { status, ...fields } = changes satisfies TaskChanges;
        const sent = JSON.parse(JSON.stringify(overwriteTask(raw, changes)));

        const after = toTask(WireTask.parse(sent), sent);

        expect({ ...after, raw: null }).toEqual({ ...before, ...fields, status: status ?? before.status, raw: null });
        expect(after.raw["future"]).toEqual(raw["future"]);
      }),
    );
  });
});
