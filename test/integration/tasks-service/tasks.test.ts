import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { type Client, clientOf, LONG, openService, partitioned, seed, task } from "./open-service.ts";

describeOnBothEngines("tasks", (newTarget) => {
  let opened: Awaited<ReturnType<typeof openService>>;
  let owner: Client;
  beforeAll(async () => {
    opened = await openService(newTarget(), { batches: { inRequest: 2000, inBackground: 1000 } });
    owner = opened.owner;
    await seed(owner, { inputs: 450 });
  });
  afterAll(async () => {
    expect(opened.errors).toEqual([]);
    await opened.service.close();
  });

  const create = async (change: Record<string, unknown> = {}) => {
    const { http, body } = await owner("POST", "/tasks", { tasks: [task(change)] });
    expect(body.status).toMatchObject({ code: 10000 });
    expect(http).toBe(200);
    return body.tasks[0];
  };

  it("creates a task and gives it back as it was sent", async () => {
    const made = await create({
      metadata: { labeldesk: { v: 1, deep: [{ a: null }] } },
      priority: "HIGH",
      description: "Ä",
    });

    const { body } = await owner("GET", `/tasks/${made.id}`);

    expect(body.task).toEqual(made);
    expect(made).toMatchObject({
      name: "Cats",
      priority: "HIGH",
      description: "Ä",
      metadata: { labeldesk: { v: 1, deep: [{ a: null }] } },
      status: { code: 54001 },
      user_id: "labeldesk",
      app_id: "T1",
      concept_ids: ["cat", "dog"],
      worker: {
        strategy: "FULL",
        workers: [{ user: { id: "ana" } }, { user: { id: "ben" } }],
        users: [{ id: "ana" }, { id: "ben" }],
      },
    });
  });

  it("takes the old spellings and answers in the current one", async () => {
    const made = await create({
      concepts: undefined,
      concept_ids: ["dog"],
      worker: { strategy: "FULL", user_ids: ["ana"] },
      review: { strategy: "CONSENSUS", user_ids: ["cleo"], consensus_strategy_info: { approval_threshold: 1 } },
    });

    expect(made.concepts).toEqual([{ concept: { id: "dog" } }]);
    expect(made.worker.workers).toEqual([{ user: { id: "ana" } }]);
    expect(made.worker.user_ids).toBeUndefined();
    expect(made.review.users).toEqual([{ id: "cleo" }]);
    expect(made.review.consensus_strategy_info).toEqual({ approval_threshold: 1, approval_threshold_labelers: 1 });
  });

  it("answers both path forms alike", async () => {
    const made = await create();

    const short = await owner("GET", `/v2/tasks/${made.id}?user_app_id.user_id=labeldesk&user_app_id.app_id=T1`);
    const alone = await owner("GET", `/v2/tasks/${made.id}`);
    const byBody = await owner("POST", "/v2/tasks", {
      user_app_id: { user_id: "me", app_id: "T1" },
      tasks: [task({ name: "By the short path" })],
    });

    expect(short.body.task).toEqual(made);
    expect(alone.body.task).toEqual(made);
    expect(byBody.body.tasks[0].name).toBe("By the short path");
  });

  it("assigns a weighted partition exactly by the weights", async () => {
    const made = await create({ worker: partitioned(1, ["ana", "ben"], { ana: 9, ben: 1 }) });

    const { body } = await owner("GET", `/tasks/${made.id}/inputs/count`);

    expect(made.status.percent_completed).toBe(100);
    expect(body.counts.map((count: { user_id: string; pending: number }) => [count.user_id, count.pending])).toEqual([
      ["ana", 405],
      ["ben", 45],
    ]);
  });

  it("assigns a partition that is too large for the request in the background", async () => {
    await seed(owner, { inputs: 0, people: Array.from({ length: 8 }, (_, index) => `w${index}`) });
    const workers = Array.from({ length: 8 }, (_, index) => `w${index}`);
    const made = await create({ worker: partitioned(5, workers) });

    await opened.service.idle();

    const { body } = await owner("GET", `/tasks/${made.id}/inputs/count?user_ids=w0&user_ids=w7`);
    const after = await owner("GET", `/tasks/${made.id}`);
    expect(made.status.percent_completed).toBe(0);
    expect(after.body.task.status.percent_completed).toBe(100);
    expect(body.counts).toHaveLength(2);
    for (const { pending } of body.counts) expect(Math.abs(pending - (450 * 5) / 8)).toBeLessThan(1);
  });

  it("counts every input for every worker of a FULL task", async () => {
    const made = await create();

    const { body } = await owner("GET", `/tasks/${made.id}/inputs/count`);

    expect(body.counts).toHaveLength(2);
    expect(body.counts[0]).toMatchObject({
      user_id: "ana",
      worker: { user: { id: "ana" } },
      pending: 450,
      success: 0,
    });
  });

  it("lists by worker, by reviewer and by id, in pages", async () => {
    await seed(owner, { inputs: 0, people: ["dora", "emil"] });
    const first = await create({ name: "1", worker: { strategy: "FULL", workers: [{ user: { id: "dora" } }] } });
    const second = await create({ name: "2", worker: { strategy: "DYNAMIC", workers: [{ user: { id: "dora" } }] } });
    const reviewed = await create({
      review: { strategy: "MANUAL", users: [{ id: "emil" }], manual_strategy_info: { sample_percentage: 0.5 } },
    });
    const ids = async (query: string) =>
      (await owner("GET", `/tasks?${query}`)).body.tasks.map(({ id }: { id: string }) => id);

    expect(await ids("worker_user_ids=dora")).toEqual([second.id, first.id]);
    expect(await ids("worker_user_ids=dora&per_page=1&page=2")).toEqual([first.id]);
    expect(await ids("worker_user_ids=dora&per_page=1&page=3")).toEqual([]);
    expect(await ids("review_user_ids=emil&review_user_ids=nobody")).toEqual([reviewed.id]);
    expect(await ids(`ids=${first.id},${reviewed.id}`)).toEqual([reviewed.id, first.id]);
    expect(await ids("worker_user_ids=nobody")).toEqual([]);
  });

  it("fills in people only when asked to", async () => {
    await owner("POST", "/collaborators", {
      collaborators: [{ user: { id: "fay", first_name: "Fay", user_detail: { primary_email: "fay@example.com" } } }],
    });
    const made = await create({ worker: { strategy: "FULL", workers: [{ user: { id: "fay" } }] } });

    const plain = await owner("GET", `/tasks/${made.id}`);
    const full = await owner("GET", `/tasks/${made.id}?additional_fields=worker.users`);

    expect(plain.body.task.worker.users).toEqual([{ id: "fay" }]);
    expect(full.body.task.worker.users[0]).toMatchObject({
      id: "fay",
      first_name: "Fay",
      primary_email: "fay@example.com",
    });
  });

  it("overwrites the whole task and moves its modification time", async () => {
    const made = await create({ description: "before", metadata: { a: 1 } });

    const { body } = await owner("PATCH", "/tasks", {
      action: "overwrite",
      tasks: [{ ...task({ name: "After" }), id: made.id, status: { code: "TASK_DONE" } }],
    });

    const [changed] = body.tasks;
    expect(changed).toMatchObject({
      id: made.id,
      name: "After",
      status: { code: 54002 },
      created_at: made.created_at,
    });
    expect(changed.description).toBeUndefined();
    expect(changed.metadata).toBeUndefined();
    expect(changed.modified_at > made.modified_at).toBe(true);
  });

  it("takes back what it gave: an overwrite with its own answer changes nothing", async () => {
    const made = await create({
      worker: partitioned(2, ["ana", "ben", "cleo"], { ana: 1, ben: 1, cleo: 2 }),
      review: {
        strategy: "CONSENSUS",
        users: [{ id: "ana" }],
        consensus_strategy_info: { approval_threshold_labelers: 2, approval_threshold_reviewers: -1 },
      },
    });

    const { body } = await owner("PATCH", "/tasks", { action: "overwrite", tasks: [made] });

    expect({ ...body.tasks[0], modified_at: "" }).toEqual({ ...made, modified_at: "" });
  });

  it("deletes all of the named tasks or none", async () => {
    const first = await create();
    const second = await create();

    const refused = await owner("DELETE", "/tasks", { ids: [first.id, "nobody"] });
    const kept = await owner("GET", `/tasks/${first.id}`);
    const done = await owner("DELETE", "/tasks", { ids: [first.id, second.id] });
    const gone = await owner("GET", `/tasks/${first.id}`);

    expect([refused.http, refused.body.status.code]).toEqual([404, 54102]);
    expect(refused.body.status.details).toContain("nobody");
    expect(kept.http).toBe(200);
    expect(done.http).toBe(200);
    expect([gone.http, gone.body.status.code]).toEqual([404, 54102]);
  });

  it.each([
    [
      "a weight above the limit",
      { worker: partitioned(2, ["ana", "ben", "cleo"], { ana: 51, ben: 25, cleo: 24 }) },
      "ana",
    ],
    ["more workers per input than workers", { worker: partitioned(3, ["ana", "ben"]) }, "workers_per_input"],
    ["a missing weight", { worker: partitioned(1, ["ana", "ben"], { ana: 1 }) }, "ben"],
    ["a negative weight", { worker: partitioned(1, ["ana", "ben"], { ana: 1, ben: -1 }) }, "ben"],
    ["weights of zero", { worker: partitioned(1, ["ana", "ben"], { ana: 0, ben: 0 }) }, "zero"],
    ["a stranger as worker", { worker: partitioned(1, ["zoe"]) }, "zoe"],
    ["an unknown concept", { concepts: [{ concept: { id: "unicorn" } }] }, "unicorn"],
    ["an unknown dataset", { input_source: { type: "DATASET", id: "nothing" } }, "nothing"],
    ["an unknown saved search", { input_source: { type: "SAVED_SEARCH", id: "nothing" } }, "nothing"],
    ["a dataset without id", { input_source: { type: "DATASET" } }, "id"],
    [
      "a sample above 1",
      { review: { strategy: "MANUAL", manual_strategy_info: { sample_percentage: 1.5 } } },
      "sample_percentage",
    ],
    [
      "an impossible reviewer threshold",
      { review: { strategy: "CONSENSUS", consensus_strategy_info: { approval_threshold_reviewers: 3 } } },
      "-1",
    ],
  ])("refuses %s", async (_what, change, word) => {
    const { http, body } = await owner("POST", "/tasks", { tasks: [task(change)] });

    expect([http, body.status.code]).toEqual([400, 11102]);
    expect(body.status.details).toContain(word);
  });

  it("refuses what is no message of the protocol, and says what to mend", async () => {
    const answers = [
      await owner("POST", "/tasks", { tasks: [task({ wroker: {} })] }),
      await owner("POST", "/tasks", { tasks: [task({ priority: "URGENT" })] }),
      await owner("POST", "/tasks", { tasks: [task({ name: 7 })] }),
      await owner("POST", "/tasks", { tasks: [task({ name: "a\0b" })] }),
      await owner("GET", "/tasks?colour=red"),
      await owner("GET", "/tasks?page=x"),
    ];

    for (const { http, body } of answers) expect([http, body.status.code]).toEqual([400, 11100]);
    expect(answers[0]?.body.status.details).toContain("tasks[0].wroker");
    expect(answers[1]?.body.status.details).toContain("LOW, MEDIUM, HIGH");
  });

  it("refuses broken JSON, unknown paths and wrong methods with the vendor's codes", async () => {
    const send = async (method: string, path: string, body?: string) => {
      const response = await opened.service.fetch(
        new Request(`http://tasks.test${path}`, {
          method,
          headers: { Authorization: `Key ${opened.key}` },
          ...(body && { body }),
        }),
      );
      const json = await response.json();
      return [response.status, json.status.code];
    };

    expect(await send("POST", `${LONG}/tasks`, '{"tasks": [')).toEqual([400, 11100]);
    expect(await send("POST", `${LONG}/tasks`, "[]")).toEqual([400, 11100]);
    expect(await send("GET", `${LONG}/nothing`)).toEqual([404, 11101]);
    expect(await send("PUT", `${LONG}/tasks`, "{}")).toEqual([405, 11103]);
    expect(await send("GET", "/v2/users/labeldesk/apps/T2/tasks")).toEqual([404, 11101]);
  });

  it("refuses requests without a key and with one that is nobody's", async () => {
    const stranger = await clientOf(opened.service, "nobody")("GET", "/tasks");
    const response = await opened.service.fetch(new Request(`http://tasks.test${LONG}/tasks`));
    const none = await response.json();

    expect([stranger.http, stranger.body.status.code]).toEqual([401, 11008]);
    expect([response.status, none.status.code]).toEqual([401, 11009]);
  });
});
