import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { TaskFacts } from "../../../../src/domain/assignment.ts";
import { newEvent } from "../../../../src/domain/notifications/events.ts";
import { orderOf } from "../../../../src/domain/notifications/outcome-order.ts";
import type { Submission } from "../../../../src/domain/submissions/submission.ts";
import type { SubmissionOutcome } from "../../../../src/domain/submissions/submission-outcome.ts";
import { createSettling } from "../../../../src/services/submissions/settle.ts";
import { createStore, type Store } from "../../../../src/store/store.ts";
import { createTestIds } from "../../../support/app-store.ts";
import { claimOf } from "../../../support/claim-of.ts";
import { createRecordingLog } from "../../../support/recording-log.ts";

const team = "T1";
const now = () => new Date("2026-03-02T09:00:00Z");

let store: Store;
beforeEach(async () => {
  store = await createStore({ kind: "sqlite", path: ":memory:" }, { now, newId: createTestIds() });
});
afterEach(() => store.close());

const settling = () =>
  createSettling({
    journal: {
      async settle(_id, _outcome, events) {
        await store.outbox.add(events);
        return true;
      },
    },
    now,
    wake: () => undefined,
    log: createRecordingLog(),
  });

const submission = (id: string): Submission => ({
  id,
  team,
  person: "U_LENA",
  kind: "set-status",
  viewId: "",
  payload: {},
  status: "pending",
  attempts: 1,
  isInDoubt: false,
});
const facts = (id: string): TaskFacts => ({
  id,
  name: "Digits",
  type: "POLYGON_DETECTION",
  instructions: "",
  source: "ALL_INPUTS",
  strategy: "FULL",
  review: { strategy: "NONE" },
});
const set = (taskId: string, status: "DONE" | "IN_PROGRESS"): SubmissionOutcome => ({
  outcome: "status-set",
  task: facts(taskId),
  status,
  assignments: [],
  asked: [],
});

const settle = (id: string, outcome: SubmissionOutcome) =>
  settling().done(submission(id), outcome, { tasks: [], own: [] });
const claim = () => store.outbox.claim(10, 15_000, { only: "submission.settled" });
const groups = (events: Awaited<ReturnType<typeof claim>>) => events.map(({ group }) => group);

test("what was done to a task later waits until what was done before is fanned out, or given up; other tasks do not", async () => {
  await settle("closed", set("t1", "DONE"));
  const [closed] = await claim();
  await settle("reopened", set("t1", "IN_PROGRESS"));
  await settle("other", set("t2", "DONE"));

  const meanwhile = await claim();
  await store.outbox.bury(claimOf(closed), "it cannot be told");
  const afterwards = await claim();

  expect(groups(meanwhile)).toEqual(["other"]);
  expect(groups(afterwards)).toEqual(["reopened"]);
});

test("what was found to be done to it on the other side keeps that order too", async () => {
  await settle("closed", set("t1", "DONE"));
  const found = { outcome: "deleted" as const, tasks: [{ id: "t1", name: "Digits" }], people: [] };
  const payload = { team, change: "c", at: 1, gathered: [], ...found };
  await store.outbox.add([newEvent("elsewhere.found", payload, orderOf(team, found))]);

  const due = await store.outbox.claim(10, 15_000, { except: [] });

  expect(due.map(({ kind }) => kind)).toEqual(["submission.settled"]);
});

test("what failed, and what was done to several tasks at once, waits for none", () => {
  const tasks = ["t1", "t2"].map((id) => ({ id, name: id }));

  expect(orderOf(team, { outcome: "deleted", tasks, people: [] })).toEqual({});
  expect(
    orderOf(team, {
      outcome: "failed",
      what: "saved",
      taskName: "Digits",
      reason: "",
      canTryAgain: true,
      canGoBack: false,
    }),
  ).toEqual({});
});
