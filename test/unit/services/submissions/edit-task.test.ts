import { describe, expect, jest, test } from "@jest/globals";
import type { NewEvent } from "../../../../src/domain/notifications/events.ts";
import type { Submission } from "../../../../src/domain/submissions/submission.ts";
import type { SubmissionOutcome } from "../../../../src/domain/submissions/submission-outcome.ts";
import type { Task, TaskChanges } from "../../../../src/domain/task.ts";
import { formOfTask } from "../../../../src/domain/task-form/form-of-task.ts";
import { TasksApiError } from "../../../../src/domain/tasks-api-error.ts";
import type { EditTaskPayload } from "../../../../src/services/submissions/edit-outcomes.ts";
import { createEditRunner } from "../../../../src/services/submissions/edit-task.ts";
import { SUBMISSION_TIMES, type SubmissionTimes } from "../../../../src/services/submissions/runner.ts";
import { createSettling } from "../../../../src/services/submissions/settle.ts";
import { createRecordingLog } from "../../../support/recording-log.ts";

const NOW = new Date("2026-03-02T12:00:00Z");

const taskOf = (changes: Partial<Task>): Task => ({
  id: "t",
  name: "Old",
  instructions: "",
  type: "CONCEPTS_CLASSIFICATION",
  status: "IN_PROGRESS",
  concepts: ["cat"],
  inputSource: { type: "ALL_INPUTS" },
  review: { strategy: "NONE" },
  metadata: {},
  modifiedAt: "1",
  work: { strategy: "FULL", workers: ["U1"] },
  raw: { id: "t", name: changes.name ?? "Old", modified_at: changes.modifiedAt ?? "1" },
  ...changes,
});

const formOf = (task: Task) =>
  formOfTask(task, { personOf: (id) => id, nameOf: (id) => id, conceptName: (id) => id, sourceName: "" });

const submission: Submission = {
  id: "s",
  team: "T",
  person: "U9",
  kind: "edit-task",
  viewId: "V",
  payload: {},
  status: "pending",
  attempts: 1,
  isInDoubt: false,
};

function payloadOf(task: Task): EditTaskPayload {
  const before = formOf(task);
  const values = { ...before, name: "New", workers: ["U1", "U2"] };
  return { task, before, values, accounts: { U1: "U1", U2: "U2" }, names: {}, inputs: 10 };
}

/** The runner before a Tasks API that holds one task. */
function startRunner(
  api: { read: () => Task; write?: (changes: TaskChanges) => Task },
  times: SubmissionTimes = SUBMISSION_TIMES,
) {
  const settled: { status: string; outcome: SubmissionOutcome | undefined }[] = [];
  const overwriteTask = jest.fn((_raw: unknown, changes: TaskChanges) =>
    Promise.resolve().then(() => {
      if (!api.write) throw new TasksApiError({ code: "invalid", call: "PatchTasks" });
      return api.write(changes);
    }),
  );
  const settle = createSettling({
    journal: {
      settle: (_id, { status }, events: readonly NewEvent[]) => {
        settled.push({ status, outcome: events[0]?.payload as unknown as SubmissionOutcome });
        return Promise.resolve(true);
      },
    },
    now: () => NOW,
    wake: () => {},
    log: createRecordingLog(),
  });
  const runner = createEditRunner({
    times,
    tasks: {
      getTask: () => Promise.resolve().then(api.read),
      overwriteTask,
      findConcepts: () => Promise.resolve([]),
      createConcepts: () => Promise.resolve(),
    },
    accounts: {
      otherSide: "Clarifai",
      ensure: () => Promise.resolve(),
      resolve: () => Promise.resolve({}),
      whyNone: () => Promise.resolve({}),
      identify: () => Promise.resolve({}),
    },
    rights: { refusalNow: () => Promise.resolve(undefined) },
    readForm: (_team, task) => Promise.resolve({ values: formOf(task), accounts: { U1: "U1", U2: "U2" }, names: {} }),
    settle,
    stillOurs: () => Promise.resolve(),
    inTurn: (_taskId, work) => work({ keep: () => Promise.resolve() }),
    log: createRecordingLog(),
  });
  return { runner, settled, overwriteTask };
}

const saved = taskOf({ name: "New", modifiedAt: "2", work: { strategy: "FULL", workers: ["U1", "U2"] } });
const gone = () => new TasksApiError({ code: "not_found", call: "GetTask" });

describe("an edit whose process died after the request", () => {
  test("is found carried out, is not sent again, and tells what it changed", async () => {
    const { runner, settled, overwriteTask } = startRunner({ read: () => saved });

    await runner.run(submission, payloadOf(taskOf({})), true);

    expect(overwriteTask).not.toHaveBeenCalled();
    expect(settled).toMatchObject([
      {
        status: "done",
        outcome: {
          outcome: "saved",
          parts: ["name", "work"],
          changes: [{ kind: "added", assignment: { person: "U2", role: "worker" } }],
        },
      },
    ]);
  });

  test("and was not carried out: it is sent", async () => {
    const { runner, settled, overwriteTask } = startRunner({ read: () => taskOf({}), write: () => saved });

    await runner.run(submission, payloadOf(taskOf({})), true);

    expect(overwriteTask).toHaveBeenCalledTimes(1);
    expect(settled).toMatchObject([{ status: "done" }]);
  });
});

describe("an edit in doubt, looked at again", () => {
  test("is told after all when it came through", async () => {
    const { runner, settled } = startRunner({ read: () => saved });
    await runner.recheck(submission, payloadOf(taskOf({})));
    expect(settled).toMatchObject([{ status: "done", outcome: { outcome: "saved" } }]);
  });

  test.each([
    ["did not come through", () => taskOf({})],
    [
      "belongs to a task that is gone",
      () => {
        throw gone();
      },
    ],
  ])("is dropped when it %s", async (_why, read) => {
    const { runner, settled } = startRunner({ read });
    await runner.recheck(submission, payloadOf(taskOf({})));
    expect(settled).toEqual([{ status: "failed", outcome: undefined }]);
  });
});

test("when the steps before it took too long, the request is not sent at all", async () => {
  const { step, leastSend } = SUBMISSION_TIMES;
  const hurried = { ...SUBMISSION_TIMES, toldWithin: step + leastSend - 1 };
  const { runner, settled, overwriteTask } = startRunner({ read: () => taskOf({}), write: () => saved }, hurried);

  await runner.run(submission, payloadOf(taskOf({})), false);

  expect(overwriteTask).not.toHaveBeenCalled();
  expect(settled).toMatchObject([{ status: "failed", outcome: { outcome: "failed", canTryAgain: true } }]);
});

describe("a task that somebody else has changed since the form was filled", () => {
  const raw = { id: "t", name: "Old", description: "Theirs", modified_at: "2" };
  const theirs = taskOf({ instructions: "Theirs", modifiedAt: "2", raw });

  test("is not written over before the lead has seen it", async () => {
    const { runner, settled, overwriteTask } = startRunner({ read: () => theirs, write: () => saved });

    await runner.run(submission, payloadOf(taskOf({})), false);

    expect(overwriteTask).not.toHaveBeenCalled();
    expect(settled).toMatchObject([
      { status: "failed", outcome: { outcome: "conflict", seen: "2", theirs: { instructions: "Theirs" } } },
    ]);
  });

  test("is saved over once it was seen, and what was not touched stays theirs", async () => {
    const { runner, settled, overwriteTask } = startRunner({ read: () => theirs, write: () => saved });

    await runner.run(submission, { ...payloadOf(taskOf({})), seen: "2" }, false);

    const [, changes] = overwriteTask.mock.calls[0] ?? [];
    expect(changes).toMatchObject({ name: "New" });
    expect(changes).not.toHaveProperty("instructions");
    expect(settled).toMatchObject([{ status: "done" }]);
  });

  test("is refused again when it has changed once more since it was seen", async () => {
    const { runner, settled } = startRunner({ read: () => ({ ...theirs, modifiedAt: "3" }), write: () => saved });

    await runner.run(submission, { ...payloadOf(taskOf({})), seen: "2" }, false);

    expect(settled).toMatchObject([{ outcome: { outcome: "conflict", seen: "3" } }]);
  });
});
