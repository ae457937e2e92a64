import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { readWords } from "../../../sandbox/slack/blocks.ts";
import { DeliveryError } from "../../../src/domain/notifications/delivery-error.ts";
import type { AssignmentEnded, AssignmentGiven, NewEvent } from "../../../src/domain/notifications/events.ts";
import { createAssignmentNotifications } from "../../../src/notifications/assignments.ts";
import { createCourtesy } from "../../../src/notifications/shared/courtesy.ts";
import type { Message, Slack } from "../../../src/notifications/shared/ports.ts";
import { NOTIFICATION_TIMES } from "../../../src/notifications/shared/times.ts";
import { createStore, type Store } from "../../../src/store/store.ts";
import { createTestIds } from "../../support/app-store.ts";

/** The store is the real one, in memory; Slack keeps what stands in Ana's direct message, and finds again what an event has posted. */
const team = "T1";
const whose = { team, taskId: "t1", person: "U_ANA", role: "worker" } as const;
const given: AssignmentGiven = {
  team,
  task: {
    id: "t1",
    name: "Digits",
    type: "CONCEPTS_CLASSIFICATION",
    instructions: "",
    source: "ALL_INPUTS",
    strategy: "PARTITIONED",
    review: { strategy: "NONE" },
  },
  assignment: { person: "U_ANA", role: "worker", fraction: 1 },
  from: "U_LENA",
};
const deleted: AssignmentEnded = { ...whose, taskName: "Digits", why: "deleted", by: "U_LENA", at: 1_772_442_000 };
const now = () => new Date("2026-03-02T09:00:00Z");

let store: Store;
let standing: Message[];
let refusesEdits: boolean;

beforeEach(async () => {
  store = await createStore({ kind: "sqlite", path: ":memory:" }, { now, newId: createTestIds() });
  standing = [];
  refusesEdits = false;
});
afterEach(() => store.close());

const words = () => standing.map(({ blocks }) => readWords(JSON.parse(JSON.stringify(blocks))));

function unused(): never {
  throw new Error("a message is posted or edited, nothing else");
}

const family = () =>
  createAssignmentNotifications({
    messages: store.postedMessages,
    outbox: store.outbox,
    courtesy: createCourtesy({
      messages: store.postedMessages,
      held: store.heldNotices,
      questions: { unask: async () => true },
      timings: async () => [{ kind: "now" }],
      times: NOTIFICATION_TIMES,
      now,
    }),
    findName: async () => "Lena Fischer",
    authorOf: async () => "Lena Fischer",
    findProgress: async () => ({ hasBegun: false }),
    loadCard: unused,
    times: NOTIFICATION_TIMES,
    now,
  });

/** What one event calls: each attempt finds what those before have posted. */
function createSlackOfEvent() {
  const posted: string[] = [];
  return function attempt(): Slack {
    let part = 0;
    return {
      async post(_person, message) {
        const ts = posted[part] ?? String(standing.push(message) - 1);
        posted[part] = ts;
        part += 1;
        return { channel: "D1", ts };
      },
      async update(_channel, ts, { text, blocks }) {
        if (refusesEdits) throw new DeliveryError("unavailable", "http_503");
        standing[Number(ts)] = { text, blocks: JSON.parse(JSON.stringify(blocks)) };
      },
      unfurl: unused,
      updateView: unused,
      publishHome: unused,
    };
  };
}

/** One event: each call is an attempt, of which the ones before were not recorded. */
function createAsk(asked: AssignmentGiven) {
  const attempt = createSlackOfEvent();
  return () => family().assignment.deliver(asked, { slack: attempt(), isSilent: false });
}

function createEnd(ended: AssignmentEnded) {
  const attempt = createSlackOfEvent();
  return async (): Promise<readonly NewEvent[]> => {
    const entry = family()["assignment.ended"];
    const verdict = await entry.waits(ended, {});
    if ("instead" in verdict) return verdict.instead;
    return entry.deliver(verdict.tell, { slack: attempt(), isSilent: false });
  };
}

test.each([
  ["a task that is open again", { ...given, reopenedAt: 1_772_442_000 }],
  ["more for who was done", { ...given, more: { before: 0.5, at: 1_772_442_000 } }],
])("%s is asked in a new message, also where a process died before that was recorded", async (_what, anew) => {
  await createAsk(given)();
  const askAnew = createAsk(anew);

  await askAnew();
  await askAnew();

  expect(words()).toEqual([expect.stringContaining("Asked again"), expect.stringContaining("Start")]);
});

test("an old message that could not be edited leads to the new one at the next attempt", async () => {
  await createAsk(given)();
  const askAnew = createAsk({ ...given, reopenedAt: 1_772_442_000 });

  refusesEdits = true;
  await expect(askAnew()).rejects.toMatchObject({ fault: "unavailable" });
  refusesEdits = false;
  await askAnew();

  expect(words()).toEqual([expect.stringContaining("Asked again"), expect.stringContaining("Start")]);
});

test("who reads in their message that a task was deleted is not told once more where a process died before that was recorded", async () => {
  await createAsk(given)();
  const end = createEnd(deleted);

  await end();
  const followUps = await end();
  await family()["assignment.forgotten"].deliver(whose);

  expect(words()).toEqual([expect.stringContaining("was deleted")]);
  expect(followUps).toMatchObject([{ kind: "assignment.forgotten", payload: whose }]);
  expect(await store.postedMessages.listForTask(team, whose.taskId)).toEqual([]);
});

test("who has no message is told once that a task was deleted", async () => {
  const end = createEnd(deleted);

  await end();
  await end();

  expect(words()).toEqual([expect.stringContaining("was deleted")]);
});
