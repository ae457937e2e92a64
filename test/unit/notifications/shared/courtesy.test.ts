import { afterEach, expect, test } from "@jest/globals";
import type { Assignment, TaskFacts } from "../../../../src/domain/assignment.ts";
import { toJson } from "../../../../src/domain/json.ts";
import { DeliveryError } from "../../../../src/domain/notifications/delivery-error.ts";
import { type AssignmentEnded, type NewEvent, newEvent } from "../../../../src/domain/notifications/events.ts";
import type { Timing } from "../../../../src/domain/settings/preferences.ts";
import { createTable, openEvent } from "../../../../src/notifications/create-notifications.ts";
import { createOverdueLook } from "../../../../src/notifications/overdue-notices.ts";
import type { Message, Posted, Slack } from "../../../../src/notifications/shared/ports.ts";
import { NOTIFICATION_TIMES } from "../../../../src/notifications/shared/times.ts";
import { whenBuried } from "../../../../src/notifications/when-buried.ts";
import { createQuestions } from "../../../../src/services/labeling/questions.ts";
import { createStore, type Store } from "../../../../src/store/store.ts";
import { LABEL } from "../../../../src/views/labeling/label-window.ts";
import { createTestIds } from "../../../support/app-store.ts";
import { createRecordingLog } from "../../../support/recording-log.ts";

const MORNING = new Date("2026-01-16T08:00:00Z");
const opened: Store[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

function unused(): never {
  throw new Error("not asked for here");
}

/** The table of notifications over a real store; Slack is a list of what was posted and edited. */
async function setUp(timing: Timing) {
  let time = new Date("2026-01-15T22:00:00Z");
  let current = timing;
  const now = (): Date => time;
  const store = await createStore({ kind: "sqlite", path: ":memory:" }, { now, newId: createTestIds() });
  opened.push(store);
  const posts: { channel: string; message: Message }[] = [];
  const edits: { ts: string; text: string }[] = [];
  let failsNext = false;
  let failsWith = new Error("Slack does not answer");
  let losesNextAnswer = false;
  const takenOff = new Set<string>();
  const inDoubt = new Map<NewEvent, Posted>();
  let meanwhile = async (): Promise<unknown> => undefined;
  const slackFor = (event: NewEvent): Slack => ({
    post: async (channel, message) => {
      if (failsNext) {
        failsNext = false;
        throw failsWith;
      }
      await meanwhile();
      // What an attempt in doubt has posted is found, and not posted again (`sender/create-sending.ts`).
      const found = inDoubt.get(event);
      if (found) return found;
      posts.push({ channel, message });
      const posted = { channel, ts: `${posts.length}.0` };
      if (!losesNextAnswer) return posted;
      losesNextAnswer = false;
      inDoubt.set(event, posted);
      throw new Error("the answer is lost");
    },
    update: async (_channel, ts, { text }) => {
      edits.push({ ts, text });
    },
    unfurl: async () => {},
    updateView: async () => true,
    publishHome: async () => {},
  });
  const table = createTable({
    outbox: store.outbox,
    messages: store.postedMessages,
    cards: store.postedCards,
    forgetPictures: async () => "done",
    findWatch: async () => undefined,
    asks: store.reviewAsks,
    follows: { ...store.channelFollows, posted: unused, openTasksOf: unused, followOfLead: unused },
    isExternal: unused,
    noticed: unused,
    held: store.heldNotices,
    timings: async (_team, wanted) => wanted.map(() => current),
    questions: {
      ...store.questions,
      audienceOf: async () => ({ people: [{ person: "U1", account: "u1" }], areAll: true }),
      isReviewedBy: async ({ task: { id } }) => !takenOff.has(id),
      unask: async () => true,
      showInput: unused,
    },
    findName: async (person) => `Name of ${person}`,
    findPerson: unused,
    findOffers: unused,
    loadCard: unused,
    findProgress: async () => ({ hasBegun: false }),
    loadHome: unused,
    findAdmins: unused,
    otherSide: "the other side",
    log: createRecordingLog(),
    times: NOTIFICATION_TIMES,
    now,
  });
  const toOutboxEvent = ({ kind, payload, group }: NewEvent) => ({
    id: "e",
    team: payload.team,
    attempts: 0,
    kind,
    payload: toJson(payload),
    ...(group !== undefined && { group }),
  });
  const open = (event: NewEvent) =>
    openEvent(table, toOutboxEvent(event), { findReaders: async () => [], times: NOTIFICATION_TIMES, now });
  return {
    store,
    now,
    posts,
    edits,
    texts: () => posts.map(({ message }) => message.text),
    send: (event: NewEvent) => open(event).deliver(slackFor(event)),
    /** With all that follows from it. */
    async sendWhole(event: NewEvent): Promise<void> {
      const left = [event];
      for (let next = left.shift(); next; next = left.shift()) left.push(...(await open(next).deliver(slackFor(next))));
    },
    pass: (ms: number) => {
      time = new Date(time.getTime() + ms);
    },
    bury: (event: NewEvent) => whenBuried(toOutboxEvent(event), "unreachable_person: user_disabled"),
    failNextPost: (error = failsWith) => {
      failsNext = true;
      failsWith = error;
    },
    /** The next message is posted, and nobody hears of it: its next attempt finds it. */
    loseNextAnswer: () => {
      losesNextAnswer = true;
    },
    /** Who is asked reviews this task no more. */
    takeOff: (taskId: string) => takenOff.add(taskId),
    /** Happens while the next message is posted. */
    meanwhileOnce(happens: () => Promise<unknown>) {
      meanwhile = () => {
        meanwhile = async () => undefined;
        return happens();
      };
    },
    /** The night is over. */
    wakeUp: () => {
      time = MORNING;
      current = { kind: "now" };
    },
  };
}

const task = (id: string, more: Partial<TaskFacts> = {}): TaskFacts => ({
  id,
  name: `Task ${id}`,
  type: "POLYGON_DETECTION",
  instructions: "",
  source: "ALL_INPUTS",
  strategy: "FULL",
  review: { strategy: "NONE" },
  ...more,
});
const head = { team: "T1", from: "U9" };
const assignment: Assignment = { person: "U1", role: "worker", fraction: 1 };
const assigned = (id: string) => newEvent("assignment", { ...head, task: task(id), assignment });
const ended = (id: string, why: AssignmentEnded["why"]) =>
  newEvent("assignment.ended", {
    team: "T1",
    taskId: id,
    taskName: `Task ${id}`,
    person: "U1",
    role: "worker",
    why,
    by: "U9",
    at: 0,
  });
const noticesDue = newEvent("notices.due", { team: "T1", person: "U1" });
const QUIET: Timing = { kind: "later", at: MORNING };
const DIGEST: Timing = { kind: "digest", at: MORNING };

test("quiet hours: one look when they end, and one message for all of it then", async () => {
  const { send, sendWhole, posts, texts, wakeUp } = await setUp(QUIET);
  const [due] = await send(assigned("a"));
  await send(assigned("b"));
  expect(posts).toEqual([]);
  expect(due).toMatchObject({ kind: "notices.due", dueAt: MORNING, dedupeKey: `notices:T1:U1:${MORNING.getTime()}` });

  wakeUp();
  await sendWhole(noticesDue);
  expect(texts()).toEqual(['2 new assignments, gathered for you: Label "Task a"; Label "Task b"']);
  expect(await send(noticesDue)).toEqual([]);
});

const changesOf = (id: string) =>
  newEvent("changes.requested", {
    team: "T1",
    person: "U1",
    from: "U9",
    task: { id, name: `Task ${id}` },
    inputs: [{ id: "input-1", reason: "It is a 7." }],
  });
const readyOf = (id: string, waiting: number) =>
  newEvent("review.ready", { team: "T1", person: "U1", task: { id, name: `Task ${id}` }, waiting, isNew: true });

test("whatever was asked in a night is one message, oldest first, each with its button; what is so no more is not in it", async () => {
  for (const timing of [QUIET, DIGEST]) {
    const { store, send, sendWhole, posts, pass, wakeUp } = await setUp(timing);
    const asks = [changesOf("c"), assigned("b"), readyOf("gone", 10), changesOf("a")];
    for (const event of asks) {
      await send(event);
      // An event may be looked at twice.
      await send(event);
      pass(1_000);
    }
    wakeUp();

    await sendWhole(noticesDue);
    await sendWhole(noticesDue);

    expect(posts.map(({ message }) => message.text)).toEqual([
      '3 messages, gathered for you: Change 1 label of “Task c”; Label "Task b"; Change 1 label of “Task a”',
    ]);
    const rows = (posts[0]?.message.blocks ?? []).filter(({ type }) => type === "section");
    expect(rows).toMatchObject([
      { accessory: { action_id: LABEL.start, value: "c", text: { text: "Continue" } } },
      { accessory: { action_id: LABEL.start, value: "b", text: { text: "Start" } } },
      { accessory: { action_id: LABEL.start, value: "a", text: { text: "Continue" } } },
    ]);
    expect(await store.heldNotices.listDue("T1", "U1")).toEqual([]);
  }
});

test("what is held only after the look at its time is looked for a minute later, and once in an hour", async () => {
  const { store, now, send, sendWhole, texts, pass } = await setUp(QUIET);
  const { outbox } = store;
  const look = createOverdueLook({ team: "T1", held: store.heldNotices, outbox, wake: () => {}, now });
  const [due] = await send(assigned("a"));
  if (!due) throw new Error("nothing is held");
  const { dueAt: _, ...atOnce } = due;
  await outbox.add([atOnce]);
  pass(MORNING.getTime() - now().getTime());
  const [claimed] = await outbox.claim(1, 1_000);
  if (claimed) await outbox.complete(claimed);
  for (const event of await send(assigned("b"))) await outbox.add([event]);

  pass(59_000);
  await look();
  expect(await outbox.claim(1, 1_000)).toEqual([]);
  pass(1_000);
  await look();
  await look();

  const found = await outbox.claim(10, 1_000);
  expect(found).toMatchObject([{ kind: "notices.due", payload: { team: "T1", person: "U1" } }]);
  await sendWhole(noticesDue);
  expect(texts()).toEqual(['2 new assignments, gathered for you: Label "Task a"; Label "Task b"']);
  pass(3_600_000);
  await look();
  expect(await store.heldNotices.listOverdue("T1", now())).toEqual([]);
});

test("what another version has held stays held, and keeps nothing else from being told", async () => {
  const { store, send, sendWhole, texts, wakeUp } = await setUp(QUIET);
  const unknown = { team: "T1", person: "U1", key: "x", kind: "of.tomorrow", payload: {}, dueAt: MORNING };
  await store.heldNotices.hold(unknown);
  await send(changesOf("a"));
  await send(changesOf("b"));
  wakeUp();

  await sendWhole(noticesDue);

  expect(texts()).toEqual(["2 messages, gathered for you: Change 1 label of “Task a”; Change 1 label of “Task b”"]);
  expect(await store.heldNotices.listDue("T1", "U1")).toEqual([unknown]);
  // Nothing is noted of it that a version which reads it would be held up by.
  expect(await send(noticesDue)).toEqual([]);
});

test("what a reviewer asks for waits for quiet hours and digests, and is not told to who has muted such messages", async () => {
  const asked = changesOf("a");
  const muted = await setUp({ kind: "muted" });
  expect([await muted.send(asked), muted.posts]).toEqual([[], []]);

  for (const timing of [QUIET, DIGEST]) {
    const { send, sendWhole, posts, texts, wakeUp } = await setUp(timing);
    const [later] = await send(asked);
    expect([later?.dueAt, posts]).toEqual([MORNING, []]);
    wakeUp();
    if (later) await sendWhole(later);
    expect(texts()).toEqual(["Change 1 label of “Task a”: It is a 7."]);
  }
});

test("a question waits for quiet hours and digests, and one that was answered meanwhile is not asked any more", async () => {
  const question = { id: "q", team: "T1", task: { id: "a", name: "Task a" }, by: "U9", text: "A 1 or a 7?" };
  const input = { id: "input-1", content: { kind: "text" as const, text: "l" } };
  for (const isAnswered of [false, true]) {
    const { store, send, sendWhole, posts, texts, wakeUp } = await setUp(QUIET);
    await store.questions.ask({ ...question, input }, 1, []);
    const [told] = await send(newEvent("question.asked", { team: "T1", question: "q" }));
    const [later] = told ? await send(told) : [];
    expect([later?.dueAt, posts]).toEqual([MORNING, []]);
    if (isAnswered) await store.questions.answer("q", { by: "U2", name: "Bo", text: "A 7." }, []);
    wakeUp();

    if (later) await sendWhole(later);

    expect(texts()).toEqual(isAnswered ? [] : ["Name of U9 asks about an input of “Task a”: A 1 or a 7?"]);
  }
});

test("who is taken off the review of a task is told no question of it that was put off", async () => {
  const { store, send, sendWhole, texts, wakeUp } = await setUp(QUIET);
  const input = { id: "input-1", content: { kind: "text" as const, text: "l" } };
  for (const id of ["a", "b"]) {
    const question = { id: `q-${id}`, team: "T1", task: { id, name: `Task ${id}` }, input, by: "U9", text: "A 1?" };
    await store.questions.ask(question, 1, []);
    for (const told of await send(newEvent("question.asked", { team: "T1", question: question.id }))) await send(told);
  }
  const off = { taskId: "b", taskName: "Task b", person: "U1", role: "reviewer", why: "removed", at: 0 } as const;
  await send(newEvent("assignment.ended", { team: "T1", ...off }));
  wakeUp();

  await sendWhole(noticesDue);

  expect(texts().join()).toContain("asks about an input of “Task a”");
  expect(texts().join()).not.toContain("asks about an input of “Task b”");
});

test("who reviews a task no more is not asked a question of it that has waited, by itself or among others", async () => {
  const input = { id: "input-1", content: { kind: "text" as const, text: "l" } };
  for (const others of [[], [assigned("b"), assigned("c")]]) {
    const { store, send, sendWhole, texts, wakeUp, takeOff } = await setUp(QUIET);
    const question = { id: "q", team: "T1", task: { id: "a", name: "Task a" }, input, by: "U9", text: "A 1?" };
    await store.questions.ask(question, 1, []);
    for (const told of await send(newEvent("question.asked", { team: "T1", question: "q" }))) await send(told);
    for (const other of others) await send(other);
    takeOff("a");
    wakeUp();

    await sendWhole(noticesDue);

    expect(texts().join()).not.toContain("asks about an input");
    expect(texts()).toHaveLength(others.length > 0 ? 1 : 0);
    expect(await store.questions.listAsked("q")).toEqual([]);
  }
});

test("a question that is told among others can be answered, from before the message is there", async () => {
  const { store, send, posts, wakeUp, failNextPost } = await setUp(QUIET);
  const questions = createQuestions({
    store: store.questions,
    sessions: { findSession: unused },
    tasks: { getTask: unused },
    index: { find: unused },
    accounts: { identify: unused },
    wake: () => {},
    log: createRecordingLog(),
  });
  const input = { id: "input-1", content: { kind: "text" as const, text: "l" } };
  const question = { id: "q", team: "T1", task: { id: "a", name: "Task a" }, input, by: "U9", text: "A 1 or a 7?" };
  await store.questions.ask(question, 1, []);
  for (const told of await send(newEvent("question.asked", { team: "T1", question: "q" }))) await send(told);
  await send(assigned("b"));
  wakeUp();
  const [digest] = await send(noticesDue);
  if (!digest) throw new Error("nothing is due");

  failNextPost();
  await expect(send(digest)).rejects.toThrow();
  expect(await questions.findFor({ team: "T1", person: "U1" }, "q")).toEqual(question);
  await send(digest);
  expect(posts.map(({ message }) => message.text)).toEqual([expect.stringContaining("gathered for you")]);

  const answer = { by: "U1", name: "Lena", text: "A 7." };
  expect(await questions.answer({ team: "T1", id: "q" }, answer)).toMatchObject({ outcome: "answered" });
  const told = await send(newEvent("question.answered", { team: "T1", question: "q" }));
  expect(told.map(({ kind }) => kind)).toEqual(["question.reply"]);
});

test("a digest is one message, and a single task in it comes as its own message", async () => {
  const several = await setUp(DIGEST);
  await several.send(assigned("a"));
  await several.send(assigned("b"));
  several.wakeUp();
  const [digest] = await several.send(noticesDue);
  if (!digest) throw new Error("nothing is due");
  several.failNextPost();
  await expect(several.send(digest)).rejects.toThrow();
  await several.send(digest);
  await several.send(digest);
  expect(several.posts.map(({ channel }) => channel)).toEqual(["U1"]);
  expect(several.texts()).toEqual(['2 new assignments, gathered for you: Label "Task a"; Label "Task b"']);

  const single = await setUp(DIGEST);
  await single.send(assigned("a"));
  single.wakeUp();
  const due = await single.send(noticesDue);
  expect(due.map(({ kind }) => kind)).toEqual(["assignment"]);
});

/** A digest of the tasks a and b of which nobody knows whether it has arrived; it has. */
async function setUpInDoubt() {
  const all = await setUp(QUIET);
  await all.send(assigned("a"));
  await all.send(assigned("b"));
  all.wakeUp();
  const [digest] = await all.send(noticesDue);
  if (!digest) throw new Error("nothing is due");
  all.loseNextAnswer();
  await expect(all.send(digest)).rejects.toThrow("the answer is lost");
  return { ...all, digest, told: '2 new assignments, gathered for you: Label "Task a"; Label "Task b"' };
}

test("a digest in doubt tells what it was made for, and what falls due meanwhile comes after it", async () => {
  const { store, send, sendWhole, texts, pass, digest, told } = await setUpInDoubt();
  const later = { team: "T1", person: "U1", key: "c", kind: "changes.requested" as const };
  await store.heldNotices.hold({ ...later, payload: toJson(changesOf("c").payload), dueAt: MORNING });
  pass(1_000);
  const [next] = await send(noticesDue);
  expect(next).toMatchObject({ kind: "digest", subject: digest.subject });
  expect(digest.subject).toBe("digest:T1:U1");

  await sendWhole(digest);
  expect(texts()).toEqual([told]);
  if (next) await sendWhole(next);

  expect(texts()).toEqual([told, "Change 1 label of “Task c”: It is a 7."]);
  expect(await store.heldNotices.listDue("T1", "U1")).toEqual([]);
});

test("what was in a digest that Slack did not take was not told: it ends without a word", async () => {
  const { store, send, sendWhole, texts, wakeUp, failNextPost } = await setUp(QUIET);
  for (const id of ["a", "b", "c"]) await send(assigned(id));
  wakeUp();
  const [digest] = await send(noticesDue);
  if (!digest) throw new Error("nothing is due");
  failNextPost(new DeliveryError("rate_limited", "ratelimited", 1_000));
  await expect(send(digest)).rejects.toThrow("ratelimited");

  await sendWhole(ended("b", "removed"));
  expect(texts()).toEqual([]);
  await sendWhole(digest);

  expect(texts()).toEqual(['2 new assignments, gathered for you: Label "Task a"; Label "Task c"']);
  expect(await store.heldNotices.listDue("T1", "U1")).toEqual([]);
});

test("what may have been in a digest before is taken back aloud, though Slack did not take the digest again", async () => {
  const { send, sendWhole, texts, digest, told, failNextPost } = await setUpInDoubt();
  failNextPost(new DeliveryError("rate_limited", "ratelimited", 1_000));
  await expect(send(digest)).rejects.toThrow("ratelimited");

  await sendWhole(ended("b", "removed"));

  expect(texts()).toEqual([told, expect.stringContaining("Task b")]);
});

test("of a digest that may have arrived nothing is told by itself, and what is taken back is said", async () => {
  const { store, send, sendWhole, texts, digest, told } = await setUpInDoubt();

  await sendWhole(ended("b", "removed"));
  const taken = expect.stringContaining("Task b");
  expect(texts()).toEqual([told, taken]);
  for (const event of await send(noticesDue)) expect(event.kind).toBe("digest");
  await sendWhole(newEvent("assignment", { ...head, task: task("a"), assignment, isReleased: true }));
  await sendWhole(digest);

  expect(texts()).toEqual([told, taken]);
  expect(await store.heldNotices.listDue("T1", "U1")).toEqual([]);
});

/** The task a on its way by itself. */
async function setUpAlone() {
  const all = await setUp(QUIET);
  await all.send(assigned("a"));
  all.pass(MORNING.getTime() - all.now().getTime());
  const [alone] = await all.send(noticesDue);
  if (alone?.kind !== "assignment") throw new Error("it is not told by itself");
  const holdLater = async (id: string): Promise<void> => {
    const later = { team: "T1", person: "U1", key: id, kind: "changes.requested" as const };
    await all.store.heldNotices.hold({ ...later, payload: toJson(changesOf(id).payload), dueAt: MORNING });
  };
  return { ...all, alone, holdLater, told: expect.stringContaining('Label "Task a"') };
}

test("what is told by itself, and may have been, is in no digest; its message is known to what follows", async () => {
  const { store, send, sendWhole, texts, loseNextAnswer, alone, holdLater, told } = await setUpAlone();
  await store.outbox.add([alone]);
  loseNextAnswer();
  await expect(send(alone)).rejects.toThrow("the answer is lost");

  await holdLater("b");
  await holdLater("c");
  await sendWhole(noticesDue);
  await send(alone);

  expect(texts()).toEqual([
    told,
    "2 messages, gathered for you: Change 1 label of “Task b”; Change 1 label of “Task c”",
  ]);
  expect(await store.postedMessages.find("T1", "a", "U1", "worker")).toMatchObject({ ts: "1.0" });
  expect(await store.heldNotices.listDue("T1", "U1")).toEqual([]);
});

test("what is told by itself since a digest was made of it is not in that", async () => {
  const { store, send, sendWhole, texts, alone, holdLater, told } = await setUpAlone();
  await holdLater("b");
  const [digest] = await send(noticesDue);
  expect(digest?.payload).toMatchObject({ notices: [{}, {}] });
  await store.outbox.add([alone]);

  if (digest) await sendWhole(digest);
  await send(alone);

  expect(texts()).toEqual(["Change 1 label of “Task b”: It is a 7.", told]);
});

test("what was given up by itself is told with what falls due later", async () => {
  const { store, sendWhole, texts, alone, holdLater } = await setUpAlone();
  await store.outbox.add([alone]);
  const [claimed] = await store.outbox.claim(1, 1_000);
  if (claimed) await store.outbox.bury(claimed, "refused");
  await holdLater("b");

  await sendWhole(noticesDue);

  expect(texts()).toEqual(['2 messages, gathered for you: Label "Task a"; Change 1 label of “Task b”']);
});

const renamed = newEvent("assignment.changed", {
  ...head,
  task: task("a", { name: "Renamed" }),
  assignment,
  by: "U9",
  at: 0,
  parts: ["name"],
});

test("what is changed or taken back while a digest is posted follows it", async () => {
  const { store, send, sendWhole, texts, pass, wakeUp, meanwhileOnce } = await setUp(QUIET);
  for (const id of ["a", "b", "c"]) await send(assigned(id));
  wakeUp();
  meanwhileOnce(async () => {
    pass(1_000);
    await send(renamed);
    await sendWhole(ended("b", "removed"));
  });

  await sendWhole(noticesDue);

  expect(texts()).toEqual([
    expect.stringContaining("Task b"),
    '3 new assignments, gathered for you: Label "Task a"; Label "Task b"; Label "Task c"',
    '1 new assignment, gathered for you: Label "Renamed"',
  ]);
  expect(await store.heldNotices.listDue("T1", "U1")).toEqual([]);
});

test("what is changed while a digest is in doubt follows it", async () => {
  const { send, sendWhole, texts, pass, digest, told } = await setUpInDoubt();
  pass(1_000);
  await send(renamed);

  await sendWhole(digest);

  expect(texts()).toEqual([told, '1 new assignment, gathered for you: Label "Renamed"']);
});

test("a digest of the version before tells all that is due", async () => {
  const { store, send, sendWhole, texts, wakeUp } = await setUp(QUIET);
  await send(assigned("a"));
  await send(assigned("b"));
  wakeUp();

  await sendWhole(newEvent("digest", { team: "T1", person: "U1", assignments: [] }));

  expect(texts()).toEqual(['2 new assignments, gathered for you: Label "Task a"; Label "Task b"']);
  expect(await store.heldNotices.listDue("T1", "U1")).toEqual([]);
});

test("a change of what was not told yet is told with it", async () => {
  const { send, posts, edits, texts, wakeUp } = await setUp(QUIET);
  await send(assigned("a"));
  const renamed = task("a", { name: "Renamed" });
  await send(newEvent("assignment.changed", { ...head, task: renamed, assignment, by: "U9", at: 0, parts: ["name"] }));
  expect([...posts, ...edits]).toEqual([]);
  wakeUp();
  for (const event of await send(noticesDue)) await send(event);
  expect(texts()).toEqual([expect.stringContaining('Label "Renamed"')]);
});

test.each(["removed", "deleted"] as const)("what was %s before it was told is never told", async (why) => {
  const { send, posts, wakeUp } = await setUp(QUIET);
  await send(assigned("a"));
  expect(await send(ended("a", why))).toEqual([]);
  wakeUp();
  expect(await send(noticesDue)).toEqual([]);
  expect(posts).toEqual([]);
});

test("what is taken back while a message is on its way out is not told", async () => {
  for (const timing of [QUIET, DIGEST]) {
    const { send, sendWhole, posts, wakeUp } = await setUp(timing);
    for (const id of ["a", "b", "c"]) await send(assigned(id));
    wakeUp();
    const due = await send(noticesDue);
    await send(ended("b", "deleted"));
    for (const event of due) await sendWhole(event);

    const told = JSON.stringify(posts);
    expect(told).toContain("Task a");
    expect(told).toContain("Task c");
    expect(told).not.toContain("Task b");
  }
});

test("what is posted at the end of a task waits for the morning, a silent edit does not", async () => {
  const { store, send, posts, edits } = await setUp(QUIET);
  expect(await send(ended("a", "removed"))).toMatchObject([{ kind: "assignment.ended", dueAt: MORNING }]);
  expect(await send(ended("a", "deleted"))).toMatchObject([{ kind: "assignment.ended", dueAt: MORNING }]);

  const message = { team: "T1", taskId: "a", person: "U1", role: "worker" } as const;
  await store.postedMessages.save({ ...message, channel: "D1", ts: "9.0" });
  await send(ended("a", "done"));
  await send(ended("a", "deleted"));

  expect(posts).toEqual([]);
  expect(edits).toEqual([
    { ts: "9.0", text: expect.stringContaining("was closed as done") },
    { ts: "9.0", text: expect.stringContaining("was deleted by Name of U9") },
  ]);
});

test("a muted role hears of nothing new, and what it has is edited silently", async () => {
  const { store, send, posts, edits } = await setUp({ kind: "muted" });
  await send(assigned("a"));
  await send(ended("b", "removed"));
  await store.postedMessages.save({ team: "T1", taskId: "c", person: "U1", role: "worker", channel: "D1", ts: "9.0" });
  await send(assigned("c"));
  expect(posts).toEqual([]);
  expect(edits).toEqual([{ ts: "9.0", text: expect.stringContaining('Label "Task c"') }]);
});

test("answers to one's own action are never held back", async () => {
  const { send, posts } = await setUp(QUIET);
  const failed = {
    outcome: "failed",
    what: "saved",
    taskName: "A",
    reason: "",
    canTryAgain: true,
    canGoBack: true,
  } as const;
  const settled = { submission: "s", team: "T1", person: "U1", viewId: "", attempt: 1, at: 0, ...failed };
  await send(newEvent("submission.outcome", settled));
  expect(posts.map(({ channel }) => channel)).toEqual(["U1"]);
});

test("of a digest that cannot be delivered, every lead learns of their own tasks", async () => {
  const { send, bury, posts } = await setUp({ kind: "now" });
  const assignments = [assigned("a").payload, { ...assigned("b").payload, from: "U8" }];
  for (const report of bury(newEvent("digest", { team: "T1", person: "U1", assignments }))) await send(report);
  expect(posts.map(({ channel }) => channel)).toEqual(["U9", "U8"]);
  expect(posts[0]?.message.text).toContain('I could not tell Name of U1 about "Task a"');
});

test("a lead is told once that somebody is not reached with a task, however many digests of it are given up", async () => {
  const { store, send, pass, bury, now } = await setUp(DIGEST);
  await send(assigned("a"));
  pass(MORNING.getTime() - now().getTime());
  const told: unknown[] = [];
  async function giveUpWhatIsDue(): Promise<void> {
    const [due] = await send(noticesDue);
    if (!due) throw new Error("nothing is due");
    await store.outbox.add(bury(due));
    for (const event of await store.outbox.claim(10, 1_000)) {
      told.push(event.payload["taskName"]);
      await store.outbox.complete(event);
    }
  }

  for (const id of ["b", "c"]) {
    const later = { team: "T1", person: "U1", key: `assignment:worker:${id}`, kind: "assignment" as const };
    await store.heldNotices.hold({ ...later, payload: toJson(assigned(id).payload), dueAt: now() });
    await giveUpWhatIsDue();
  }
  await send(ended("b", "removed"));
  await giveUpWhatIsDue();

  expect(told.sort()).toEqual(["Task a", "Task b", "Task c"]);
});

test("who is not reached with a task by itself is not told of again with a digest", async () => {
  const { bury, send, alone, holdLater } = await setUpAlone();
  await holdLater("b");
  const [digest] = await send(noticesDue);
  if (!digest) throw new Error("nothing is due");
  const keys = [...bury(alone), ...bury(digest)].map(({ kind, dedupeKey }) => [kind, dedupeKey]);
  expect(keys).toEqual([
    ["delivery.report", `report:${alone.dedupeKey}`],
    ["assignment.unreached", `report:${alone.dedupeKey}`],
  ]);
});
