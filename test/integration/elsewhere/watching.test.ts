import { expect, test } from "@jest/globals";
import { factsOfTask } from "../../../src/domain/assignment.ts";
import {
  type OwnChange,
  ownCreation,
  ownDeletion,
  ownEdit,
  untoldDeletion,
  untoldEdit,
} from "../../../src/domain/elsewhere/own-change.ts";
import type { ClaimedEvent } from "../../../src/domain/notifications/outbox-event.ts";
import type { Task } from "../../../src/domain/task.ts";
import { TasksApiError } from "../../../src/domain/tasks-api-error.ts";
import { createDescribeFound } from "../../../src/services/elsewhere/describe-found.ts";
import { createWatching } from "../../../src/services/elsewhere/watching.ts";
import { createTaskIndexFilling } from "../../../src/services/lists/task-index-filling.ts";
import type { TasksGateway } from "../../../src/services/ports.ts";
import type { Store } from "../../../src/store/store.ts";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";

const TEAM = "T1";
const LEASE_MS = 20_000;
/** A submission of this workspace. */
const OURS = { team: TEAM, person: "U-lena", viewId: "" };

const task = (id: string, changes: Partial<Task> = {}): Task => ({
  id,
  name: `Task ${id}`,
  instructions: "",
  type: "POLYGON_DETECTION",
  status: "IN_PROGRESS",
  concepts: [],
  inputSource: { type: "ALL_INPUTS" },
  work: { strategy: "FULL", workers: ["ana"] },
  review: { strategy: "NONE" },
  metadata: {},
  raw: {},
  modifiedAt: "2026-03-01T10:00:00Z",
  ...changes,
});
/** Somebody has saved it again. */
const changed = (before: Task, changes: Partial<Task>): Task => ({
  ...before,
  modifiedAt: new Date(Date.parse(before.modifiedAt ?? "") + 1_000).toISOString(),
  ...changes,
});
const madeBy = (submission: string): Pick<Task, "metadata"> => ({
  metadata: { labeldesk: { v: 1, submission, created_by: { team: TEAM, user: "U-lena" } } },
});

/** One label per input, evenly by these. */
const shared = (...workers: readonly string[]): Pick<Task, "work"> => ({
  work: {
    strategy: "PARTITIONED",
    workers,
    workersPerInput: 1,
    weights: Object.fromEntries(workers.map((worker) => [worker, 1])),
  },
});

type Asked = { readonly page?: number; readonly ids?: readonly string[]; readonly id?: string };
type FakeApi = Pick<TasksGateway, "listTasks" | "getTask"> & {
  put(task: Task): void;
  remove(id: string): void;
  /** Runs ahead of an answer. */
  meanwhile: (asked: Asked) => Promise<void>;
};

/** A Tasks API with these tasks, the one put last first. */
function apiOf(initial: readonly Task[]): FakeApi {
  let tasks = [...initial];
  const api: FakeApi = {
    put(task) {
      tasks = [task, ...tasks.filter(({ id }) => id !== task.id)];
    },
    remove(gone) {
      tasks = tasks.filter(({ id }) => id !== gone);
    },
    meanwhile: async () => {},
    async listTasks(query) {
      await api.meanwhile(query);
      const { ids, page, perPage } = query;
      const all = tasks.filter(({ id }) => ids?.includes(id) ?? true);
      const items = all.slice((page - 1) * perPage, page * perPage);
      return { items, hasMore: items.length >= perPage };
    },
    async getTask(wanted) {
      await api.meanwhile({ id: wanted });
      const found = tasks.find(({ id }) => id === wanted);
      if (!found) throw new TasksApiError({ code: "not_found", statusCode: 54102, call: "GetTask" });
      return found;
    },
  };
  return api;
}

describeOnBothEngines("watching what is done elsewhere", (newTarget) => {
  const { open, clock } = storesOf(newTarget);

  const slack = { answers: true };
  const identify = async (_team: string, accounts: readonly string[]) => {
    if (!slack.answers) throw new Error("Slack does not say who anybody is");
    return Object.fromEntries(accounts.map((id) => [id, { name: id, person: `U-${id}` }]));
  };

  /** Lists everything once, as one replica does; resolves when that has ended. */
  async function lookAround(store: Store, api: FakeApi): Promise<void> {
    clock.advance(70_000);
    await new Promise<void>((resolve) => {
      const hear = (message: string): void => {
        if (message === "a round over all tasks has ended") void filling.stop().then(resolve);
      };
      const log = {
        debug: (_fields: object, message: string) => hear(message),
        info: () => {},
        warn: () => {},
        error: () => {},
      };
      const common = { team: TEAM, now: clock.now, log };
      const describe = createDescribeFound({
        accounts: { identify },
        findFacts: async (each) => factsOfTask(each, {}),
        findBusy: async (_task, assigned) => assigned.filter(({ role }) => role === "worker"),
        team: TEAM,
      });
      const watch = createWatching({
        ...common,
        known: store.knownTasks,
        missing: store.missingTasks,
        journal: store.submissions,
        tasks: api,
        describe,
        onChanged: async () => {},
        wake: () => {},
      });
      const filling = createTaskIndexFilling({
        ...common,
        tasks: api,
        index: store.taskIndex,
        rounds: store.taskIndexRounds,
        watch,
        side: "side",
        times: { round: 60_000, look: 5, pause: 0, retry: 10 },
      });
      filling.start();
    });
  }

  /** What there is to be told, carried out: of one task the next comes once the one before is done. */
  async function carryOut(store: Store): Promise<readonly ClaimedEvent[]> {
    const events: ClaimedEvent[] = [];
    const claim = () => store.outbox.claim(10_000, 3_600_000);
    for (let due = await claim(); due.length > 0; due = await claim()) {
      events.push(...due);
      for (const event of due) await store.outbox.complete(event);
    }
    return events;
  }

  /** What was told since the last time: outcome and task. */
  async function told(store: Store): Promise<string[]> {
    const events = await carryOut(store);
    return events
      .filter(({ kind }) => kind === "elsewhere.found" || kind === "tasks.missing")
      .map(({ kind, payload }) => (kind === "tasks.missing" ? kind : `${payload["outcome"]} ${nameIn(payload)}`))
      .sort();
  }
  const nameIn = (payload: object): unknown => /"name":"([^"]*)"/.exec(JSON.stringify(payload))?.[1];

  test("the first round tells nobody of what there is; later ones tell each change once, whoever looks", async () => {
    const target = newTarget();
    const stores = [await open(target), await open(target)] as const;
    const api = apiOf(Array.from({ length: 300 }, (_, n) => task(`t${n}`)));
    await lookAround(stores[0], api);
    expect(await told(stores[0])).toEqual([]);

    api.put(task("new"));
    api.put(changed(task("t7"), { work: { strategy: "FULL", workers: ["ana", "ben"] } }));
    api.put(changed(task("t8"), { status: "DONE" }));
    api.put(changed(task("t9"), {}));
    api.remove("t200");
    await lookAround(stores[1], api);
    await lookAround(stores[0], api);

    expect(await told(stores[0])).toEqual([
      "created Task new",
      "deleted Task t200",
      "saved Task t7",
      "status-set Task t8",
    ]);
    expect(await told(stores[1])).toEqual([]);
  });

  test("a task that slips past the first round, since another one is deleted meanwhile, is no news in the second", async () => {
    const store = await open();
    const old = Array.from({ length: 200 }, (_, n) => task(`t${n}`, { createdAt: "2026-03-01T10:00:00Z" }));
    const api = apiOf(old);
    api.meanwhile = async ({ page }) => {
      if (page === 2) api.remove("t0");
    };
    await lookAround(store, api);
    api.meanwhile = async () => {};
    const made = new Date(clock.now().getTime() + 1_000).toISOString();
    api.put(task("new", { createdAt: made }));

    await lookAround(store, api);
    const second = await told(store);
    api.put(changed(task("t128", { createdAt: "2026-03-01T10:00:00Z" }), { name: "Slipped" }));
    await lookAround(store, api);

    expect(second).toEqual(["created Task new", "deleted Task t0"]);
    expect(await told(store)).toEqual(["saved Slipped"]);
  });

  test("of a task that is closed those alone hear who are taken off, and whoever it gives work to once it is open again", async () => {
    const store = await open();
    const closed = task("a", { status: "DONE", work: { strategy: "FULL", workers: ["ana", "ben"] } });
    const api = apiOf([closed]);
    await lookAround(store, api);
    const other = changed(closed, { name: "Other", work: { strategy: "FULL", workers: ["ana", "chidi"] } });
    api.put(other);
    await lookAround(store, api);
    const events = await carryOut(store);
    expect(events.flatMap(({ payload }) => payload["changes"] ?? [])).toEqual([
      { kind: "removed", person: "U-ben", role: "worker", before: 1 },
    ]);

    api.put(changed(other, { status: "IN_PROGRESS", work: { strategy: "FULL", workers: ["ana", "dana"] } }));
    await lookAround(store, api);
    const again = (await carryOut(store)).filter(({ kind }) => kind === "elsewhere.found");
    expect(again.flatMap(({ payload }) => payload["changes"] ?? [])).toEqual([
      { kind: "removed", person: "U-chidi", role: "worker", before: 1 },
    ]);
    expect(again.flatMap(({ payload }) => payload["asked"] ?? [])).toMatchObject([
      { person: "U-ana" },
      { person: "U-dana" },
    ]);
  });

  test("a replica that was held up tells nothing that another has told meanwhile", async () => {
    const target = newTarget();
    const stores = [await open(target), await open(target)] as const;
    const api = apiOf([task("a"), task("b")]);
    await lookAround(stores[0], api);
    api.put(changed(task("a"), { name: "Theirs" }));
    api.remove("b");
    api.meanwhile = async ({ ids }) => {
      if (ids === undefined) return;
      api.meanwhile = async () => {};
      // First the rest of the round that was held up, then one of its own.
      await lookAround(stores[1], api);
      await lookAround(stores[1], api);
    };
    await lookAround(stores[0], api);

    expect(await told(stores[0])).toEqual(["deleted Task b", "saved Theirs"]);
  });

  test("what has slipped to another page is not gone, nor is anything while the app itself is not found", async () => {
    const store = await open();
    const api = apiOf(Array.from({ length: 300 }, (_, n) => task(`t${n}`)));
    await lookAround(store, api);
    // t128 moves from the second page, which is read next, to the first, which was read already.
    api.meanwhile = async ({ page, ids }) => {
      if (page === 2 && !ids) api.remove("t0");
    };
    await lookAround(store, api);
    // It was on the first page when that was read: the next round misses it.
    expect(await told(store)).toEqual([]);

    api.meanwhile = async ({ id }) => {
      if (id === "t0") throw new TasksApiError({ code: "not_found", statusCode: 11101, call: "GetTask" });
    };
    await lookAround(store, api);
    expect(await told(store)).toEqual([]);

    api.meanwhile = async () => {};
    await lookAround(store, api);
    expect(await told(store)).toEqual(["deleted Task t0"]);
  });

  test("nobody hears of tasks that an admin wants to be quiet about, also where one can be looked at only later", async () => {
    const store = await open();
    const all = Array.from({ length: 10 }, (_, n) => task(`t${n}`));
    const api = apiOf(all);
    await lookAround(store, api);
    for (const { id } of all.slice(0, 6)) api.remove(id);
    await lookAround(store, api);
    expect(await told(store)).toEqual(["tasks.missing"]);
    expect(await store.missingTasks.answerMissing(TEAM, "keep-quiet", "U1")).toBe(true);
    api.meanwhile = async ({ id }) => {
      if (id === "t3") throw new TasksApiError({ code: "unavailable", call: "GetTask" });
    };

    await lookAround(store, api);
    api.meanwhile = async () => {};
    await lookAround(store, api);

    expect(await told(store)).toEqual([]);
    expect(await store.knownTasks.count(TEAM)).toBe(4);
  });

  test("what was deleted here is told whatever else is missing, and what admins say of that; they are asked of the rest alone", async () => {
    const store = await open();
    const all = Array.from({ length: 20 }, (_, n) => task(`t${n}`));
    const api = apiOf(all);
    await lookAround(store, api);
    const deleteHere = async (id: string): Promise<void> => {
      const payload = { tasks: [{ id }] };
      await store.submissions.begin({ ...OURS, id: `s-${id}`, kind: "delete-tasks", payload }, LEASE_MS);
      api.remove(id);
      await store.submissions.settle(`s-${id}`, { status: "done", own: [untoldDeletion("U-lena", id)] }, []);
    };
    const found = async () =>
      (await carryOut(store)).flatMap(({ kind, payload }) =>
        kind === "elsewhere.found" || kind === "tasks.missing"
          ? [{ name: nameIn(payload) ?? kind, by: payload["by"], total: payload["total"] }]
          : [],
      );

    const own = ["t0", "t1", "t2", "t3", "t4", "t5"];
    for (const id of own) await deleteHere(id);
    await lookAround(store, api);
    expect(await found()).toEqual(own.map((id) => ({ name: `Task ${id}`, by: "U-lena" })));

    for (const { id } of all.slice(14)) api.remove(id);
    await deleteHere("t6");
    await lookAround(store, api);
    expect(await found()).toEqual([
      { name: "tasks.missing", total: 13 },
      { name: "Task t6", by: "U-lena" },
    ]);

    await store.missingTasks.answerMissing(TEAM, "keep-quiet", "U1");
    await deleteHere("t7");
    await lookAround(store, api);
    expect(await found()).toEqual([{ name: "Task t7", by: "U-lena" }]);
    expect(await store.knownTasks.count(TEAM)).toBe(6);
  });

  test("no admin is asked about tasks whose deletion here is still under way", async () => {
    const store = await open();
    const all = Array.from({ length: 10 }, (_, n) => task(`t${n}`));
    const api = apiOf(all);
    await lookAround(store, api);
    const deleted = all.slice(0, 6).map(({ id }) => id);
    const payload = { tasks: deleted.map((id) => ({ id })) };
    await store.submissions.begin({ ...OURS, id: "s1", kind: "delete-tasks", payload }, LEASE_MS);
    for (const id of deleted) api.remove(id);
    await lookAround(store, api);
    expect(await told(store)).toEqual([]);

    await store.submissions.settle("s1", { status: "done", own: deleted.map(ownDeletion) }, []);
    await lookAround(store, api);
    expect(await told(store)).toEqual([]);
    expect(await store.knownTasks.count(TEAM)).toBe(4);
  });

  test("what the app does itself is left alone while it is under way, and no news when it is done", async () => {
    const store = await open();
    const [before, after] = [
      task("a"),
      changed(task("a"), { name: "Ours", work: { strategy: "FULL", workers: ["ben"] } }),
    ];
    const api = apiOf([before, task("b")]);
    await lookAround(store, api);
    await store.submissions.begin({ ...OURS, id: "s1", kind: "edit-task", payload: { task: { id: "a" } } }, LEASE_MS);
    api.put(after);
    await lookAround(store, api);
    expect(await told(store)).toEqual([]);

    await store.submissions.settle("s1", { status: "done", own: [ownEdit(before, after)] }, []);
    await store.submissions.begin({ ...OURS, id: "s2", kind: "create-task", payload: {} }, LEASE_MS);
    const made = task("c", madeBy("s2"));
    api.put(made);
    await lookAround(store, api);
    await store.submissions.settle("s2", { status: "done", own: [ownCreation(made)] }, []);
    await store.submissions.begin(
      { ...OURS, id: "s3", kind: "delete-tasks", payload: { tasks: [{ id: "b" }] } },
      LEASE_MS,
    );
    api.remove("b");
    await lookAround(store, api);
    await store.submissions.settle("s3", { status: "done", own: [ownDeletion("b")] }, []);
    await lookAround(store, api);
    expect(await told(store)).toEqual([]);
  });

  test("what was done here and told to nobody is told as theirs who did it, once, and what others did besides is noted as theirs", async () => {
    const store = await open();
    const before = task("a");
    const api = apiOf([before]);
    await lookAround(store, api);
    const renamed = changed(before, { name: "Ours" });
    const urgent = changed(renamed, { priority: "HIGH" });
    const settle = async (id: string, own: OwnChange): Promise<void> => {
      await store.submissions.begin({ ...OURS, id, kind: "edit-task", payload: { task: { id: "a" } } }, LEASE_MS);
      await store.submissions.settle(id, { status: "done", own: [own] }, []);
    };
    const found = async () =>
      (await carryOut(store)).flatMap(({ kind, payload }) =>
        kind === "elsewhere.found" ? [{ by: payload["by"], parts: payload["parts"] }] : [],
      );
    const noted = async () => (await store.history.list({ team: TEAM }, 10)).map(({ about }) => about);

    await settle("s1", untoldEdit("U-lena", before, renamed));
    await settle("s2", ownEdit(renamed, urgent));
    api.put(urgent);
    await lookAround(store, api);
    expect(await found()).toEqual([{ by: "U-lena", parts: ["name"] }]);
    await lookAround(store, api);
    expect(await found()).toEqual([]);
    expect(await noted()).toEqual([]);

    const again = changed(urgent, { name: "Ours again" });
    const told = changed(again, { instructions: "Look twice", priority: "LOW" });
    await settle("s3", untoldEdit("U-lena", urgent, again));
    api.put(told);
    await lookAround(store, api);
    expect(await found()).toEqual([{ by: undefined, parts: ["name", "instructions", "priority"] }]);
    expect(await noted()).toEqual([{ parts: ["instructions", "priority"], added: [], removed: [] }]);

    const theirs = changed(told, { name: "Theirs" });
    await settle("s4", untoldEdit("U-lena", told, changed(told, { name: "Ours" })));
    await settle("s5", untoldEdit("U-mei", changed(told, { name: "Ours" }), theirs));
    api.put(theirs);
    await lookAround(store, api);
    expect(await found()).toEqual([{ by: undefined, parts: ["name"] }]);
    expect(await noted()).toHaveLength(1);
  });

  test("who could not be told of a new task is told of it, also where an edit gives everybody another share before the next round", async () => {
    const store = await open();
    const api = apiOf([]);
    await lookAround(store, api);
    const made = task("c", { ...madeBy("s1"), ...shared("ben", "ana") });
    const wider = changed(made, shared("ben", "ana", "cleo", "dana"));
    await store.submissions.begin({ ...OURS, id: "s1", kind: "create-task", payload: {} }, LEASE_MS);
    const creation = ownCreation(made, { by: "U-lena", untold: ["ana"] });
    await store.submissions.settle("s1", { status: "done", own: [creation] }, []);
    await store.submissions.begin({ ...OURS, id: "s2", kind: "edit-task", payload: { task: { id: "c" } } }, LEASE_MS);
    await store.submissions.settle("s2", { status: "done", own: [ownEdit(made, wider)] }, []);

    api.put(wider);
    await lookAround(store, api);

    const found = (await carryOut(store)).filter(({ kind }) => kind === "elsewhere.found");
    expect(found.map(({ payload }) => ({ by: payload["by"], changes: payload["changes"] }))).toEqual([
      {
        by: "U-lena",
        changes: [{ kind: "added", assignment: { person: "U-ana", role: "worker", fraction: 0.25 } }],
      },
    ]);
    expect(await store.history.list({ team: TEAM }, 10)).toEqual([]);
  });

  test("a change that the app begins while a task is looked at is not told as somebody else’s", async () => {
    const store = await open();
    const api = apiOf([task("a")]);
    await lookAround(store, api);
    api.put(changed(task("a"), { name: "Theirs" }));
    api.meanwhile = async ({ ids }) => {
      if (ids === undefined) return;
      api.meanwhile = async () => {};
      const payload = { task: { id: "a" } };
      await store.submissions.begin({ ...OURS, id: "s1", kind: "edit-task", payload }, LEASE_MS);
      api.put(changed(task("a"), { name: "Ours" }));
    };
    await lookAround(store, api);
    expect(await told(store)).toEqual([]);

    // It came to nothing: what is there is somebody else's after all.
    await store.submissions.settle("s1", { status: "failed" }, []);
    await lookAround(store, api);
    expect(await told(store)).toEqual(["saved Ours"]);
  });

  test("tasks that somebody makes at once are asked for thirty-two at a time, each is told once, and as many followed as can be", async () => {
    const store = await open();
    const api = apiOf([task("a")]);
    await lookAround(store, api);
    for (let nth = 0; nth < 320; nth += 1) api.put(task(`n${nth}`));
    let [pages, more] = [0, 0];
    api.meanwhile = async ({ page, ids }) => {
      if (page !== undefined && ids === undefined) pages += 1;
      else more += 1;
    };
    await lookAround(store, api);

    const all = await told(store);
    expect(pages).toBe(3);
    expect(more).toBe(10);
    expect(new Set(all).size).toBe(320);
    expect(all).toHaveLength(320);
    expect(await store.following.claimDue(TEAM, 1_000, LEASE_MS)).toHaveLength(200);
  });

  test("a page that is older than what is known is no change", async () => {
    const store = await open();
    const [before, after] = [task("a"), changed(task("a"), { name: "Ours" })];
    const api = apiOf([before]);
    await lookAround(store, api);
    await store.submissions.begin({ ...OURS, id: "s1", kind: "edit-task", payload: { task: { id: "a" } } }, LEASE_MS);
    await store.submissions.settle("s1", { status: "done", own: [ownEdit(before, after)] }, []);
    api.meanwhile = async ({ ids }) => {
      if (ids !== undefined) api.put(after);
    };
    await lookAround(store, api);
    expect(await told(store)).toEqual([]);
  });

  test("a copy that somebody makes of a task of the app is new; a second one that a late request made is not", async () => {
    const store = await open();
    const api = apiOf([]);
    await lookAround(store, api);
    const original = task("a", madeBy("s1"));
    await store.submissions.begin({ ...OURS, id: "s1", kind: "create-task", payload: {} }, LEASE_MS);
    await store.submissions.settle("s1", { status: "done", own: [ownCreation(original)] }, []);
    await store.submissions.begin({ ...OURS, id: "s2", kind: "create-task", payload: {} }, LEASE_MS);
    await store.submissions.settle("s2", { status: "failed" }, []);
    await store.submissions.begin({ ...OURS, id: "s2", kind: "create-task", payload: {} }, LEASE_MS);
    await store.submissions.settle("s2", { status: "done", own: [ownCreation(task("c", madeBy("s2")))] }, []);
    for (const each of [original, task("b", madeBy("s1")), task("c", madeBy("s2")), task("d", madeBy("s2"))])
      api.put(each);
    await lookAround(store, api);

    expect(await told(store)).toEqual(["created Task b"]);
  });

  test("while nobody says who people are, nothing is told, and nothing is lost", async () => {
    const store = await open();
    const api = apiOf([task("a")]);
    await lookAround(store, api);
    api.put(changed(task("a"), { name: "Theirs" }));
    slack.answers = false;
    await lookAround(store, api);
    slack.answers = true;
    expect(await told(store)).toEqual([]);

    await lookAround(store, api);
    expect(await told(store)).toEqual(["saved Theirs"]);
  });
});
