import { describe, expect, test } from "@jest/globals";
import { readWords } from "../../../../sandbox/slack/blocks.ts";
import { checkMessage, checkView } from "../../../../sandbox/slack/check-view.ts";
import type { TaskFacts } from "../../../../src/domain/assignment.ts";
import type { TaskConflict, TaskSaved } from "../../../../src/domain/submissions/submission-outcome.ts";
import { changedParts } from "../../../../src/domain/task-form/form-changes.ts";
import { EMPTY_TASK_FORM, type TaskFormValues } from "../../../../src/domain/task-form/task-form.ts";
import { previewWork } from "../../../../src/domain/task-form/work-preview.ts";
import {
  buildAssignModal,
  buildCloseModal,
  buildDeleteModal,
  buildPickPeopleModal,
  readTaskMetadata,
} from "../../../../src/views/changes/change-modals.ts";
import { changesInWords } from "../../../../src/views/changes/change-words.ts";
import type { ViewState } from "../../../../src/views/form-state.ts";
import {
  buildChangedMessage,
  buildEndedMessage,
  buildRemovedNotice,
} from "../../../../src/views/notifications/change-messages.ts";
import { statusView } from "../../../../src/views/status-view.ts";
import {
  buildConflict,
  buildDeleted,
  buildFailed,
  buildSaved,
  buildStatusSet,
  readSaveOver,
} from "../../../../src/views/submissions/outcome.ts";
import { buildTaskForm } from "../../../../src/views/task-form/build.ts";
import { readTaskForm } from "../../../../src/views/task-form/read.ts";

const LONG = "x".repeat(3000);
const people = (count: number): string[] => Array.from({ length: count }, (_, index) => `U${index + 1}`);
const outsiders = (count: number): string[] => Array.from({ length: count }, (_, index) => `account:a${index + 1}`);
const json = (value: object): Record<string, unknown> => JSON.parse(JSON.stringify(value));

const facts = (name: string): TaskFacts => ({
  id: "t1",
  name,
  type: "POLYGON_DETECTION",
  instructions: LONG,
  source: "ALL_INPUTS",
  strategy: "FULL",
  review: { strategy: "NONE" },
  inputs: 450,
});

const full = (count: number, name: string): TaskFormValues => ({
  ...EMPTY_TASK_FORM,
  name,
  instructions: LONG,
  concepts: Array.from({ length: 153 }, (_, index) => ({ kind: "existing", id: `c${index}`, name })),
  workers: [...people(count), ...outsiders(count)],
  outsideWorkers: [...outsiders(count), "machine:resnet"],
  machines: ["machine:resnet"],
  strategy: "PARTITIONED",
  split: "WEIGHTED",
  weights: Object.fromEntries([...people(count), ...outsiders(count)].map((person) => [person, "1"])),
  review: "CONSENSUS",
  reviewers: [...people(count), ...outsiders(count)],
  outsideReviewers: outsiders(count),
});

describe.each([0, 1, 20, 200])("with %i workers in Slack and as many outside", (count) => {
  test.each(["D", LONG])("everything fits into Slack's limits, with a short and a long name", (name) => {
    const values = full(count, name);
    const before = { ...values, name: "Before", workers: people(1), review: "MANUAL" as const, concepts: [] };
    const nameOf = (): string => name;
    const everybody = [...people(count), ...outsiders(count)];
    const names = Object.fromEntries(everybody.map((person) => [person, name]));
    const assignments = everybody.map((person) => ({ person, role: "worker" as const, fraction: 0.5 }));
    const changes = assignments.map((assignment) => ({ kind: "changed" as const, assignment, before: 0.25 }));

    const form = buildTaskForm({
      formKey: "1",
      perInputSet: "1",
      showsMore: true,
      callbackId: "task_form.edit",
      title: "Edit task",
      submit: "Save",
      privateMetadata: "{}",
      values,
      before,
      strategyChosen: true,
      nameOf,
      otherSide: "Clarifai",
      preview: previewWork(values, { nameOf, accounts: {}, inputs: 450 }),
    });
    expect(checkView(json(form), "modal")).toEqual([]);

    const parts = changedParts(before, values);
    const saved: TaskSaved = {
      outcome: "saved",
      task: facts(name),
      before,
      after: values,
      parts,
      assignments,
      changes,
      names,
      from: "U1",
    };
    const conflict: TaskConflict = {
      outcome: "conflict",
      taskName: name,
      seen: "2026-01-01T00:00:00Z",
      before,
      mine: values,
      names,
      theirs: { ...before, name: `${name}!` },
      statusBefore: "IN_PROGRESS",
      statusNow: "DONE",
    };
    const failed = {
      outcome: "failed",
      what: "deleted",
      taskName: name,
      reason: LONG,
      canTryAgain: true,
      canGoBack: true,
      others: 9,
    } as const;
    const tasks = Array.from({ length: count }, (_, index) => ({ id: `t${index}`, name }));
    const told = everybody.map((person) => ({ taskId: "t0", person, role: "worker" as const }));
    for (const { title, message } of [
      buildSaved(
        saved,
        everybody.map(() => ({ name, timing: "muted" })),
      ),
      buildConflict(conflict, "s"),
      buildFailed(failed, "s"),
      buildStatusSet(
        { outcome: "status-set", task: facts(name), status: "DONE", assignments, asked: assignments },
        everybody.map(nameOf),
      ),
      buildDeleted({ outcome: "deleted", tasks, people: told }),
    ]) {
      expect(checkView(json(statusView(title, message.blocks)), "modal")).toEqual([]);
      expect(checkMessage(json(message))).toBeUndefined();
    }
    const modals = [
      buildDeleteModal({ tasks, people: count, privateMetadata: "{}" }),
      buildCloseModal({ taskId: "t", taskName: name }),
      buildPickPeopleModal({ taskId: "t", taskName: name }),
      buildAssignModal({
        taskName: name,
        changes,
        inputs: 450,
        consequences: [name.slice(0, 300)],
        nameOf,
        privateMetadata: "{}",
      }),
    ];
    for (const modal of modals) expect(checkView(json(modal), "modal")).toEqual([]);
  });
});

describe("what people read after a change", () => {
  const ana = { person: "U1", role: "worker", fraction: 0.9 } as const;
  const changed = {
    team: "T",
    task: facts("Digits"),
    assignment: ana,
    from: "U9",
    by: "U9",
    at: 1_767_270_300,
    parts: [],
  };

  test("the share before and after, by whom, and when in their own time", () => {
    const message = buildChangedMessage({ ...changed, share: { before: 0.5 } }, { from: "Lead", by: "Lead *Example*" });
    expect(json(message.blocks.at(-1) ?? {})).toEqual({
      type: "context",
      elements: [
        { type: "plain_text", text: "Share 50\u00a0% → 90\u00a0%, by Lead *Example*,", emoji: false },
        { type: "mrkdwn", text: "<!date^1767270300^{time}|12:25 UTC>" },
      ],
    });
    expect(readWords(json(message)["blocks"])).toContain("90\u00a0% · about 405 of 450 inputs");
  });

  test("what is gone has no buttons, and a name is never markup", () => {
    const ended = {
      team: "T",
      taskId: "t",
      taskName: "<!here> *D*",
      person: "U1",
      role: "worker",
      by: "U9",
      at: 0,
    } as const;
    const deleted = buildEndedMessage({ ...ended, why: "deleted" }, "Lead");
    expect(deleted.text).toBe('"&lt;!here&gt; *D*" was deleted by Lead');
    expect(JSON.stringify(deleted.blocks)).not.toContain("button");
    expect(buildRemovedNotice({ ...ended, role: "reviewer", why: "removed" }, "Lead").text).toContain(
      "You do not review",
    );
  });
});

test("changes are said field by field", () => {
  const before: TaskFormValues = {
    ...EMPTY_TASK_FORM,
    name: "A",
    workers: ["U1"],
    strategy: "PARTITIONED",
    split: "WEIGHTED",
    weights: { U1: "1" },
  };
  const after: TaskFormValues = {
    ...before,
    name: "B",
    workers: ["U1", "U2"],
    weights: { U1: "2", U2: "3" },
    priority: "HIGH",
    review: "MANUAL",
    reviewers: ["U3"],
  };
  expect(changesInWords(changedParts(before, after), before, after, (person) => `Name ${person}`)).toEqual([
    "Name: “A” → “B”",
    "Workers: + Name U2",
    "Weights: Name U1 1 → 2, Name U2 none → 3",
    "Review strategy: None → Manual",
    "Reviewers: + Name U3",
    "Priority: none → High",
  ]);
});

describe("what comes back from Slack", () => {
  test("the ticks of those outside, and of nobody who was not offered", () => {
    const earlier = {
      ...EMPTY_TASK_FORM,
      workers: ["U1", "account:a", "account:b"],
      outsideWorkers: ["account:a", "account:b", "machine:m"],
      machines: ["machine:m"],
    };
    const state = {
      w: { "task_form:workers": { type: "multi_users_select", selected_users: ["U2"] } },
      o: {
        "task_form:outsideWorkers": {
          type: "checkboxes",
          selected_options: [{ value: "account:b" }, { value: "account:forged" }],
        },
      },
    } as unknown as ViewState;
    expect(readTaskForm(state, earlier)).toMatchObject({ workers: ["U2", "account:b"], machines: [] });
    expect(readTaskForm({}, earlier)).toMatchObject({ workers: earlier.workers, machines: ["machine:m"] });
  });

  test.each(["", "{", "[]", '{"taskId":1}', '{"submission":{}}'])("nothing is read of %s", (text) => {
    expect(readTaskMetadata(text)).toBeUndefined();
    expect(readSaveOver(text)).toBeUndefined();
  });
});
