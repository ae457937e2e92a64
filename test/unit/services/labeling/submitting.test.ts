import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { LabelingSession } from "../../../../src/domain/labeling/session.ts";
import { TasksApiError } from "../../../../src/domain/tasks-api-error.ts";
import type { Hand } from "../../../../src/services/labeling/hands.ts";
import { createLabelSending } from "../../../../src/services/labeling/sending.ts";
import { LABELING_TIMES } from "../../../../src/services/labeling/times.ts";
import { createStore, type Store } from "../../../../src/store/store.ts";
import { createTestIds } from "../../../support/app-store.ts";

const LANE = { team: "T1", person: "U1", taskId: "t" };
/** So many that no more are asked for. */
const held = Array.from({ length: 10 }, (_, index) => `i${index + 1}`).map((id) => ({
  assignmentId: id,
  input: { id, content: { kind: "unknown" } as const },
}));
const session: LabelingSession = {
  task: {
    id: LANE.taskId,
    name: "Digits",
    type: "CONCEPTS_CLASSIFICATION",
    instructions: "",
    concepts: [{ id: "7", name: "seven" }],
    perInput: "ONE",
  },
  held,
  after: 0,
  isLast: false,
  done: 0,
  skipped: [],
};

let time: number;
let store: Store;
beforeEach(async () => {
  time = Date.parse("2026-03-02T09:00:00Z");
  store = await createStore(
    { kind: "sqlite", path: ":memory:" },
    { now: () => new Date(time), newId: createTestIds() },
  );
  await store.labeling.saveSession(LANE, session);
});
afterEach(() => store.close());

function unused(): never {
  throw new Error("labels are sent, looked for and submitted, nothing else");
}
const nothing = (): void => undefined;

/** `isAway`: whether the other side takes no labels now. */
function startSending(isAway: () => boolean) {
  const submitted: string[][] = [];
  const hand: Hand = {
    account: LANE.person,
    async postLabel() {
      if (isAway()) throw new TasksApiError({ code: "unavailable", call: "PostAnnotations" });
    },
    listLabels: async () => [],
    async submitLabels(_taskId, assignments) {
      submitted.push([...assignments]);
    },
    deleteLabel: unused,
    startLabeling: unused,
    startReview: unused,
    review: unused,
    changeLabels: unused,
    getInput: unused,
  };
  const sending = createLabelSending({
    team: LANE.team,
    store: store.labeling,
    times: LABELING_TIMES,
    now: () => new Date(time),
    noticed: nothing,
    wakeNotifications: nothing,
    hands: { missing: async () => undefined, as: (_team, _person, work) => work(hand) },
    requests: { answer: async () => undefined },
    fetching: { renew: async () => undefined },
    acks: { areAny: () => false, quietMs: () => Number.POSITIVE_INFINITY },
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  });
  return { sending, submitted };
}

const say = (id: string) =>
  store.labeling.say(
    LANE,
    { id, assignmentId: id, inputId: id, saidAt: time, said: { kind: "concepts", concepts: ["7"] } },
    60_000,
  );

test("a label that is looked at before its time, with another that had to wait, is due at its time", async () => {
  let isAway = false;
  const { sending, submitted } = startSending(() => isAway);
  await say("i1");
  await sending.afterSending(LANE, "due", async () => undefined);
  isAway = true;
  await say("i2");
  await sending.afterSending(LANE, "due", async () => undefined);
  isAway = false;
  time += LABELING_TIMES.firstPauseMs;
  await sending.retry(LANE.person);
  await sending.stop();
  expect(submitted).toEqual([]);

  time += LABELING_TIMES.submitAfterMs - LABELING_TIMES.firstPauseMs;
  expect(await store.labeling.claimDue(LANE.team, 10, 60_000)).toEqual([{ lane: LANE }]);
});
