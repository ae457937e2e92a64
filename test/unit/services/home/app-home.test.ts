import { expect, test } from "@jest/globals";
import type { TaskSummary } from "../../../../src/domain/lists/task-summary.ts";
import type { Task, WorkerCounts } from "../../../../src/domain/task.ts";
import { TasksApiError } from "../../../../src/domain/tasks-api-error.ts";
import { createAppHomes } from "../../../../src/services/home/app-home.ts";
import type { TasksGateway } from "../../../../src/services/ports.ts";
import { createOwnParts } from "../../../../src/services/queue/own-parts.ts";
import { createOwnQueue } from "../../../../src/services/queue/own-queue.ts";
import { createRecordingLog } from "../../../support/recording-log.ts";

const task = (id: string, more: Partial<Task> = {}): Task => ({
  id,
  name: id,
  instructions: "",
  type: "POLYGON_DETECTION",
  concepts: [],
  inputSource: { type: "ALL_INPUTS" },
  work: { strategy: "FULL", workers: ["ana"] },
  review: { strategy: "NONE" },
  metadata: {},
  raw: {},
  status: "IN_PROGRESS",
  ...more,
});
const counts = (accountId: string, pending: number, awaitingReview = 0): WorkerCounts => ({
  accountId,
  pending,
  awaitingReview,
  awaitingConsensusReview: 0,
  success: 1,
  reviewDenied: 0,
});
const unavailable = (call: string) => new TasksApiError({ code: "unavailable", call });

type World = {
  worked?: readonly Task[];
  reviewed?: readonly Task[];
  created?: readonly Task[];
  hasMore?: boolean;
  account?: string | null;
  isAdmin?: boolean;
  countWork?: (id: string) => readonly WorkerCounts[];
  listFails?: boolean;
  isGuest?: boolean;
  mayCreate?: boolean;
};

function setUp(world: World) {
  let time = new Date("2026-01-15T12:00:00Z");
  const calls: string[] = [];
  const log = createRecordingLog();
  const tasks: Pick<TasksGateway, "listTasks" | "countWork"> = {
    listTasks: async (query) => {
      calls.push(query.workers ? "workers" : query.reviewers ? "reviewers" : "created");
      if (world.listFails) throw unavailable("ListTasks");
      const items = query.workers ? world.worked : query.reviewers ? world.reviewed : world.created;
      return { items: items ?? [], hasMore: (query.workers && world.hasMore) ?? false };
    },
    countWork: async (id) => {
      calls.push(`count ${id}`);
      return world.countWork?.(id) ?? [counts("ana", 2)];
    },
  };
  const homes = createAppHomes({
    tasks,
    countAwaiting: async () => undefined,
    ownQueue: createOwnQueue({ tasks, findOwnPart: createOwnParts({ tasks, hasBegun: async () => false, log }) }),
    accounts: {
      otherSide: "Clarifai",
      canLink: true,
      resolve: async () => ({ U1: world.account === undefined ? "ana" : world.account }),
      list: async () => [{ id: "ana" }, { id: "robin", name: "Robin" }],
      identify: async () => ({ ana: { name: "Ana", person: "U1" }, robin: { name: "Robin" } }),
    },
    index: {
      search: async (_team, { statuses = [] }, { limit }) => {
        const found = (world.created ?? []).filter(({ status }) => statuses.includes(status)).slice(0, limit);
        const tasks = found.map((each): TaskSummary => ({ ...each, review: "NONE", workers: [], reviewers: [] }));
        return { tasks, total: statuses.includes("DONE") ? found.length : 20 };
      },
    },
    people: {
      find: async (id) => ({ id, name: "Ana", isAdmin: world.isAdmin ?? false, isBot: false, isActive: true }),
    },
    rights: {
      refusal: async () => (world.isGuest || world.mayCreate === false ? "Only members may create tasks." : undefined),
      isGuest: async () => world.isGuest ?? false,
    },
    findConnection: async () => ({ state: "none" }),
    readers: { noteOpened: async () => {}, among: async () => [] },
    now: () => time,
    log,
  });
  const wait = (ms: number): void => {
    time = new Date(time.getTime() + ms);
  };
  return { homes, calls, wait };
}

test("what is over is left out, what asks for something comes first, high priority before low", async () => {
  const worked = [
    task("done", { status: "DONE" }),
    task("low", { priority: "LOW" }),
    task("finished", { priority: "HIGH" }),
    task("high", { priority: "HIGH" }),
  ];
  const { homes } = setUp({ worked, countWork: (id) => [counts("ana", id === "finished" ? 0 : 2)] });
  const { work } = await homes.load("T1", "U1");
  expect(work?.tasks.map(({ id }) => id)).toEqual(["high", "low", "finished"]);
  expect(work?.tasks[0]?.own?.work?.figures).toEqual({ left: 2, done: 1 });
});

test("each list is asked for once, only what shows is counted, and both are remembered for some seconds", async () => {
  const worked = Array.from({ length: 50 }, (_, index) => task(`t${index}`));
  const { homes, calls, wait } = setUp({ worked, hasMore: true, created: [task("c")] });
  const { work, created } = await homes.load("T1", "U1");
  expect(work).toMatchObject({ more: 42, isMoreExact: false });
  expect(created).toMatchObject({ more: 19, isMoreExact: true });
  expect(calls.filter((call) => !call.startsWith("count")).sort()).toEqual(["created", "reviewers", "workers"]);
  expect(calls.filter((call) => call.startsWith("count"))).toHaveLength(8);

  const before = calls.length;
  await homes.load("T1", "U1");
  expect(calls).toHaveLength(before);
  wait(10_000);
  await homes.load("T1", "U1");
  expect(calls.length).toBeGreaterThan(before);
});

test("a reviewer reads how much waits", async () => {
  const review = { strategy: "MANUAL", reviewers: ["ana"], sample: 1 } as const;
  const reviewed = [task("idle", { review, priority: "HIGH" }), task("r", { review })];
  const awaiting = [counts("ben", 0, 3), { ...counts("chidi", 5, 4), awaitingConsensusReview: 9 }];
  const { homes } = setUp({ reviewed, countWork: (id) => (id === "r" ? awaiting : [counts("ben", 3)]) });

  // What waits for other labelers to agree waits for no reviewer yet.
  expect((await homes.load("T1", "U1")).reviews?.tasks).toMatchObject([
    { id: "r", own: { review: { waiting: 7, waits: true } } },
    { id: "idle", own: { review: { waiting: 0, waits: false } } },
  ]);
});

test("figures that cannot be had leave the task without them", async () => {
  const { homes } = setUp({
    worked: [task("t")],
    countWork: () => {
      throw unavailable("GetTaskInputCount");
    },
  });
  const { work, fault } = await homes.load("T1", "U1");
  const own = { work: { isOnRequest: false, fraction: 1, hasBegun: false, waits: true } };
  expect(work?.tasks).toEqual([{ id: "t", name: "t", type: "POLYGON_DETECTION", status: "IN_PROGRESS", own }]);
  expect(fault).toBeUndefined();
});

test("a side that does not answer is named, and what is known here is shown", async () => {
  const { homes } = setUp({ listFails: true, created: [task("c")] });
  const home = await homes.load("T1", "U1");
  expect(home.fault).toContain("Clarifai is not reachable");
  expect(home.work).toBeUndefined();
  expect(home.hasAccount).toBe(true);
  expect(home.created?.tasks.map(({ id }) => id)).toEqual(["c"]);
});

test("somebody without an account reads so, and only admins read of accounts without somebody, and of the one that is connected", async () => {
  const nobody = await setUp({ account: null }).homes.load("T1", "U1");
  expect(nobody.hasAccount).toBe(false);
  expect(nobody.unlinked).toBeUndefined();
  expect(nobody.connection).toBeUndefined();
  const admin = await setUp({ isAdmin: true }).homes.load("T1", "U1");
  expect(admin.unlinked).toEqual({ names: ["Robin"], more: 0 });
  expect(admin.connection).toEqual({ state: "none" });
});

test("a guest reads what is theirs, and nothing of what they may not do", async () => {
  const { homes, calls } = setUp({ isGuest: true, worked: [task("t")], created: [task("c")] });
  const home = await homes.load("T1", "U1");
  expect(home.work?.tasks.map(({ id }) => id)).toEqual(["t"]);
  expect(home.created).toBeUndefined();
  expect(home.may).toEqual({ create: false, set: false });
  expect(calls).not.toContain("created");
});

test("who may create is asked each time, also while the rest is remembered", async () => {
  const world = { mayCreate: true };
  const { homes, calls } = setUp(world);
  expect((await homes.load("T1", "U1")).may.create).toBe(true);
  const asked = calls.length;

  world.mayCreate = false;

  expect((await homes.load("T1", "U1")).may.create).toBe(false);
  expect(calls).toHaveLength(asked);
});
