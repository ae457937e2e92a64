import { beforeEach, describe, expect, jest, test } from "@jest/globals";
import { factsOfTask } from "../../../../src/domain/assignment.ts";
import { createAwaitedAcks } from "../../../../src/domain/awaited-acks.ts";
import type { NewEvent } from "../../../../src/domain/notifications/events.ts";
import type { Submission } from "../../../../src/domain/submissions/submission.ts";
import { TasksApiError } from "../../../../src/domain/tasks-api-error.ts";
import type { SubmissionJournal, TasksGateway } from "../../../../src/services/ports.ts";
import type { SubmissionRunner } from "../../../../src/services/submissions/runner.ts";
import { SUBMISSION_TIMES } from "../../../../src/services/submissions/runner.ts";
import { createStatusRunner, type SetStatusPayload } from "../../../../src/services/submissions/set-status.ts";
import { createSettling } from "../../../../src/services/submissions/settle.ts";
import { createSubmissions } from "../../../../src/services/submissions/submissions.ts";
import { createRequestRunner } from "../../../../src/services/submissions/tell-interrupted.ts";
import { createRecordingLog } from "../../../support/recording-log.ts";

const now = () => new Date("2026-03-02T12:00:00Z");
const log = createRecordingLog();
const acks = createAwaitedAcks();

const submissionOf = (id: string, changes: Partial<Submission> = {}): Submission => ({
  id,
  team: "T",
  person: "U9",
  kind: "set-status",
  viewId: "V",
  payload: {},
  status: "pending",
  attempts: 1,
  isInDoubt: false,
  ...changes,
});

type Settled = { readonly id: string; readonly status: string; readonly attempt?: number; readonly events: unknown[] };

/** A journal in which these submissions wait to be taken up, and what is settled in it. */
function journalOf(waiting: { abandoned?: readonly Submission[]; doubtful?: readonly Submission[] }) {
  const settled: Settled[] = [];
  const released: string[] = [];
  const all = [...(waiting.abandoned ?? []), ...(waiting.doubtful ?? [])];
  const journal: SubmissionJournal = {
    begin: () => Promise.resolve({ state: "begun", attempts: 1 }),
    find: (id) => Promise.resolve(all.find((each) => each.id === id)),
    settle: (id, { status, attempt }, events: readonly NewEvent[]) => {
      const payloads = events.map(({ payload }) => payload);
      settled.push({ id, status, ...(attempt !== undefined && { attempt }), events: payloads });
      return Promise.resolve(true);
    },
    promiseAgain: () => Promise.resolve(),
    renew: (held) => Promise.resolve(held.map(({ id }) => id)),
    release: (held) => {
      released.push(...held.map(({ id }) => id));
      return Promise.resolve();
    },
    claimAbandoned: () => Promise.resolve(waiting.abandoned ?? []),
    claimDoubtful: () => Promise.resolve(waiting.doubtful ?? []),
  };
  return { journal, settled, released };
}

const payload: SetStatusPayload = { taskId: "t", taskName: "Old", status: "DONE" };
const idle = { run: () => Promise.resolve(), recheck: () => Promise.resolve(), subjectOf: () => "" };

function start(journal: SubmissionJournal, runner: SubmissionRunner<SetStatusPayload>) {
  const settle = createSettling({ journal, now, wake: () => {}, log });
  return createSubmissions({
    team: "T1",
    side: "local",
    journal,
    acks,
    log,
    settle,
    runners: {
      "create-task": idle,
      "edit-task": idle,
      "delete-tasks": idle,
      "drop-duplicates": idle,
      request: createRequestRunner({ settle }),
      "set-status": runner,
    },
  });
}

beforeEach(() => {
  log.lines.length = 0;
});

describe("what was promised and not carried out", () => {
  test("one that cannot be taken up holds up no other, and is logged", async () => {
    const abandoned = [submissionOf("a", { kind: "of-a-later-version" }), submissionOf("b"), submissionOf("c")];
    const run = jest.fn<SubmissionRunner<SetStatusPayload>["run"]>(({ id }) =>
      id === "b" ? Promise.reject(new Error("broken")) : Promise.resolve(),
    );
    const submissions = start(journalOf({ abandoned }).journal, { ...idle, run });
    await submissions.resumeAbandoned();
    await submissions.stop();

    expect(run.mock.calls.map(([{ id }]) => id)).toEqual(["b", "c"]);
    expect(log.lines).toMatchObject([
      { level: "error", fields: { submission: "a" } },
      { level: "error", fields: { submission: "b" } },
    ]);
  });

  test("one that cannot be looked at again holds up no other", async () => {
    const doubtful = [submissionOf("a", { kind: "of-a-later-version" }), submissionOf("b")];
    const recheck = jest.fn<SubmissionRunner<SetStatusPayload>["recheck"]>(() => Promise.resolve());
    const submissions = start(journalOf({ doubtful }).journal, { ...idle, recheck });
    await submissions.recheckDoubtful();
    await submissions.stop();

    expect(recheck).toHaveBeenCalledTimes(1);
  });

  test("a look in vain does not settle an attempt that began meanwhile", async () => {
    const { journal, settled } = journalOf({ doubtful: [submissionOf("a", { attempts: 2 })] });
    const recheck = () => Promise.reject(new TasksApiError({ code: "unavailable", call: "GetTask" }));
    const submissions = start(journal, { ...idle, recheck });
    await submissions.recheckDoubtful();
    await submissions.stop();

    expect(settled).toMatchObject([{ id: "a", status: "doubtful", attempt: 2 }]);
  });

  test("what was begun with another labeling side is not carried out here, and whoever sent it is told", async () => {
    const other = { side: "connected/acme/photos", payload: { taskName: "Cups" } };
    const abandoned = [submissionOf("a", other), submissionOf("b", { ...other, side: "local" }), submissionOf("c")];
    const doubtful = [submissionOf("d", other)];
    const { journal, settled } = journalOf({ abandoned, doubtful });
    const run = jest.fn<SubmissionRunner<SetStatusPayload>["run"]>(() => Promise.resolve());
    const subjectOf = ({ taskName }: SetStatusPayload) => taskName;
    const submissions = start(journal, { ...idle, run, subjectOf });
    await submissions.resumeAbandoned();
    await submissions.recheckDoubtful();
    await submissions.stop();

    expect(run.mock.calls.map(([{ id }]) => id)).toEqual(["b", "c"]);
    expect(settled).toMatchObject([
      { id: "a", status: "failed", events: [{ outcome: "failed", what: "changed", taskName: "Cups" }] },
      { id: "d", status: "failed", events: [] },
    ]);
  });

  test("a request that was cut short is told, also where the labeling side is another one by now", async () => {
    const cutShort = { kind: "request", side: "connected/acme/photos", payload: { what: "/task reopen" } };
    const { journal, settled } = journalOf({ abandoned: [submissionOf("a", cutShort)] });
    const submissions = start(journal, idle);
    await submissions.resumeAbandoned();
    await submissions.stop();

    expect(settled).toMatchObject([{ id: "a", status: "done", events: [{ person: "U9", what: "/task reopen" }] }]);
  });

  test("somebody of another workspace cannot try again", async () => {
    const submissions = start(journalOf({ abandoned: [submissionOf("a")] }).journal, idle);

    expect(await submissions.retry("a", { team: "T", person: "U9", viewId: "" })).toMatchObject({ begun: "begun" });
    expect(await submissions.retry("a", { team: "T2", person: "U9", viewId: "" })).toBeUndefined();
    expect(await submissions.retry("a", { team: "T", person: "U8", viewId: "" })).toBeUndefined();
  });
});

describe("many promises at once", () => {
  /** Submissions whose runner ends when it is told to. */
  function startMany(count: number) {
    const many = Array.from({ length: count }, (_each, index) => submissionOf(`s${index}`));
    const { journal, released } = journalOf({ abandoned: many });
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const run = ({ id }: Submission) => {
      begun.push(id);
      return new Promise<void>((resolve) => ends.push(resolve));
    };
    const submissions = start(journal, { ...idle, run });
    const carryOut = async (id: string) => {
      await submissions.begin("set-status", { id, team: "T", person: "U9", viewId: "V", payload });
      await submissions.carryOut(id);
    };
    return { submissions, carryOut, many, begun, ends, released };
  }
  const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

  test("eight are under way at once, in the order in which they came", async () => {
    const { submissions, carryOut, many, begun, ends } = startMany(10);
    for (const { id } of many) await carryOut(id);
    await nextTurn();
    const atFirst = begun.length;
    ends[0]?.();
    ends[1]?.();
    await nextTurn();
    for (const end of ends) end();
    await submissions.stop();

    expect(atFirst).toBe(8);
    expect(begun).toEqual(many.map(({ id }) => id));
  });

  test("a stop waits for those under way, and leaves the others to the next start at once", async () => {
    const { submissions, carryOut, many, begun, ends, released } = startMany(10);
    for (const { id } of many) await carryOut(id);
    await nextTurn();
    let isStopped = false;
    const stopping = submissions.stop().then(() => {
      isStopped = true;
    });
    await nextTurn();
    const wasStoppedBefore = isStopped;
    for (const end of ends) end();
    await stopping;
    await carryOut("late");

    expect(wasStoppedBefore).toBe(false);
    expect(begun).toHaveLength(8);
    expect(released).toEqual(["s8", "s9", "late"]);
  });
});

describe("settling", () => {
  function startStatus(getTask: TasksGateway["getTask"]) {
    const { journal, settled } = journalOf({});
    const runner = createStatusRunner({
      times: SUBMISSION_TIMES,
      tasks: { getTask, overwriteTask: jest.fn<TasksGateway["overwriteTask"]>() },
      accounts: { otherSide: "Clarifai", identify: () => Promise.resolve({}) },
      rights: { refusalNow: () => Promise.resolve(undefined) },
      settle: createSettling({ journal, now, wake: () => {}, log }),
      findFacts: async (task) => factsOfTask(task, {}),
      findBusy: async (_task, assigned) => assigned,
      stillOurs: () => Promise.resolve(),
      inTurn: (_taskId, work) => work({ keep: () => Promise.resolve() }),
      log,
    });
    return { runner, settled };
  }

  test("every outcome is of the attempt that it ends", async () => {
    const { runner, settled } = startStatus(() =>
      Promise.reject(new TasksApiError({ code: "not_found", call: "GetTask" })),
    );
    const submission = submissionOf("a", { attempts: 3 });
    await runner.run(submission, payload, false);
    await runner.recheck(submission, payload);

    expect(settled).toMatchObject([
      { status: "failed", attempt: 3 },
      { status: "failed", attempt: 3, events: [] },
    ]);
  });

  test("a failure of ours is told once, with an id that the log has too", async () => {
    const { runner, settled } = startStatus(() => Promise.reject(new Error("broken")));
    await runner.run(submissionOf("90ab-abcd1234"), payload, false);

    expect(settled).toMatchObject([{ status: "failed", events: [{ reason: expect.stringContaining("abcd1234") }] }]);
    expect(log.lines).toMatchObject([{ level: "error", fields: { id: "abcd1234", submission: "90ab-abcd1234" } }]);
  });
});
