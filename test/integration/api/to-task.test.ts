import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readTasks } from "../../../src/api/to-task.ts";
import type { JsonObject } from "../../../src/domain/json.ts";
import type { Task } from "../../../src/domain/task.ts";
import { connect } from "./client.ts";
import { type OddServer, ok, startOddServer } from "./odd-server.ts";

let server: OddServer;
beforeAll(async () => {
  server = await startOddServer();
});
afterAll(() => server.close());

function readBack(task: JsonObject): Promise<Task> {
  server.script(ok({ task: { id: "t1", ...task } }));
  return connect(server.baseUrl).getTask("t1", "interactive");
}

describe("all spellings are read", () => {
  test.each<[string, JsonObject]>([
    ["workers", { workers: [{ user: { id: "ana" } }, { user: { id: "ben" } }] }],
    ["users", { users: [{ id: "ana" }, { id: "ben" }] }],
    ["user_ids", { user_ids: ["ana", "ben"] }],
    ["empty newer lists", { workers: [], users: null, user_ids: ["ana", "ben"] }],
    [
      "all at once",
      { workers: [{ user: { id: "ana" } }, { user: { id: "ben" } }], users: [{ id: "old" }], user_ids: ["old"] },
    ],
  ])("workers as %s", async (_spelling, worker) => {
    const task = await readBack({ worker: { strategy: "DYNAMIC", ...worker } });

    expect(task.work).toEqual({ strategy: "DYNAMIC", workers: ["ana", "ben"] });
  });

  test.each<[string, JsonObject]>([
    ["users", { users: [{ id: "rev" }] }],
    ["user_ids", { user_ids: ["rev"] }],
    ["both", { users: [{ id: "rev" }], user_ids: ["old"] }],
  ])("reviewers as %s", async (_spelling, review) => {
    const task = await readBack({
      review: { strategy: "MANUAL", manual_strategy_info: { sample_percentage: 0.25 }, ...review },
    });

    expect(task.review).toEqual({ strategy: "MANUAL", reviewers: ["rev"], sample: 0.25 });
  });

  test.each<[string, JsonObject]>([
    ["concepts", { concepts: [{ concept: { id: "cat" } }, { concept: { id: "dog" } }] }],
    ["concept_ids", { concept_ids: ["cat", "dog"] }],
    ["both", { concepts: [{ concept: { id: "cat" } }, { concept: { id: "dog" } }], concept_ids: ["old"] }],
  ])("concepts as %s", async (_spelling, task) => {
    expect((await readBack(task)).concepts).toEqual(["cat", "dog"]);
  });

  test.each<[string, JsonObject, number, string]>([
    ["the current names", { approval_threshold_labelers: 2, approval_threshold_reviewers: -1 }, 2, "ALL"],
    ["the old name", { approval_threshold: 3, approval_threshold_reviewers: 1 }, 3, "ONE"],
    ["both names", { approval_threshold_labelers: 2, approval_threshold: 3 }, 2, "ONE"],
    ["an explicit 0", { approval_threshold_labelers: 0, approval_threshold: 3 }, 0, "ONE"],
    ["nothing", {}, 0, "ONE"],
  ])("thresholds as %s", async (_spelling, info, labelersMustAgree, reviewersMustApprove) => {
    const task = await readBack({ review: { strategy: "CONSENSUS", user_ids: ["r"], consensus_strategy_info: info } });

    expect(task.review).toEqual({ strategy: "CONSENSUS", reviewers: ["r"], labelersMustAgree, reviewersMustApprove });
  });
});

describe("what is left out or unknown", () => {
  test("a task of which only the id is told reads as nothing that nobody has said", async () => {
    expect(await readBack({})).toEqual({
      id: "t1",
      name: "",
      instructions: "",
      type: "TYPE_NOT_SET",
      status: "UNKNOWN",
      concepts: [],
      inputSource: { type: "UNKNOWN" },
      work: { strategy: "NOT_SET", workers: [] },
      review: { strategy: "NONE" },
      metadata: {},
      raw: { id: "t1" },
    });
  });

  test("nulls read as left out", async () => {
    const task = await readBack({
      name: null,
      worker: null,
      review: null,
      concepts: null,
      status: null,
      priority: null,
    });

    expect(task).toMatchObject({ name: "", status: "UNKNOWN", concepts: [], review: { strategy: "NONE" } });
  });

  test("names and numbers of enums that this app does not know are told as unknown", async () => {
    const task = await readBack({
      type: "HOLOGRAM",
      priority: 9,
      status: { code: 54999 },
      worker: { strategy: "LOTTERY", workers: [{ user: { id: "ana" } }] },
      review: { strategy: "ORACLE" },
      input_source: { type: "STREAM" },
    });

    expect(task).toMatchObject({ type: "UNKNOWN", status: "UNKNOWN", priority: "UNKNOWN" });
    expect(task.work).toEqual({ strategy: "UNKNOWN", workers: ["ana"] });
    expect(task.review).toEqual({ strategy: "UNKNOWN", reviewers: [] });
    expect(task.inputSource).toEqual({ type: "UNKNOWN" });
  });

  test.each([
    [54001, "IN_PROGRESS"],
    [54002, "DONE"],
    [54003, "WONT_DO"],
    [54005, "FAILED"],
    [54006, "IDLE"],
    ["TASK_DONE", "DONE"],
  ])("status code %s reads as %s", async (code, status) => {
    expect((await readBack({ status: { code } })).status).toBe(status);
  });

  test("what the other side says about the state comes along", async () => {
    expect((await readBack({ status: { code: 54001, details: "2 inputs wait for you." } })).note).toBe(
      "2 inputs wait for you.",
    );
    expect(await readBack({ status: { code: 54001, details: "" } })).not.toHaveProperty("note");
  });

  test("a worker that is a model is no account", async () => {
    const task = await readBack({ worker: { workers: [{ model: { id: "m" } }, { user: { id: "ana" } }] } });

    expect(task.work.workers).toEqual(["ana"]);
  });

  test("an even partition has no weights, a weighted one has those that are numbers", async () => {
    const even = await readBack({ worker: { strategy: "PARTITIONED", partitioned_strategy_info: { type: "EVENLY" } } });
    const weighted = await readBack({
      worker: {
        strategy: "PARTITIONED",
        user_ids: ["a", "b"],
        partitioned_strategy_info: { type: "WEIGHTED", workers_per_input: 2, weights: { a: 9, b: 1, c: "x" } },
      },
    });

    expect(even.work).toEqual({ strategy: "PARTITIONED", workers: [], workersPerInput: 1 });
    expect(weighted.work).toMatchObject({ workersPerInput: 2, weights: { a: 9, b: 1 } });
  });

  test("a weight is read whatever its worker is called", async () => {
    const weights = { ["__proto__"]: 9, constructor: 1 };
    const task = await readBack({
      worker: {
        strategy: "PARTITIONED",
        user_ids: ["__proto__", "constructor"],
        partitioned_strategy_info: { type: "WEIGHTED", workers_per_input: 1, weights },
      },
    });

    expect(task.work.strategy === "PARTITIONED" && Object.entries(task.work.weights ?? {})).toEqual([
      ["__proto__", 9],
      ["constructor", 1],
    ]);
  });

  test("metrics are read from numbers and from text, and are absent unless told", async () => {
    const task = await readBack({
      metrics: {
        work: { inputs_percent_estimated: 48 },
        review: {},
        input_source: { inputs_count_estimated: "450" },
      },
    });

    expect(task.metrics).toEqual({
      inputsEstimated: 450,
      workPercent: 48,
      reviewPercent: 0,
    });
    expect((await readBack({})).metrics).toBeUndefined();
  });

  test("raw is exactly what was sent", async () => {
    const sent = {
      id: "t1",
      future: { deep: [1, { x: null }] },
      metadata: { theirs: true },
      sample_ms: 40,
      ["__proto__"]: { a: 1 },
    };

    const task = await readBack(sent);

    expect(JSON.stringify(task.raw)).toBe(JSON.stringify(sent));
    expect(task.metadata).toEqual({ theirs: true });
    expect(task.sampleMs).toBe(40);
  });
});

describe("a page of tasks with thousands of people each", () => {
  // Several times what is read in one turn, also on a machine that is faster than most.
  const ids = Array.from({ length: 8_000 }, (_, n) => `user-${n}`);
  const users = ids.map((id) => ({ id }));
  const worker = { strategy: "DYNAMIC", workers: users.map((user) => ({ user })), users, user_ids: ids };
  const page = Array.from({ length: 128 }, (_, n): JsonObject => ({ id: `t${n}`, worker }));

  test("is read while others have their turns", async () => {
    let turns = 0;
    const countTurn = (): void => {
      turns += 1;
      turn = setImmediate(countTurn);
    };
    let turn = setImmediate(countTurn);

    const tasks = await readTasks("ListTasks", page);
    clearImmediate(turn);

    expect(turns).toBeGreaterThan(2);
    expect(tasks.map(({ work }) => "workers" in work && work.workers.length)).toEqual(page.map(() => ids.length));
  });

  test("is refused where one of them is not as the API writes it, in words that say where", async () => {
    const odd = { id: "odd", worker: { ...worker, users: [{ id: "ana" }, { id: 7 }] } };

    await expect(readTasks("ListTasks", [...page.slice(0, 2), odd])).rejects.toMatchObject({
      code: "bad_answer",
      message: expect.stringContaining("at tasks.2.worker.users.1"),
    });
  });
});
