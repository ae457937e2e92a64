import { describe, expect, test } from "@jest/globals";
import { overwriteTask } from "../../../../src/api/overwrite-task.ts";
import { toTask } from "../../../../src/api/to-task.ts";
import { WireTask } from "../../../../src/api/wire.ts";
import type { JsonObject } from "../../../../src/domain/json.ts";
import { outsideKey } from "../../../../src/domain/people/outside-person.ts";
import { changeForPerson, diffAssignments, isApplied, isTouched } from "../../../../src/domain/task-diff.ts";
import { addWorkers } from "../../../../src/domain/task-form/change-workers.ts";
import { changedParts, collidingParts, mergeForms } from "../../../../src/domain/task-form/form-changes.ts";
import { formOfTask } from "../../../../src/domain/task-form/form-of-task.ts";
import { parseTaskEdit } from "../../../../src/domain/task-form/task-edit.ts";
import type { TaskFormValues } from "../../../../src/domain/task-form/task-form.ts";
import { facts, form } from "./form.ts";

const PEOPLE: Record<string, string> = { ana: "U1", ben: "U2" };

function taskOf(raw: JsonObject) {
  const whole = { id: "t", name: "Old", type: "CONCEPTS_CLASSIFICATION", concept_ids: ["cat"], ...raw };
  return toTask(WireTask.parse(whole), whole);
}

const formOf = (raw: JsonObject): TaskFormValues =>
  formOfTask(taskOf(raw), {
    personOf: (account) => PEOPLE[account] ?? outsideKey(account),
    nameOf: (person) => `Name of ${person}`,
    conceptName: (id) => id.toUpperCase(),
    sourceName: "Lunch",
  });

const WEIGHTED: JsonObject = {
  worker: {
    strategy: "PARTITIONED",
    workers: [{ user: { id: "robin" } }, { user: { id: "ana" } }, { model: { id: "resnet" } }],
    partitioned_strategy_info: { type: "WEIGHTED", workers_per_input: 1, weights: { robin: 2.5, ana: 7.5 } },
  },
  review: { strategy: "MANUAL", users: [{ id: "ben" }], manual_strategy_info: { sample_percentage: 0.07 } },
};

describe("the form of a task", () => {
  test("holds what the task holds, also whoever is not in Slack", () => {
    expect(formOf(WEIGHTED)).toMatchObject({
      name: "Old",
      concepts: [{ kind: "existing", id: "cat", name: "CAT" }],
      workers: ["U1", "account:robin"],
      outsideWorkers: ["account:robin", "machine:resnet"],
      machines: ["machine:resnet"],
      strategy: "PARTITIONED",
      split: "WEIGHTED",
      weights: { U1: "7.5", "account:robin": "2.5" },
      review: "MANUAL",
      reviewers: ["U2"],
      sample: "7",
    });
  });

  test("cuts what no field holds, and weighs tiny and negative numbers as a field takes them", () => {
    const info = { type: "WEIGHTED", workers_per_input: 1, weights: { ana: 0.0000001, ben: -2 } };
    const worker = { strategy: "PARTITIONED", user_ids: ["ana", "ben"], partitioned_strategy_info: info };
    const values = formOf({ name: "n".repeat(3000), description: "i".repeat(4000), worker });
    expect(values.name).toHaveLength(255);
    expect(values.instructions).toHaveLength(3000);
    expect(values.weights).toEqual({ U1: "0.0000001", U2: "" });
  });

  test("left as it is, nothing is changed, in whatever spelling and however odd", () => {
    const odd = [
      WEIGHTED,
      { name: "", concept_ids: [], type: "AUTO_ANNOTATION" },
      { worker: { strategy: "DYNAMIC", user_ids: ["ana"] }, priority: "HIGH", sample_ms: 40 },
      { input_source: { type: "DATASET", id: "" } },
      { review: { strategy: "CONSENSUS", user_ids: [], consensus_strategy_info: { approval_threshold: 9 } } },
    ];
    for (const raw of odd) {
      const values = formOf(raw);
      expect(changedParts(values, structuredClone(values))).toEqual([]);
      expect(parseTaskEdit(values, values, facts())).toEqual({ ok: true, value: { parts: [] } });
    }
  });
});

describe("more weights than the form's text holds", () => {
  const ids = Array.from({ length: 200 }, (_, index) => `alexandra-hernandez-${index + 1}`);
  const weights = Object.fromEntries(ids.map((id, index) => [id, index + 1]));
  const crowdOf = (given: Record<string, number>): TaskFormValues => {
    const info = { type: "WEIGHTED", workers_per_input: 1, weights: given };
    return formOf({ worker: { strategy: "PARTITIONED", user_ids: ids, partitioned_strategy_info: info } });
  };
  const inForm = Object.fromEntries(ids.map((id, index) => [outsideKey(id), index + 1]));
  const known = facts({ nameOf: (person) => `Name of ${person}` });
  const before = crowdOf(weights);

  test("left as it is, none is lost, also when something else of the work changes", () => {
    expect(parseTaskEdit(before, { ...before, name: "New" }, known)).toMatchObject({ value: { parts: ["name"] } });
    const edit = parseTaskEdit(before, { ...before, workersPerInput: "2" }, known);
    expect(edit).toMatchObject({ ok: true, value: { parts: ["work"], work: { workersPerInput: 2, weights: inForm } } });
  });

  test("a weight that is not in the text and was changed elsewhere is a change", () => {
    const [last] = ids.slice(-1);
    const theirs = crowdOf({ ...weights, [String(last)]: 7 });
    expect(theirs.weightLines).toBe(before.weightLines);
    expect(changedParts(before, theirs)).toEqual(["work"]);
  });
});

describe("what changed", () => {
  test("order, white space and the spelling of numbers do not count", () => {
    const before = form({ workers: ["U1", "U2"], strategy: "PARTITIONED", workersPerInput: "1", instructions: "a\nb" });
    const after = { ...before, workers: ["U2", "U1"], workersPerInput: "1.0", instructions: " a\r\nb\n" };
    expect(changedParts(before, after)).toEqual([]);
  });

  test("only what was changed is to be sent", () => {
    const before = formOf(WEIGHTED);
    const edit = parseTaskEdit(before, { ...before, name: "New", priority: "LOW" }, facts());
    expect(edit).toEqual({ ok: true, value: { parts: ["name", "priority"], name: "New", priority: "LOW" } });
  });

  test("a value that is emptied is taken away; an unticked model goes, and its neighbours stay", () => {
    const task = taskOf({ ...WEIGHTED, priority: "HIGH" });
    const before = formOf({ ...WEIGHTED, priority: "HIGH" });
    const edit = parseTaskEdit(before, { ...before, priority: undefined, machines: [] }, facts());
    expect(edit).toMatchObject({ ok: true, value: { priority: null, machines: [] } });
    const sent = overwriteTask(task.raw, { priority: null, machines: [] });
    expect(sent).not.toHaveProperty("priority");
    expect(sent["worker"]).toMatchObject({ workers: [{ user: { id: "robin" } }, { user: { id: "ana" } }] });
  });
});

describe("concepts per input", () => {
  const theirs = { kept: [1, 2] };
  const metadata = { theirs, labeldesk: { v: 1, submission: "s", concepts_per_input: "one" } };

  test("a task made elsewhere has several, also where somebody else’s metadata stands under our name", () => {
    for (const raw of [{}, { metadata: { theirs } }, { metadata: { labeldesk: "ours" } }])
      expect(formOf(raw).conceptsPerInput).toBe("SEVERAL");
    expect(formOf({ metadata }).conceptsPerInput).toBe("ONE");
  });

  test("is written only where it was changed, and everything else in the metadata stays", () => {
    const before = formOf({ metadata });
    expect(parseTaskEdit(before, { ...before, name: "New" }, facts())).toMatchObject({ value: { parts: ["name"] } });

    const edit = parseTaskEdit(before, { ...before, conceptsPerInput: "SEVERAL" }, facts());

    expect(edit).toEqual({ ok: true, value: { parts: ["conceptsPerInput"], conceptsPerInput: "SEVERAL" } });
    const sent = overwriteTask(taskOf({ metadata }).raw, { conceptsPerInput: "SEVERAL" });
    expect(sent["metadata"]).toEqual({
      theirs,
      labeldesk: { v: 1, submission: "s", concepts_per_input: "several" },
    });
    expect(isApplied(taskOf({ metadata }), { conceptsPerInput: "SEVERAL" })).toBe(false);
    expect(isApplied(taskOf(sent), { conceptsPerInput: "SEVERAL" })).toBe(true);
  });

  test("a task made elsewhere takes it too", () => {
    const sent = overwriteTask(taskOf({ metadata: { theirs } }).raw, { conceptsPerInput: "ONE" });
    expect(sent["metadata"]).toEqual({ theirs, labeldesk: { v: 1, concepts_per_input: "one" } });
  });

  test("of boxes it says nothing, whatever the form held before", () => {
    const before = formOf({ type: "BOUNDING_BOX_DETECTION" });
    expect(changedParts(before, { ...before, conceptsPerInput: "ONE" })).toEqual([]);
  });

  test("what two leads change in it is shown before either is lost", () => {
    const before = form({ conceptsPerInput: "SEVERAL" });
    const mine = { ...before, conceptsPerInput: "ONE" } as const;
    expect(mergeForms(before, { ...before, name: "Mine" }, mine).conceptsPerInput).toBe("ONE");
    expect(mergeForms(before, mine, before).conceptsPerInput).toBe("ONE");
  });
});

describe("our refusals on a task that was made elsewhere", () => {
  const unreachable: JsonObject = {
    worker: { strategy: "FULL", user_ids: ["ana", "ben"] },
    review: { strategy: "CONSENSUS", user_ids: ["robin"], consensus_strategy_info: { approval_threshold: 5 } },
  };

  test("do not apply to a field that was left alone, also when its neighbours change", () => {
    const before = formOf(unreachable);
    const edit = parseTaskEdit(before, { ...before, reviewers: ["U1"], name: "New" }, facts());
    expect(edit).toMatchObject({
      ok: true,
      value: { name: "New", review: { labelersMustAgree: 5, reviewers: ["U1"] } },
    });
  });

  test("apply to the field that was changed", () => {
    const before = formOf(unreachable);
    const edit = parseTaskEdit(before, { ...before, labelersMustAgree: "4" }, facts());
    expect(edit).toMatchObject({ ok: false, error: [{ field: "labelersMustAgree" }] });
  });

  test("apply to what a change makes wrong", () => {
    const reachable = {
      ...unreachable,
      review: { ...(unreachable["review"] as JsonObject), consensus_strategy_info: { approval_threshold: 2 } },
    };
    const before = formOf(reachable);
    const edit = parseTaskEdit(before, { ...before, workers: ["U1"] }, facts());
    expect(edit).toMatchObject({ ok: false, error: [{ field: "labelersMustAgree" }] });
  });
});

describe("two versions of one task", () => {
  const before = form({
    workers: ["U1", "U2"],
    strategy: "PARTITIONED",
    split: "WEIGHTED",
    weights: { U1: "1", U2: "1" },
  });
  const theirs = { ...before, name: "Theirs", workers: ["U1", "U2", "U4"], weights: { U1: "1", U2: "5", U4: "2" } };

  test("merge to both, mine where both changed the same", () => {
    const mine = { ...before, name: "Mine", workers: ["U1", "U3"], weights: { U1: "9", U2: "1", U3: "3" } };
    expect(mergeForms(before, mine, theirs)).toMatchObject({
      name: "Mine",
      workers: ["U1", "U4", "U3"],
      weights: { U1: "9", U3: "3", U4: "2" },
    });
    expect(collidingParts(before, mine, theirs)).toEqual(["name", "work"]);
  });

  test("a form that was not touched merges to theirs", () => {
    expect(changedParts(theirs, mergeForms(before, before, theirs))).toEqual([]);
    expect(collidingParts(before, before, theirs)).toEqual([]);
  });
});

describe("people of a changed task", () => {
  test("new, gone and changed ones are told apart; a worker is no reviewer", () => {
    const worker = (person: string, fraction?: number) => ({
      person,
      role: "worker" as const,
      ...(fraction !== undefined && { fraction }),
    });
    const reviewer = { person: "U1", role: "reviewer" as const, fraction: 1 };
    const before = [worker("U1", 0.5), worker("U2", 0.5), reviewer];
    const after = [worker("U1", 0.9), worker("U3", 0.1), reviewer];
    expect(diffAssignments(before, after)).toEqual([
      { kind: "changed", assignment: worker("U1", 0.9), before: 0.5 },
      { kind: "added", assignment: worker("U3", 0.1) },
      { kind: "removed", person: "U2", role: "worker", before: 0.5 },
    ]);
    expect(diffAssignments([worker("U1", 1 / 3)], [worker("U1", 0.33333333)])).toEqual([]);
    expect(diffAssignments([worker("U1")], [worker("U1", 0.5)])).toEqual([
      { kind: "changed", assignment: worker("U1", 0.5) },
    ]);
  });

  test("without a share one is on the task and has nothing of it", () => {
    const [some, none] = [0.5, 0].map((fraction) => ({ person: "U1", role: "worker" as const, fraction }));
    const between = (before: typeof some, after: typeof some) =>
      diffAssignments(before ? [before] : [], after ? [after] : []).map(changeForPerson);
    const removed = { kind: "removed", person: "U1", role: "worker" };
    expect(between(undefined, none)).toEqual([undefined]);
    expect(between(none, undefined)).toEqual([undefined]);
    expect(between(none, some)).toEqual([{ kind: "added", assignment: some }]);
    expect(between(some, none)).toEqual([{ ...removed, isStillOn: true }]);
    expect(between(some, undefined)).toEqual([{ ...removed, before: 0.5 }]);
  });

  test("who is added under weights gets the mean; otherwise weights do not matter", () => {
    const weighted = form({
      workers: ["U1", "U2"],
      strategy: "PARTITIONED",
      split: "WEIGHTED",
      weights: { U1: "30", U2: "10" },
    });
    expect(addWorkers(weighted, ["U3", "U1"], (person) => person)).toMatchObject({
      workers: ["U1", "U2", "U3"],
      weights: { U1: "30", U2: "10", U3: "20" },
    });
    expect(addWorkers(form(), ["U3"], (person) => person)).toMatchObject({ workers: ["U3"], weights: {} });
  });
});

describe("a task as it is read again", () => {
  const raw: JsonObject = {
    ...WEIGHTED,
    modified_at: "2026-01-01T00:00:00Z",
    status: { code: 54001, percent_completed: 10 },
  };

  test("what the API renews by itself is no change; what others keep in it is", () => {
    const later = {
      ...raw,
      modified_at: "2026-01-02T00:00:00Z",
      status: { percent_completed: 100, code: 54001 },
      metrics: {},
    };
    expect(isTouched(taskOf(raw), taskOf(later))).toBe(false);
    expect(isTouched(taskOf(raw), taskOf({ ...later, metadata: { theirs: 1 } }))).toBe(true);
  });

  test("says whether a change has come through", () => {
    const task = taskOf(raw);
    expect(isApplied(task, { name: "Old", status: "IN_PROGRESS", priority: null })).toBe(true);
    expect(isApplied(task, { name: "New" })).toBe(false);
    expect(isApplied(task, { review: { strategy: "MANUAL", reviewers: ["ben"], sample: 0.07 } })).toBe(true);
    const work = { strategy: "PARTITIONED", workers: ["ana", "robin"], workersPerInput: 1 } as const;
    expect(isApplied(task, { work: { ...work, weights: { ana: 7.5, robin: 2.5 } } })).toBe(true);
    expect(isApplied(task, { work: { ...work, weights: { ana: 8, robin: 2.5 } } })).toBe(false);
    expect(isApplied(task, { work })).toBe(false);
    expect(isApplied(taskOf(WEIGHTED), { machines: ["resnet"] })).toBe(true);
    expect(isApplied(taskOf(WEIGHTED), { machines: [] })).toBe(false);
  });
});

describe("user groups of a task", () => {
  const [labelers, night, reviewers] = ["labelers", "night", "reviewers"].map((handle, at) => ({
    id: `S${at}`,
    handle,
  }));
  const given = (workers: readonly (typeof labelers)[], theirs: readonly (typeof labelers)[] = []): JsonObject =>
    JSON.parse(
      JSON.stringify({ ...WEIGHTED, metadata: { labeldesk: { v: 1, user_groups: { workers, reviewers: theirs } } } }),
    );

  test("what both sides have added and taken out lives", () => {
    const before = formOf(given([labelers]));
    const theirs = formOf(given([labelers, night]));
    const merged = mergeForms(before, { ...before, workerGroups: [] }, theirs);

    expect(merged.workerGroups).toEqual([night]);
    expect(changedParts(theirs, merged)).toEqual(["userGroups"]);
  });

  test("are written beside what others keep with the task, and an unanswered request is known by them", () => {
    const raw = { id: "t", ...given([labelers], [reviewers]) };
    const before = formOf(raw);
    const userGroups = { workers: [], reviewers: [{ id: "S2", handle: "reviewers" }] };
    const edit = parseTaskEdit(before, { ...before, workerGroups: [] }, facts());
    const saved = overwriteTask({ ...raw, metadata: { other: 1, labeldesk: { submission: "x" } } }, { userGroups });

    expect(edit).toEqual({ ok: true, value: { parts: ["userGroups"], userGroups } });
    expect(saved["metadata"]).toEqual({
      other: 1,
      labeldesk: { v: 1, submission: "x", user_groups: userGroups },
    });
    expect(isApplied(taskOf(saved), { userGroups })).toBe(true);
    expect(isApplied(taskOf(raw), { userGroups })).toBe(false);
  });

  test("of a task that nobody reviews any more, none are given it to check", () => {
    const before = formOf(given([labelers], [reviewers]));

    expect(changedParts(before, { ...before, review: "NONE" })).toEqual(["review", "userGroups"]);
  });
});
