import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Client, clientOf, openService, seed } from "../../integration/tasks-service/open-service.ts";

/**
 * The calls that the vendor's public guides show for tasks and their annotations, in their old and their current spellings. Every answer is
 * judged by the protocol definition (the client of these tests does that); here stands what the guides say that comes back.
 */
describe("the vendor's public examples", () => {
  let opened: Awaited<ReturnType<typeof openService>>;
  let owner: Client;
  beforeAll(async () => {
    opened = await openService({ kind: "sqlite", path: ":memory:" });
    owner = opened.owner;
    await seed(owner, { inputs: 20, people: ["worker1", "worker2", "worker3", "reviewer1"], concepts: ["sun"] });
  });
  afterAll(() => opened.service.close());

  const base = {
    type: "CONCEPTS_CLASSIFICATION",
    name: "Annotate sun",
    concept_ids: ["sun"],
    input_source: { type: "ALL_INPUTS" },
    sample_ms: 1000,
    review: { strategy: "NONE" },
  };
  const create = async (path: string, task: Record<string, unknown>, extra: Record<string, unknown> = {}) => {
    const { http, body } = await owner("POST", path, { ...extra, tasks: [{ ...base, ...task }] });
    expect([http, body.status]).toEqual([200, expect.objectContaining({ code: 10000 })]);
    return body.tasks[0];
  };

  it("creates a non-assigned task", async () => {
    const task = await create(
      "/v2/tasks",
      { worker: { strategy: "FULL" } },
      { user_app_id: { user_id: "labeldesk", app_id: "T1" } },
    );

    expect(task).toMatchObject({
      worker: { strategy: "FULL" },
      concepts: [{ concept: { id: "sun" } }],
      status: { code: 54001 },
    });
  });

  it.each([
    ["the oldest spelling", { user_ids: ["worker1"] }, { user_ids: ["reviewer1"] }],
    ["the middle spelling", { users: [{ id: "worker1" }] }, { users: [{ id: "reviewer1" }] }],
    ["the current spelling", { workers: [{ user: { id: "worker1" } }] }, { users: [{ id: "reviewer1" }] }],
  ])("creates an assigned task in %s", async (_spelling, worker, review) => {
    const task = await create("/tasks", {
      worker: { strategy: "FULL", ...worker },
      review: { strategy: "MANUAL", manual_strategy_info: { sample_percentage: 0.5 }, ...review },
    });

    expect(task.worker.workers).toEqual([{ user: { id: "worker1" } }]);
    expect(task.review).toMatchObject({
      users: [{ id: "reviewer1" }],
      manual_strategy_info: { sample_percentage: 0.5 },
    });
  });

  it("creates a partitioned task, 90 to 10", async () => {
    const task = await create("/tasks", {
      worker: {
        strategy: "PARTITIONED",
        user_ids: ["worker1", "worker2"],
        partitioned_strategy_info: { type: "WEIGHTED", workers_per_input: 1, weights: { worker1: 90, worker2: 10 } },
      },
      review: { strategy: "MANUAL", manual_strategy_info: { sample_percentage: 0.5 }, user_ids: ["reviewer1"] },
    });

    const { body } = await owner("GET", `/tasks/${task.id}/inputs/count`);
    expect(body.counts.map(({ pending }: { pending: number }) => pending)).toEqual([18, 2]);
  });

  it("creates a task with consensus review", async () => {
    const task = await create("/tasks", {
      worker: {
        strategy: "PARTITIONED",
        user_ids: ["worker1", "worker2", "worker3"],
        partitioned_strategy_info: {
          type: "WEIGHTED",
          workers_per_input: 3,
          weights: { worker1: 1, worker2: 1, worker3: 1 },
        },
      },
      review: { strategy: "CONSENSUS", consensus_strategy_info: { approval_threshold: 2 }, user_ids: ["reviewer1"] },
    });

    expect(task.review.consensus_strategy_info).toMatchObject({
      approval_threshold: 2,
      approval_threshold_labelers: 2,
    });
  });

  it("gets, lists, lists by worker and for review, updates and deletes", async () => {
    const task = await create("/tasks", {
      worker: { strategy: "FULL", user_ids: ["worker3"] },
      review: { strategy: "MANUAL", manual_strategy_info: { sample_percentage: 1 }, user_ids: ["reviewer1"] },
    });
    const listed = async (query: string) =>
      (await owner("GET", `/tasks?${query}`)).body.tasks.map(({ id }: { id: string }) => id);

    const got = await owner("GET", `/tasks/${task.id}?additional_fields=all`);
    const updated = await owner("PATCH", "/tasks", {
      action: "overwrite",
      tasks: [{ ...base, id: task.id, name: "Annotate moon", worker: { strategy: "FULL", user_ids: ["worker2"] } }],
    });

    expect(got.body.task.metrics.input_source.inputs_count_estimated).toBe(20);
    expect(updated.body.tasks[0]).toMatchObject({
      name: "Annotate moon",
      worker: { workers: [{ user: { id: "worker2" } }] },
    });
    expect(await listed("page=1&per_page=100")).toContain(task.id);
    expect(await listed("worker_user_ids=worker2")).toContain(task.id);
    expect(await listed("worker_user_ids=worker3")).not.toContain(task.id);
    expect(await listed("review_user_ids=reviewer1")).not.toContain(task.id);
    expect((await owner("DELETE", "/tasks", { ids: [task.id] })).body.status.code).toBe(10000);
    expect(await listed("per_page=1000")).not.toContain(task.id);
  });

  it("annotates: adds, lists, changes and deletes labels", async () => {
    const task = await create("/tasks", { worker: { strategy: "FULL", user_ids: ["worker1"] } });
    const added = await owner("POST", "/annotations", {
      annotations: [
        { input_id: "input-0", task_id: task.id, user_id: "worker1", data: { concepts: [{ id: "sun", value: 1 }] } },
        { input_id: "input-1", data: { concepts: [{ id: "sun", value: 0 }] }, annotation_info: { shift: "night" } },
      ],
    });
    const [first, second] = added.body.annotations;

    const ofTask = await owner(
      "GET",
      `/annotations?task_id=${task.id}&user_ids=worker1&list_all_annotations=true&statuses=24151`,
    );
    const ofInput = await owner("GET", "/annotations?input_ids=input-1");
    const one = await owner("GET", `/inputs/input-0/annotations/${first.id}`);
    const changed = await owner("PATCH", "/annotations", {
      action: "merge",
      annotations: [{ id: first.id, input_id: "input-0", data: { concepts: [{ id: "sun", value: 0 }] } }],
    });
    const gone = await owner("DELETE", `/inputs/input-1/annotations/${second.id}`);

    expect(added.body.annotations.map(({ status }: { status: { code: number } }) => status.code)).toEqual([
      24151, 24150,
    ]);
    expect(ofTask.body.annotations.map(({ id }: { id: string }) => id)).toEqual([first.id]);
    expect(ofInput.body.annotations.map(({ id }: { id: string }) => id)).toEqual([second.id]);
    expect(one.body.annotation).toEqual(first);
    expect(changed.body.annotations[0].data.concepts).toEqual([{ id: "sun", value: 0 }]);
    expect(gone.http).toBe(200);
    expect((await owner("GET", "/annotations?input_ids=input-1")).body.annotations).toEqual([]);
  });

  it("answers throttled clients with 429 and when to come back, each key for itself", async () => {
    const small = await openService({ kind: "sqlite", path: ":memory:" }, { rateLimit: { burst: 3, perSecond: 1 } });
    try {
      const { key } = await small.service.ensureOwner("labeldesk", "a-key-that-outlives-the-process");
      const client = clientOf(small.service, key);
      for (let request = 0; request < 3; request += 1) expect((await client("GET", "/tasks")).http).toBe(200);

      const refused = await client("GET", "/tasks");
      small.clock.at = new Date(small.clock.at.getTime() + 1000);
      const again = await client("GET", "/tasks");

      expect([refused.http, refused.body.status.code, refused.headers.get("retry-after")]).toEqual([429, 11005, "1"]);
      expect(again.http).toBe(200);
      expect((await small.owner("GET", "/tasks")).http).toBe(200);
    } finally {
      await small.service.close();
    }
  });
});
