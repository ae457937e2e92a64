import { afterEach, expect, test } from "@jest/globals";
import type { TaskSummary } from "../../../../src/domain/lists/task-summary.ts";
import type { Task } from "../../../../src/domain/task.ts";
import { TasksApiError } from "../../../../src/domain/tasks-api-error.ts";
import { createTaskIndexFilling, type TaskIndexRounds } from "../../../../src/services/lists/task-index-filling.ts";
import type { TasksGateway } from "../../../../src/services/ports.ts";
import { createStore, type Store } from "../../../../src/store/store.ts";
import { createTestClock, createTestIds } from "../../../support/app-store.ts";

type Filling = ReturnType<typeof createTaskIndexFilling>;
type ListTasks = TasksGateway["listTasks"];

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (let close = closers.pop(); close; close = closers.pop()) await close();
});

const task = (n: number): Task => ({
  id: `t${n}`,
  name: `Task ${n}`,
  instructions: "",
  type: "POLYGON_DETECTION",
  status: "IN_PROGRESS",
  concepts: [],
  inputSource: { type: "ALL_INPUTS" },
  work: { strategy: "FULL", workers: [] },
  review: { strategy: "NONE" },
  metadata: {},
  raw: {},
  modifiedAt: "2026-03-01T10:00:00Z",
});
const tasks = (count: number): Task[] => Array.from({ length: count }, (_, n) => task(count - 1 - n));

/** A Tasks API that holds these tasks, in that order; `before` runs ahead of each answer. */
function apiOf(held: { tasks: Task[] }, before: (query: Parameters<ListTasks>[0]) => void = () => {}) {
  const listTasks: ListTasks = async (query) => {
    before(query);
    const { ids, page, perPage } = query;
    const all = held.tasks.filter(({ id }) => ids?.includes(id) ?? true);
    const items = all.slice((page - 1) * perPage, page * perPage);
    return { items, hasMore: items.length >= perPage };
  };
  return { listTasks };
}

async function openStore(): Promise<{ store: Store; clock: ReturnType<typeof createTestClock> }> {
  const clock = createTestClock();
  const store = await createStore({ kind: "sqlite", path: ":memory:" }, { now: clock.now, newId: createTestIds() });
  closers.push(() => store.close());
  return { store, clock };
}

/** Starts the filling and gives what resolves when its round has ended, or when it has failed. */
function fill(
  { store, clock }: Awaited<ReturnType<typeof openStore>>,
  api: Pick<TasksGateway, "listTasks">,
): { filling: Filling; ended: Promise<string> } {
  let say: (message: string) => void = () => {};
  const ended = new Promise<string>((resolve) => {
    say = resolve;
  });
  const speak = (_fields: object, message: string): void => say(message);
  const log = { debug: speak, info: speak, warn: speak, error: speak };
  const rounds: TaskIndexRounds = store.taskIndexRounds;
  const filling = createTaskIndexFilling({
    tasks: api,
    index: store.taskIndex,
    rounds,
    team: "T1",
    side: "side",
    now: clock.now,
    log,
    watch: { compare: async () => [], tell: async () => {} },
    times: { round: 60_000, look: 5, pause: 0, retry: 10_000 },
    random: () => 0.5,
  });
  closers.push(() => filling.stop());
  filling.start();
  return { filling, ended };
}

const known = async (store: Store): Promise<readonly TaskSummary[]> =>
  (await store.taskIndex.search("T1", {}, { offset: 0, limit: 10_000 })).tasks;

test("all pages are listed, none with figures, and then the index is complete", async () => {
  const opened = await openStore();
  const queries: Parameters<ListTasks>[0][] = [];
  const { ended } = fill(
    opened,
    apiOf({ tasks: tasks(300) }, (query) => queries.push(query)),
  );

  expect(await ended).toBe("all tasks are in the index");
  expect(await known(opened.store)).toHaveLength(300);
  expect(await opened.store.taskIndexRounds.progress("T1")).toEqual({ isComplete: true, seen: 300 });
  expect(queries.map(({ page }) => page)).toEqual([1, 2, 3]);
  expect(queries.every((query) => query.perPage === 128 && !query.withMetrics)).toBe(true);
});

test("a listing that ends with a full page is asked for the page behind it", async () => {
  const opened = await openStore();

  expect(await fill(opened, apiOf({ tasks: tasks(256) })).ended).toBe("all tasks are in the index");
  expect(await known(opened.store)).toHaveLength(256);
});

test("after a failure the round goes on where it stopped", async () => {
  const opened = await openStore();
  const pages: number[] = [];
  const held = { tasks: tasks(300) };
  const failing = apiOf(held, ({ page }) => {
    pages.push(page);
    if (page === 3) throw new TasksApiError({ code: "unavailable", call: "ListTasks" });
  });
  const first = fill(opened, failing);

  expect(await first.ended).toBe("the index could not list tasks; it tries again");
  await first.filling.stop();
  expect(await opened.store.taskIndexRounds.progress("T1")).toEqual({ isComplete: false, seen: 256 });

  opened.clock.advance(11_000);
  const after = apiOf(held, ({ page }) => pages.push(page));
  expect(await fill(opened, after).ended).toBe("all tasks are in the index");
  expect(pages).toEqual([1, 2, 3, 3]);
  expect(await known(opened.store)).toHaveLength(300);
});

test("the next round finds what was deleted, and does not lose what slipped to an earlier page", async () => {
  const opened = await openStore();
  const held = { tasks: tasks(300) };
  const first = fill(opened, apiOf(held));
  await first.ended;
  await first.filling.stop();

  opened.clock.advance(70_000);
  const remove = (gone: string): void => {
    held.tasks = held.tasks.filter(({ id }) => id !== gone);
  };
  remove("t250");
  // Deleted between two pages: t170 moves from the second, which is read next, to the first, which was read already.
  const deleting = apiOf(held, ({ page, ids }) => {
    if (page === 2 && !ids) remove("t260");
  });
  await fill(opened, deleting).ended;

  const ids = new Set((await known(opened.store)).map(({ id }) => id));
  expect(ids.has("t250")).toBe(false);
  expect(ids.has("t170")).toBe(true);
  expect(ids.size).toBe(299);
});

test("each failure in a row doubles the pause before the next round; a success ends that", async () => {
  const opened = await openStore();
  const held = { tasks: tasks(3), isThrottled: true };
  const api = apiOf(held, () => {
    if (held.isThrottled) throw new TasksApiError({ code: "throttled", call: "ListTasks", retryAfterMs: 15_000 });
  });
  const dueAfter = async (): Promise<number> => {
    const { filling, ended } = fill(opened, api);
    await ended;
    await filling.stop();
    for (let seconds = 0; ; seconds += 1) {
      if (await opened.store.taskIndexRounds.claim("T1", "side", 0)) return seconds;
      opened.clock.advance(1_000);
    }
  };

  // What the API asks for counts where it is longer.
  expect([await dueAfter(), await dueAfter(), await dueAfter(), await dueAfter()]).toEqual([15, 20, 40, 80]);
  held.isThrottled = false;
  expect(await dueAfter()).toBe(60);
  held.isThrottled = true;
  expect(await dueAfter()).toBe(15);
});

test("a stop does not wait for an API that is silent", async () => {
  const opened = await openStore();
  let asked: () => void = () => {};
  const asking = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const silent = {
    listTasks: () => {
      asked();
      return new Promise<never>(() => {});
    },
  };
  const { filling } = fill(opened, silent);
  await asking;

  await filling.stop();
  expect(await opened.store.taskIndexRounds.claim("T1", "side", 1)).toBeDefined();
});
