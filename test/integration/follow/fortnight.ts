import { conceptFacts, type TaskFacts } from "../../../src/domain/assignment.ts";
import { toJson } from "../../../src/domain/json.ts";
import { summaryOf } from "../../../src/domain/lists/task-summary.ts";
import { type NewEvent, newEvent } from "../../../src/domain/notifications/events.ts";
import type { Task, WorkerCounts } from "../../../src/domain/task.ts";
import { createTable, openEvent } from "../../../src/notifications/create-notifications.ts";
import type { Slack } from "../../../src/notifications/shared/ports.ts";
import { NOTIFICATION_TIMES } from "../../../src/notifications/shared/times.ts";
import { createFollowing } from "../../../src/services/follow/following.ts";
import { FOLLOW_TIMES } from "../../../src/services/follow/times.ts";
import { createSettings } from "../../../src/services/settings/settings.ts";
import { createStore } from "../../../src/store/store.ts";
import { createTestClock, createTestIds } from "../../support/app-store.ts";
import { createRecordingLog } from "../../support/recording-log.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const TEAM = "T1";
const LEASE_MS = 60_000;

/** A message as its reader finds it: what it said when it came, and what it says since which edit. */
export type Sent = { readonly to: string; readonly ts: string; readonly says: { at: number; text: string }[] };

/** One worker of a task, in labels. */
export type Hand = { readonly id: string; pending: number; awaiting: number; accepted: number };
export type Work = {
  readonly id: string;
  readonly name: string;
  readonly lead: string;
  readonly reviewers: readonly string[];
  readonly hands: readonly Hand[];
  readonly inputs: number;
  readonly createdAt: number;
};

function unused(): never {
  throw new Error("nobody asks for this here");
}

/**
 * All that stands between what happens in a workspace and what its people read: the real store, rules, settings and messages on a clock that
 * is moved. Slack is the list of what was sent; the Tasks API counts what the script says.
 */
export async function startFortnight(start: string) {
  const clock = createTestClock(start);
  const { now } = clock;
  const log = createRecordingLog();
  const newId = createTestIds();
  const store = await createStore({ kind: "sqlite", path: ":memory:" }, { now, newId });
  const works = new Map<string, Work>();
  const sent: Sent[] = [];
  const time = (): number => now().getTime();
  const people = { find: async (id: string) => ({ id, name: `Name of ${id}`, timeZone: "UTC", ...MEMBER }) };
  const settings = createSettings({ store: store.settings, people, log });
  const workOf = (id: string): Work => works.get(id) ?? unused();
  const identify = async (_team: string, accounts: readonly string[]) =>
    Object.fromEntries(accounts.map((id) => [id, { name: `Name of ${id}`, person: id }]));
  const following = createFollowing({
    store: store.following,
    channels: store.channelFollows,
    reminders: store.reminders,
    tasks: {
      getTask: async (id) => toTask(workOf(id)),
      countWork: async (id) => workOf(id).hands.map(toCounts),
      readAgreement: async () => undefined,
    },
    accounts: { identify },
    people,
    team: TEAM,
    wakeNotifications: () => {},
    times: FOLLOW_TIMES,
    now,
    log,
  });
  const slack: Slack = {
    async post(to, { text }) {
      const ts = `${sent.length + 1}.0`;
      sent.push({ to, ts, says: [{ at: time(), text }] });
      return { channel: to, ts };
    },
    async update(_channel, ts, { text }) {
      sent.find((message) => message.ts === ts)?.says.push({ at: time(), text });
    },
    unfurl: unused,
    updateView: async () => true,
    publishHome: unused,
  };
  const table = createTable({
    outbox: store.outbox,
    messages: store.postedMessages,
    cards: store.postedCards,
    held: store.heldNotices,
    timings: settings.timings,
    questions: {
      ...store.questions,
      isReviewedBy: unused,
      unask: async () => true,
      audienceOf: async ({ task, by }) => {
        const { lead, reviewers } = workOf(task.id);
        const people = [lead, ...reviewers].filter((person) => person !== by).map((person) => ({ person }));
        return { people, areAll: true };
      },
      showInput: unused,
    },
    findName: async (person) => `Name of ${person}`,
    findPerson: unused,
    findOffers: unused,
    loadCard: unused,
    findProgress: async ({ person, taskId }) => {
      const hand = workOf(taskId).hands.find(({ id }) => id === person);
      const done = hand ? hand.awaiting + hand.accepted : 0;
      return { hasBegun: done > 0, figures: { left: hand?.pending ?? 0, done } };
    },
    loadHome: unused,
    findAdmins: unused,
    log,
    otherSide: "the labeling side",
    forgetPictures: unused,
    isExternal: unused,
    findWatch: store.following.find,
    asks: store.reviewAsks,
    follows: { ...store.channelFollows, posted: unused, openTasksOf: unused, followOfLead: unused },
    noticed: (id) => following.noticed(id),
    times: NOTIFICATION_TIMES,
    now,
  });

  /** Everything that is due, and what follows from it, as the sender would carry it out. */
  async function deliverDue(): Promise<void> {
    for (;;) {
      const claimed = await store.outbox.claim(100, LEASE_MS);
      if (claimed.length === 0) return;
      for (const event of claimed) {
        const opened = openEvent(table, event, { findReaders: async () => [], times: NOTIFICATION_TIMES, now });
        await store.outbox.complete(event, await opened.deliver(slack));
      }
    }
  }

  return {
    store,
    settings,
    sent,
    works,
    time,
    problems: () => log.lines.filter(({ level }) => level === "error" || level === "warn"),
    tell: (...events: NewEvent[]) => store.outbox.add(events),
    noticed: (id: string) => store.following.notice(TEAM, [id], time()),

    async create(work: Omit<Work, "createdAt">): Promise<Work> {
      const created = { ...work, createdAt: time() };
      works.set(work.id, created);
      await store.taskIndex.note(TEAM, [summaryOf(toTask(created), TEAM)]);
      const workers = created.hands.map(({ id }) => ({ person: id, role: "worker" as const, fraction: 1 }));
      const reviewers = created.reviewers.map((person) => ({ person, role: "reviewer" as const }));
      await store.outbox.add([
        newEvent("submission.settled", {
          ...head(created, time()),
          outcome: "created",
          task: toFacts(created),
          people: [...workers, ...reviewers],
          names: {},
        }),
      ]);
      return created;
    },

    /** Time goes on: what is due by then is looked at, and told. */
    async pass(ms: number): Promise<void> {
      clock.advance(ms);
      for (let looked = 0; looked <= works.size; looked += 10) await following.lookAtDue();
      await deliverDue();
    },

    ask: (by: string, { id, name }: Work) => {
      const question = newId();
      const input = { id: "i1", content: { kind: "text" as const, text: "words" } };
      const event = newEvent("question.asked", { team: TEAM, question });
      return store.questions
        .ask({ id: question, team: TEAM, task: { id, name }, input, by, text: "Which one?" }, 20, [event])
        .then(() => question);
    },
    answer: (question: string, by: string) =>
      store.questions.answer(question, { by, name: `Name of ${by}`, text: "The first." }, [
        newEvent("question.answered", { team: TEAM, question }),
      ]),
    /** Somebody's share, as a fraction of the inputs. */
    change: (work: Work, person: string, share: { readonly before: number; readonly after: number }) =>
      store.outbox.add([
        newEvent("assignment.changed", {
          team: TEAM,
          task: toFacts(work),
          assignment: { person, role: "worker", fraction: share.after },
          from: work.lead,
          by: work.lead,
          at: Math.floor(time() / 1000),
          share: { before: share.before },
          parts: [],
        }),
      ]),
    sendBack: (work: Work, { person, from, inputs }: { person: string; from: string; inputs: readonly string[] }) =>
      store.outbox.add([
        newEvent("changes.requested", {
          team: TEAM,
          person,
          from,
          task: { id: work.id, name: work.name },
          inputs: inputs.map((id) => ({ id, reason: "Look again." })),
        }),
      ]),
    close: () => store.close(),
  };
}

const MEMBER = { isAdmin: false, isBot: false, isActive: true };

const head = ({ id, lead }: Work, at: number) => ({
  submission: `create:${id}`,
  team: TEAM,
  person: lead,
  viewId: "V1",
  attempt: 1,
  at: Math.floor(at / 1000),
});

const toFacts = ({ id, name, reviewers, inputs }: Work): TaskFacts => ({
  id,
  name,
  type: "CONCEPTS_CLASSIFICATION",
  instructions: "",
  ...conceptFacts(["cat", "dog"]),
  source: "ALL_INPUTS",
  strategy: "FULL",
  review: { strategy: "MANUAL", reviewers, sample: 1 },
  inputs,
});

const toCounts = ({ id, pending, awaiting, accepted }: Hand): WorkerCounts => ({
  accountId: id,
  pending,
  awaitingReview: awaiting,
  awaitingConsensusReview: 0,
  success: accepted,
  reviewDenied: 0,
});

function toTask(work: Work): Task {
  const sum = (of: (hand: Hand) => number): number => work.hands.reduce((total, hand) => total + of(hand), 0);
  const all = sum(({ pending, awaiting, accepted }) => pending + awaiting + accepted);
  return {
    id: work.id,
    name: work.name,
    instructions: "",
    type: "CONCEPTS_CLASSIFICATION",
    status: "IN_PROGRESS",
    concepts: [],
    inputSource: { type: "ALL_INPUTS" },
    work: { strategy: "FULL", workers: work.hands.map(({ id }) => id) },
    review: { strategy: "MANUAL", reviewers: work.reviewers, sample: 1 },
    metadata: toJson({ labeldesk: { v: 1, created_by: { team: TEAM, user: work.lead } } }),
    createdAt: new Date(work.createdAt).toISOString(),
    metrics: {
      workPercent: (100 * (all - sum(({ pending }) => pending))) / all,
      reviewPercent: (100 * sum(({ accepted }) => accepted)) / all,
    },
    raw: {},
  };
}
