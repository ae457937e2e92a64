import { afterEach, expect, test } from "@jest/globals";
import type { NewEvent, OutboxEvent } from "../../../src/domain/event.ts";
import type { JsonObject } from "../../../src/domain/json.ts";
import type { Timing } from "../../../src/domain/preferences.ts";
import { whenDigestBuried, withCourtesy } from "../../../src/notifications/courtesy.ts";
import type { Message } from "../../../src/notifications/ports.ts";
import { createStore, type Store } from "../../../src/store/store.ts";

const MORNING = new Date("2026-01-16T08:00:00Z");
const opened: Store[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

/** The courtesy over a real store, with what passes it and what it posts by itself. */
async function setUp(timing: Timing) {
  let time = new Date("2026-01-15T22:00:00Z");
  let current = timing;
  const now = (): Date => time;
  const store = await createStore({ kind: "sqlite", path: ":memory:" }, { now, newId: () => "id" });
  opened.push(store);
  const passed: OutboxEvent[] = [];
  const posts: { channel: string; message: Message }[] = [];
  let failsNext = false;
  const deliver = withCourtesy(
    async (event) => {
      passed.push(event);
      return [];
    },
    {
      messenger: {
        post: async (channel, message) => {
          if (failsNext) {
            failsNext = false;
            throw new Error("Slack does not answer");
          }
          posts.push({ channel, message });
          return { channel, ts: "1.0" };
        },
        update: async () => {},
        unfurl: async () => {},
        updateView: async () => true,
        publishHome: async () => {},
      },
      messages: store.postedMessages,
      held: store.heldNotices,
      timings: async (_team, wanted) => wanted.map(() => current),
      findName: async (person) => `Name of ${person}`,
      now,
    },
  );
  return {
    store,
    passed,
    posts,
    send: (event: Pick<NewEvent, "kind" | "payload">) => deliver({ id: "e", attempts: 0, ...event }),
    failNextPost: () => {
      failsNext = true;
    },
    /** The night is over. */
    wakeUp: () => {
      time = MORNING;
      current = { kind: "now" };
    },
  };
}

const task = (id: string, more: JsonObject = {}): JsonObject => ({
  ...{ id, name: `Task ${id}`, type: "POLYGON_DETECTION", instructions: "", source: "ALL_INPUTS" },
  ...{ strategy: "FULL", review: { strategy: "NONE" }, ...more },
});
const head = { team: "T1", from: "U9" };
const assignment = { person: "U1", role: "worker", fraction: 1 };
const assigned = (id: string) => ({ kind: "assignment", payload: { ...head, task: task(id), assignment } });
const ended = (id: string, why: string) => ({
  kind: "assignment.ended",
  payload: { team: "T1", taskId: id, taskName: id, person: "U1", role: "worker", why, by: "U9", at: 0 },
});
const QUIET: Timing = { kind: "later", at: MORNING };
const DIGEST: Timing = { kind: "digest", at: MORNING };

test("quiet hours: one look when they end, and each message by itself then", async () => {
  const { send, passed, wakeUp } = await setUp(QUIET);
  const [due] = await send(assigned("a"));
  await send(assigned("b"));
  expect(passed).toEqual([]);
  expect(due).toMatchObject({ kind: "notices.due", dueAt: MORNING, dedupeKey: `notices:T1:U1:${MORNING.getTime()}` });

  wakeUp();
  const released = await send({ kind: "notices.due", payload: { team: "T1", person: "U1" } });
  expect(released.map(({ kind }) => kind)).toEqual(["assignment", "assignment"]);
  for (const event of released) await send(event);
  expect(passed.map(({ payload }) => (payload["task"] as JsonObject)["id"])).toEqual(["a", "b"]);
  expect(await send({ kind: "notices.due", payload: { team: "T1", person: "U1" } })).toEqual([]);
});

test("a digest is one message, and a single task in it comes as its own message", async () => {
  const several = await setUp(DIGEST);
  await several.send(assigned("a"));
  await several.send(assigned("b"));
  several.wakeUp();
  const [digest] = await several.send({ kind: "notices.due", payload: { team: "T1", person: "U1" } });
  if (!digest) throw new Error("nothing is due");
  several.failNextPost();
  await expect(several.send(digest)).rejects.toThrow();
  await several.send(digest);
  await several.send(digest);
  expect(several.posts.map(({ channel }) => channel)).toEqual(["U1"]);
  expect(several.posts[0]?.message.text).toBe("2 new assignments, gathered for you: Task a, Task b");
  expect(several.passed).toEqual([]);

  const single = await setUp(DIGEST);
  await single.send(assigned("a"));
  single.wakeUp();
  const due = await single.send({ kind: "notices.due", payload: { team: "T1", person: "U1" } });
  expect(due.map(({ kind }) => kind)).toEqual(["assignment"]);
});

test("a change of what was not told yet is told with it", async () => {
  const { send, passed, wakeUp } = await setUp(QUIET);
  await send(assigned("a"));
  const renamed = task("a", { name: "Renamed" });
  await send({
    kind: "assignment.changed",
    payload: { ...head, task: renamed, assignment, by: "U9", at: 0, parts: [] },
  });
  expect(passed).toEqual([]);
  wakeUp();
  const due = await send({ kind: "notices.due", payload: { team: "T1", person: "U1" } });
  expect(due.map(({ payload }) => (payload["task"] as JsonObject)["name"])).toEqual(["Renamed"]);
});

test.each(["removed", "deleted"])("what was %s before it was told is never told", async (why) => {
  const { send, passed, wakeUp } = await setUp(QUIET);
  await send(assigned("a"));
  expect(await send(ended("a", why))).toEqual([]);
  wakeUp();
  expect(await send({ kind: "notices.due", payload: { team: "T1", person: "U1" } })).toEqual([]);
  expect(passed).toEqual([]);
});

test("what is taken back while a message is on its way out is not told", async () => {
  for (const timing of [QUIET, DIGEST]) {
    const { send, passed, posts, wakeUp } = await setUp(timing);
    for (const id of ["a", "b", "c"]) await send(assigned(id));
    wakeUp();
    const due = await send({ kind: "notices.due", payload: { team: "T1", person: "U1" } });
    await send(ended("b", "deleted"));
    for (const event of due) await send(event);

    const told = JSON.stringify([passed, posts]);
    expect(told).toContain("Task a");
    expect(told).toContain("Task c");
    expect(told).not.toContain("Task b");
  }
});

test("what is posted at the end of a task waits for the morning, a silent edit does not", async () => {
  const { store, send, passed } = await setUp(QUIET);
  expect(await send(ended("a", "removed"))).toMatchObject([{ kind: "assignment.ended", dueAt: MORNING }]);
  expect(await send(ended("a", "deleted"))).toMatchObject([{ kind: "assignment.ended", dueAt: MORNING }]);
  expect(passed).toEqual([]);
  await send(ended("a", "done"));
  await store.postedMessages.save({ team: "T1", taskId: "a", person: "U1", role: "worker", channel: "D1", ts: "1.0" });
  await send(ended("a", "deleted"));
  expect(passed.map(({ payload }) => payload["why"])).toEqual(["done", "deleted"]);
});

test("a muted role hears of nothing new, and what it has is edited silently", async () => {
  const { send, passed } = await setUp({ kind: "muted" });
  await send(assigned("a"));
  await send(ended("b", "removed"));
  expect(passed.map(({ payload }) => payload["isSilent"])).toEqual([true, true]);
});

test("answers to one's own action are never held back", async () => {
  const { send, passed } = await setUp(QUIET);
  await send({ kind: "submission.outcome", payload: { team: "T1", person: "U1" } });
  expect(passed).toHaveLength(1);
});

test("of a digest that cannot be delivered, every lead learns of their own tasks", async () => {
  const { send, posts } = await setUp({ kind: "now" });
  const assignments = [assigned("a").payload, { ...assigned("b").payload, from: "U8" }];
  const event = { id: "e", attempts: 8, kind: "digest", payload: { team: "T1", person: "U1", assignments } };
  for (const report of whenDigestBuried(event)) await send(report);
  expect(posts.map(({ channel }) => channel)).toEqual(["U9", "U8"]);
  expect(posts[0]?.message.text).toContain('I could not tell Name of U1 about "Task a"');
});
