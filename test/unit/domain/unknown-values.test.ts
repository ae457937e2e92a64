import { describe, expect, test } from "@jest/globals";
import type { ModalView } from "@slack/types";
import fc from "fast-check";
import { overwriteTask } from "../../../src/api/overwrite-task.ts";
import { toTask } from "../../../src/api/to-task.ts";
import { WireTask } from "../../../src/api/wire.ts";
import { writeTask } from "../../../src/api/write-task.ts";
import type { JsonObject } from "../../../src/domain/json.ts";
import { addWorkers } from "../../../src/domain/task-form/change-workers.ts";
import { formOfTask } from "../../../src/domain/task-form/form-of-task.ts";
import { parseTaskEdit } from "../../../src/domain/task-form/task-edit.ts";
import type { TaskFormValues } from "../../../src/domain/task-form/task-form.ts";
import { previewWork } from "../../../src/domain/task-form/work-preview.ts";
import type { ViewState } from "../../../src/views/form-state.ts";
import { buildTaskForm } from "../../../src/views/task-form/build.ts";
import { readTaskForm } from "../../../src/views/task-form/read.ts";
import { facts } from "./task-form/form.ts";

/** A task as a Clarifai that is newer than this app might hold it. */
const NEWER: JsonObject = {
  id: "t",
  name: "Old",
  type: "HOLOGRAM_DETECTION",
  hologram_info: { depth: 3 },
  concepts: [{ concept: { id: "cat" } }],
  worker: {
    strategy: "LOTTERY",
    lottery_info: { tickets: { ana: 3 } },
    workers: [{ user: { id: "ana" }, since: "2026" }],
    partitioned_strategy_info: { type: "BY_SKILL", workers_per_input: 2, weights: { ana: 0.3 } },
  },
  review: {
    strategy: "ORACLE",
    oracle_info: { model: "m" },
    users: [{ id: "mei", since: "2026" }],
    consensus_strategy_info: { approval_threshold_reviewers: 2 },
  },
  input_source: { type: "STREAM", id: "s", stream_info: { url: "u" } },
  priority: "URGENT",
};
const RULES = ["type", "review", "input_source", "priority", "hologram_info"];

const taskOf = (raw: JsonObject) => toTask(WireTask.parse(raw), raw);
const formOf = (raw: JsonObject): TaskFormValues =>
  formOfTask(taskOf(raw), {
    personOf: (account) => account,
    nameOf: (person) => person,
    conceptName: (id) => id,
    sourceName: "",
  });

/** What is sent after the form was changed. */
function edit(raw: JsonObject, change: (values: TaskFormValues) => TaskFormValues): JsonObject {
  const before = formOf(raw);
  const parsed = parseTaskEdit(before, change(before), facts());
  if (!parsed.ok) throw new Error(parsed.error.map(({ message }) => message).join(" "));
  const { parts: _parts, concepts: _concepts, ...changes } = parsed.value;
  return overwriteTask(raw, changes);
}

const formView = (values: TaskFormValues): ModalView =>
  buildTaskForm({
    formKey: "1",
    perInputSet: "1",
    showsMore: true,
    callbackId: "c",
    title: "Edit task",
    submit: "Save",
    privateMetadata: "",
    values,
    before: values,
    strategyChosen: true,
    nameOf: (person) => person,
    otherSide: "Clarifai",
    preview: previewWork(values, { nameOf: (person) => person, accounts: {}, inputs: undefined }),
  });

const pick = (raw: JsonObject, names: readonly string[]) => Object.fromEntries(names.map((name) => [name, raw[name]]));

describe("what a newer Tasks API says", () => {
  test("stays byte for byte through an edit of anything else", () => {
    const sent = edit(NEWER, (values) => ({ ...values, name: "New", instructions: "Look", sampleMs: "40" }));

    expect(sent).toEqual({ ...NEWER, name: "New", description: "Look", sample_ms: 40 });
  });

  test("stays when workers are added or taken out; only the list of workers is another", () => {
    const sent = edit(NEWER, (values) => addWorkers(values, ["ben", "zoe"], (person) => person));

    expect(pick(sent, RULES)).toEqual(pick(NEWER, RULES));
    expect(sent["worker"]).toEqual({
      ...(NEWER["worker"] as JsonObject),
      workers: [{ user: { id: "ana" }, since: "2026" }, { user: { id: "ben" } }, { user: { id: "zoe" } }],
    });
  });

  test("stays when reviewers change", () => {
    const sent = edit(NEWER, (values) => ({ ...values, reviewers: ["mei", "ben"] }));

    expect(sent).toEqual({
      ...NEWER,
      review: { ...(NEWER["review"] as JsonObject), users: [{ id: "mei", since: "2026" }, { id: "ben" }] },
    });
  });

  test("stays when the task is closed and opened again", () => {
    const closed = overwriteTask(NEWER, { status: "DONE" });

    expect(overwriteTask(closed, { status: "IN_PROGRESS" })).toEqual({ ...NEWER, status: { code: 54001 } });
  });

  test("an unknown split of a known strategy, and an unknown number of reviewers, stay too", () => {
    const raw: JsonObject = {
      ...NEWER,
      worker: {
        strategy: "PARTITIONED",
        workers: [{ user: { id: "ana" } }],
        partitioned_strategy_info: { type: "BY_SKILL" },
      },
      review: {
        strategy: "CONSENSUS",
        users: [{ id: "mei" }],
        consensus_strategy_info: { approval_threshold_labelers: 1, approval_threshold_reviewers: 2 },
      },
    };
    const sent = edit(raw, (values) => ({ ...values, workers: ["ana", "ben"], reviewers: ["mei", "zoe"] }));

    expect(sent["worker"]).toMatchObject({ strategy: "PARTITIONED", partitioned_strategy_info: { type: "BY_SKILL" } });
    expect(sent["review"]).toMatchObject({
      users: [{ id: "mei" }, { id: "zoe" }],
      consensus_strategy_info: { approval_threshold_labelers: 1, approval_threshold_reviewers: 2 },
    });
  });

  test("gives way to what a lead chooses in its place", () => {
    const sent = edit(NEWER, (values) => ({
      ...values,
      strategy: "FULL",
      review: "NONE",
      inputSource: "ALL_INPUTS",
      priority: "LOW",
      type: "POLYGON_DETECTION",
    }));

    expect(sent).toMatchObject({
      type: "POLYGON_DETECTION",
      priority: "LOW",
      worker: { strategy: "FULL" },
      review: { strategy: "NONE" },
      input_source: { type: "ALL_INPUTS" },
    });
  });

  test("is shown in words, chosen in its own field, and read back as it was", () => {
    const values = formOf(NEWER);
    const view = formView(values);

    expect(JSON.stringify(view)).not.toMatch(/LOTTERY|ORACLE|STREAM|URGENT|HOLOGRAM/);
    for (const words of [
      "Type not known here",
      "Strategy not known here",
      "Rule not known here",
      "a share not known here",
    ])
      expect(JSON.stringify(view)).toContain(words);
    expect(readTaskForm(stateOf(view), values)).toEqual(values);
  });

  test("cannot be written as if it were known", () => {
    fc.assert(
      fc.property(fc.constantFrom("type", "work", "review", "inputSource", "priority"), (field) => {
        const known = taskOf({
          ...NEWER,
          type: "POLYGON_DETECTION",
          worker: {},
          review: {},
          input_source: {},
          priority: "LOW",
        });
        expect(() => writeTask({ ...known, [field]: taskOf(NEWER)[field as "type"] })).toThrow("cannot be written");
      }),
    );
  });
});

/** A task that leaves out what the protocol gives no default for. */
const SILENT: JsonObject = {
  id: "t",
  name: "Old",
  type: "POLYGON_DETECTION",
  concepts: [{ concept: { id: "cat" } }],
  worker: { workers: [{ user: { id: "ana" } }] },
  input_source: { type: "ALL_INPUTS" },
};
const addBen = (values: TaskFormValues) => addWorkers(values, ["ben"], (person) => person);
const ANA_AND_BEN = [{ user: { id: "ana" } }, { user: { id: "ben" } }];

describe("what a task leaves out", () => {
  test.each([{}, { strategy: "" }, { strategy: "WORKER_STRATEGY_NOT_SET" }])(
    "its strategy stays as it was (%o) when people come or go, and is told in words",
    (strategy) => {
      const raw = { ...SILENT, worker: { ...strategy, workers: [{ user: { id: "ana" } }] } };

      expect(edit(raw, addBen)["worker"]).toEqual({ ...strategy, workers: ANA_AND_BEN });
      expect(edit(raw, (values) => ({ ...values, workers: ["zoe"] }))["worker"]).toEqual({
        ...strategy,
        workers: [{ user: { id: "zoe" } }],
      });
      const view = JSON.stringify(formView(formOf(raw)));
      expect(view).toContain("No strategy set");
      expect(view).toContain("a share not known here");
    },
  );

  test("a strategy that the lead chooses in its place is written", () => {
    const sent = edit(SILENT, (values) => ({ ...values, strategy: "FULL" }));

    expect(sent["worker"]).toEqual({ strategy: "FULL", workers: [{ user: { id: "ana" } }] });
  });

  test("the first workers of a task need a strategy, and the lead is asked for it", () => {
    const before = formOf({ ...SILENT, worker: {} });

    const parsed = parseTaskEdit(before, addBen(before), facts());

    expect(!parsed.ok && parsed.error).toEqual([
      { field: "strategy", message: expect.stringContaining("choose Full, Partitioned or Dynamic") },
    ]);
  });

  test("how a partition is split, and among how many, stays unsaid", () => {
    const worker = { strategy: "PARTITIONED", workers: [{ user: { id: "ana" } }] };
    const info = { type: "PARTITIONED_WORKER_STRATEGY_NOT_SET", weights: { ana: 2 } };

    expect(edit({ ...SILENT, worker }, addBen)["worker"]).toEqual({
      ...worker,
      workers: ANA_AND_BEN,
      partitioned_strategy_info: {},
    });
    expect(edit({ ...SILENT, worker: { ...worker, partitioned_strategy_info: info } }, addBen)["worker"]).toEqual({
      ...worker,
      workers: ANA_AND_BEN,
      partitioned_strategy_info: info,
    });
  });

  test("a split that the lead chooses is written whole", () => {
    const sent = edit(SILENT, (values) => ({ ...values, strategy: "PARTITIONED" }));

    expect(sent["worker"]).toMatchObject({
      strategy: "PARTITIONED",
      partitioned_strategy_info: { type: "EVENLY", workers_per_input: 1 },
    });
  });

  test("the rule for its reviewers stays unsaid when reviewers come", () => {
    const sent = edit({ ...SILENT, review: { users: [{ id: "mei" }] } }, (values) => ({
      ...values,
      reviewers: ["mei", "zoe"],
    }));

    expect(sent["review"]).toEqual({ users: [{ id: "mei" }, { id: "zoe" }] });
  });

  test("how many reviewers must approve stays unsaid when reviewers come", () => {
    const review = { strategy: "CONSENSUS", users: [{ id: "mei" }], consensus_strategy_info: {} };

    const sent = edit({ ...SILENT, review }, (values) => ({ ...values, reviewers: ["mei", "zoe"] }));

    expect(sent["review"]).toMatchObject({ consensus_strategy_info: { approval_threshold_labelers: 0 } });
    expect(JSON.stringify(sent["review"])).not.toContain("approval_threshold_reviewers");
  });

  test("its inputs and its priority stay unsaid through an edit of anything else", () => {
    const raw = { ...SILENT, input_source: { type: "INPUT_SOURCE_TYPE_NOT_SET" }, priority: "TASK_PRIORITY_NOT_SET" };

    expect(edit(raw, (values) => ({ ...values, name: "New" }))).toEqual({ ...raw, name: "New" });
    expect(JSON.stringify(formView(formOf(raw)))).toContain("Inputs chosen in a way not known here");
  });
});

/** What Slack sends of a view in which nobody has touched anything. */
function stateOf({ blocks }: ModalView): ViewState {
  const state: Record<string, ViewState[string]> = {};
  for (const block of blocks) {
    if (block.type !== "input" || !("element" in block)) continue;
    const { element } = block;
    const field = {
      type: element.type,
      ...("initial_value" in element && { value: element.initial_value ?? null }),
      ...("initial_option" in element && { selected_option: element.initial_option }),
      ...("initial_options" in element && { selected_options: element.initial_options }),
      ...("initial_users" in element && { selected_users: element.initial_users }),
    };
    state[block.block_id ?? ""] = { [element.action_id ?? ""]: field as ViewState[string][string] };
  }
  return state;
}
