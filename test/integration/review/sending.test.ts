import { expect, test } from "@jest/globals";
import type { WorkAssignment } from "../../../src/domain/labeling/label.ts";
import type { ReviewSession } from "../../../src/domain/review/session.ts";
import { TasksApiError } from "../../../src/domain/tasks-api-error.ts";
import type { Hand } from "../../../src/services/labeling/hands.ts";
import { createReviewSending } from "../../../src/services/review/sending.ts";
import { createStore, type Store } from "../../../src/store/store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { eventually } from "../../support/eventually.ts";
import { createRecordingLog } from "../../support/recording-log.ts";

const LANE = { team: "T1", person: "U1", taskId: "task" };
const TIMES = { submitAfterMs: 0, submitLastAfterMs: 0, roundMs: 10, firstPauseMs: 10, longestPauseMs: 20 };
const LEASE_MS = 50;

const SESSION: ReviewSession = {
  task: { id: "task", name: "Task", type: "CONCEPTS_CLASSIFICATION", concepts: [], isShared: false, workers: [] },
  held: [],
  after: 0,
  seen: [],
  isLast: true,
  later: [],
  labelers: {},
  isOwn: false,
  unseen: 0,
};

const fault = (code: TasksApiError["code"], outcomeUnknown = false) =>
  new TasksApiError({ code, call: "PutTaskAssignments", outcomeUnknown, description: "No." });

describeOnBothEngines("verdicts on their way", (newTarget) => {
  /** A Tasks API that fails in these ways, one after the other, and then answers that everything is sent back. */
  async function start(store: Store, faults: readonly TasksApiError[]) {
    const left = [...faults];
    const calls: string[] = [];
    const review: Hand["review"] = async (_task, verdict, reviewed) => {
      calls.push(`${verdict} ${JSON.stringify(reviewed)}`);
      const next = left.shift();
      if (next) throw next;
      const ids = "assignments" in reviewed ? reviewed.assignments : [];
      return ids.map((id): WorkAssignment => ({ id, worker: "W", state: "PENDING", input: INPUT }));
    };
    const unused = () => Promise.reject(new Error("not asked for here"));
    const hand: Hand = {
      account: "U1",
      review,
      startLabeling: unused,
      submitLabels: unused,
      startReview: unused,
      postLabel: unused,
      changeLabels: unused,
      deleteLabel: unused,
      listLabels: unused,
      getInput: unused,
    };
    const sending = createReviewSending({
      team: LANE.team,
      store: store.reviewing,
      requests: store.changeRequests,
      hands: { missing: async () => undefined, as: (_team, _person, work) => work(hand) },
      acks: { areAny: () => false, quietMs: () => Number.POSITIVE_INFINITY },
      wakeNotifications: () => undefined,
      noticed: () => {},
      times: TIMES,
      log: createRecordingLog(),
    });
    sending.start();
    return { sending, calls };
  }
  const INPUT = { id: "a", content: { kind: "text", text: "a" } } as const;

  async function given(): Promise<Store> {
    let ids = 0;
    const store = await createStore(newTarget(), { now: () => new Date(), newId: () => `id-${ids++}` });
    await store.reviewing.saveSession(LANE, SESSION);
    const on = [{ assignmentId: "a1", worker: "W" }];
    const verdicts = [{ inputId: "a", verdict: "request_changes" as const, on, reason: "It is a 7." }];
    await store.reviewing.save(LANE, { id: "1", about: { kind: "inputs", verdicts, left: [] }, after: 0 }, LEASE_MS);
    return store;
  }
  const kindsIn = async (store: Store) => (await store.outbox.claim(10, 60_000)).map(({ kind }) => kind).sort();
  const isDone = async (store: Store) => (await store.reviewing.openReviews(LANE)).length === 0;

  test("what a dying process has promised is sent by the next, and asked of the worker once", async () => {
    const store = await given();
    const { sending, calls } = await start(store, []);

    await eventually(() => isDone(store));
    await sending.stop();

    expect(calls).toEqual(['request_changes {"assignments":["a1"]}']);
    expect(await kindsIn(store)).toEqual(["label.sent-back"]);
    await store.close();
  });

  test.each([
    ["is away", fault("unavailable"), []],
    ["gives no answer", fault("timed_out", true), []],
    ["does not take the key any more", fault("unauthorized"), ["review.waits"]],
  ] as const)("a Tasks API that %s is asked again, and nothing is told twice", async (_what, error, told) => {
    const store = await given();
    const { sending, calls } = await start(store, [error, error]);

    await eventually(() => isDone(store));
    await sending.stop();

    expect(calls.length).toBe(3);
    expect(await kindsIn(store)).toEqual(["label.sent-back", ...told]);
    await store.close();
  });

  test("a verdict that is refused is told once, and not tried again", async () => {
    const store = await given();
    const { sending, calls } = await start(store, [fault("conflict")]);

    await eventually(() => isDone(store));
    await sending.stop();

    expect(calls.length).toBe(1);
    expect(await kindsIn(store)).toEqual(["review.refused"]);
    await store.close();
  });
});
