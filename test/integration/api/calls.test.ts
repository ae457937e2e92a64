import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { checkConnection } from "../../../src/api/check-connection.ts";
import { createKeyOwner } from "../../../src/api/create-key-owner.ts";
import type { KeyOwner, TasksGateway } from "../../../src/services/ports.ts";
import { connect, errorOf, KEY, quick } from "./client.ts";
import { json, type OddServer, ok, type Reply, refusal, silence, startOddServer } from "./odd-server.ts";

let server: OddServer;
let api: TasksGateway;
beforeAll(async () => {
  server = await startOddServer();
  // Also the proof that the client fits the services' port: `src/api` may not import it.
  api = connect(server.baseUrl) satisfies TasksGateway;
});
afterAll(() => server.close());

const app = "/v2/users/lead/apps/app%201";
const many = (count: number, from = 0): { id: string }[] =>
  Array.from({ length: count }, (_, at) => ({ id: `x${from + at}` }));

/** Answers pages out of one long list. */
const pagesOf =
  (field: string, items: readonly unknown[]): Reply =>
  (request, response) => {
    const perPage = Number(request.query.get("per_page"));
    const from = (Number(request.query.get("page")) - 1) * perPage;
    ok({ [field]: items.slice(from, from + perPage) })(request, response);
  };

describe("listing tasks", () => {
  test("filters travel as repeated parameters, and a full page may have more behind it", async () => {
    server.script(ok({ tasks: many(2) }));

    const page = await api.listTasks({
      page: 3,
      perPage: 2,
      workers: ["a&b", "c"],
      reviewers: ["r"],
      haste: "interactive",
    });

    expect(page.items.map(({ id }) => id)).toEqual(["x0", "x1"]);
    expect(page.hasMore).toBe(true);
    expect(server.seen[0]?.path).toBe(`${app}/tasks`);
    expect([...(server.seen[0]?.query ?? [])]).toEqual([
      ["page", "3"],
      ["per_page", "2"],
      ["worker_user_ids", "a&b"],
      ["worker_user_ids", "c"],
      ["review_user_ids", "r"],
    ]);
  });

  test("a list left out of the answer is an empty last page", async () => {
    server.script(ok());

    expect(await api.listTasks({ page: 1, perPage: 20, haste: "interactive" })).toEqual({ items: [], hasMore: false });
  });

  test("an empty filter matches nobody and asks nobody", async () => {
    server.script(ok({ tasks: many(1) }));

    const page = await api.listTasks({ page: 1, perPage: 20, workers: [], haste: "interactive" });

    expect(page).toEqual({ items: [], hasMore: false });
    expect(server.seen).toHaveLength(0);
  });

  test("metrics are asked for on request", async () => {
    server.script(ok());

    await connect(server.baseUrl).listTasks({ page: 1, perPage: 20, haste: "interactive", withMetrics: true });

    expect(server.seen[0]?.query.getAll("additional_fields")).toContain("metrics.work.inputs_percent_estimated");
  });
});

describe("looking for a submission", () => {
  const withSubmission = (id: string, submission: string, created_at: string) => ({
    id,
    created_at,
    metadata: { labeldesk: { v: 1, submission } },
  });

  test("finds it on a later page and stops there", async () => {
    const tasks: unknown[] = [...many(900)];
    tasks[300] = withSubmission("found", "s1", "2024-01-01T00:00:00Z");
    server.script(pagesOf("tasks", tasks));

    expect((await api.findBySubmission("s1"))?.id).toBe("found");
    expect(server.seen.length).toBeLessThanOrEqual(5);
  });

  test("takes the newest of one page", async () => {
    const tasks = ["2024-01-01T00:00:00Z", "2024-03-01T00:00:00Z", "2024-02-01T00:00:00Z"];
    server.script(
      pagesOf(
        "tasks",
        tasks.map((at, index) => withSubmission(`t${index}`, "s1", at)),
      ),
    );

    expect((await api.findBySubmission("s1"))?.id).toBe("t1");
  });

  test("is not misled by metadata of others", async () => {
    const tasks = [{}, { labeldesk: null }, { labeldesk: "s1" }, { labeldesk: { submission: ["s1"] } }];
    server.script(
      pagesOf(
        "tasks",
        tasks.map((metadata, index) => ({ id: `t${index}`, metadata })),
      ),
    );

    expect(await api.findBySubmission("s1")).toBeUndefined();
    expect(server.seen).toHaveLength(1);
  });

  test("gives up in time", async () => {
    server.script(silence);

    const error = await errorOf(api.findBySubmission("s1", { timeoutMs: 60 }));

    expect(error.code).toBe("timed_out");
  });

  test("does not say that there is none while there are tasks it has not seen", async () => {
    server.script(ok({ tasks: many(128) }));

    const error = await errorOf(connect(server.baseUrl, { backgroundMs: 10_000 }).findBySubmission("s1"));

    expect(error.code).toBe("timed_out");
    expect(server.seen).toHaveLength(100);
  });
});

describe("counting", () => {
  test("inputs of the app", async () => {
    server.script(ok({ counts: { processed: 450, to_process: 3 } }));

    expect(await api.countInputs("interactive")).toBe(450);
    expect(server.seen[0]?.path).toBe(`${app}/inputs/status`);
  });

  test.each([
    [0, 1000, 0],
    [127, 1000, 127],
    [128, 1000, 128],
    [700, 1000, 700],
    [1000, 1000, 1000],
    [1001, 1000, undefined],
    [5000, 1000, undefined],
    [1, 0, undefined],
  ])("a dataset of %i inputs with a cap of %i", async (inputs, cap, expected) => {
    server.script(pagesOf("dataset_inputs", many(inputs)));

    expect(await api.countDatasetInputs("d/1", cap, "background")).toBe(expected);
    expect(server.seen[0]?.path).toBe(`${app}/datasets/d%2F1/inputs`);
    expect(server.seen.length).toBeLessThanOrEqual(Math.floor(cap / 128) + 1);
  });

  test("work per worker, with counts at 0 left out", async () => {
    server.script(
      ok({
        counts: [
          { worker: { user: { id: "ana" } }, pending: 4, awaiting_review: 1, awaiting_consensus_review: 2, success: 3 },
          { user_id: "ben", review_denied: 1 },
          { worker: { model: { id: "m" } }, pending: 9 },
        ],
      }),
    );

    expect(await api.countWork("t", "interactive")).toEqual([
      { accountId: "ana", pending: 4, awaitingReview: 1, awaitingConsensusReview: 2, success: 3, reviewDenied: 0 },
      { accountId: "ben", pending: 0, awaitingReview: 0, awaitingConsensusReview: 0, success: 0, reviewDenied: 1 },
    ]);
  });
});

describe("concepts", () => {
  const searched: Reply = (request, response) => {
    const found = [
      { id: "cat", name: "cat" },
      { id: "vendor", name: "cathedral", app_id: "main" },
    ];
    const listed = [{ id: "bobcat", name: "Bobcat" }, { id: "cat", name: "cat" }, { id: "dog" }];
    ok({ concepts: request.method === "POST" ? found : listed })(request, response);
  };

  test("without a text are listed, named by their id where they have no name", async () => {
    server.script(searched);

    const found = await api.searchConcepts(" ", "interactive");

    expect(found).toContainEqual({ id: "dog", name: "dog" });
    expect(server.seen.map(({ method }) => method)).toEqual(["GET"]);
  });

  test("are found by the beginning of their name, or by what it holds; the vendor's own are left out", async () => {
    server.script(searched);

    const found = await api.searchConcepts("cat*", "interactive");

    expect(found.map(({ id }) => id)).toEqual(["cat", "bobcat"]);
    const search = server.seen.find(({ method }) => method === "POST");
    expect(search?.body).toEqual({ concept_query: { name: "cat*" }, pagination: { page: 1, per_page: 100 } });
  });

  const a = { id: "a", name: "A" };
  const b = { id: "b", name: "B" };

  test.each([
    ["a refusal", refusal(400, 40003)],
    ["a conflict", refusal(409, 40010)],
    ["a mixed answer", refusal(200, 10010, { concepts: [b] })],
  ])("that exist already are no error, after %s", async (_what, reply) => {
    server.script(reply, ok({ concepts: [a] }), ok());

    await api.createConcepts([a, b]);

    expect(server.seen.map(({ method }) => method)).toEqual(["POST", "GET", "POST"]);
    expect(server.seen[2]?.body).toEqual({ concepts: [b] });
  });

  test("that were refused for another reason are an error", async () => {
    server.script(refusal(400, 40003), ok({ concepts: [] }));

    expect((await errorOf(api.createConcepts([a]))).description).toBe("Refused");
  });
});

describe("people", () => {
  const collaborators = [
    { id: "c1", user: { id: "ana", first_name: "Ana", last_name: "Lopez", primary_email: "ana@old.test" } },
    { id: "c2", user: { id: "ben", user_detail: { primary_email: "ben@new.test" }, primary_email: "" } },
    { id: "c3", user: { id: "gone" }, deleted_at: "2024-01-01T00:00:00Z" },
    { id: "c4", user: { id: "ana" } },
    { id: "c5" },
  ];

  test("are the owner and the collaborators, each once, with the e-mail from either place", async () => {
    server.script(ok({ collaborators, app_owner: { id: "lead" } }));

    expect(await api.listAccounts("interactive")).toEqual([
      { id: "lead" },
      { id: "ana", email: "ana@old.test", name: "Ana Lopez" },
      { id: "ben", email: "ben@new.test" },
    ]);
  });

  test("who collaborate already are no error", async () => {
    server.script(refusal(400, 11102), ok({ collaborators }), ok());

    await api.addCollaborators(["ana", "new"]);

    expect(server.seen[2]?.body).toEqual({ collaborators: [{ user: { id: "new" } }] });
  });

  test("a key tells whose it is, by the reserved id", async () => {
    server.script(ok({ user: { id: "ana", user_detail: { primary_email: "ana@x.test" } } }));
    const keyOwner: KeyOwner = createKeyOwner({ baseUrl: server.baseUrl, limits: quick });

    expect(await keyOwner("other-key")).toEqual({ id: "ana", email: "ana@x.test" });
    expect(server.seen[0]).toMatchObject({ path: "/v2/users/me", authorization: "Key other-key" });
  });

  test("a key that is nobody's", async () => {
    server.script(refusal(401, 11009));

    const error = await errorOf(createKeyOwner({ baseUrl: server.baseUrl, limits: quick })("x"));

    expect(error.code).toBe("unauthorized");
  });
});

describe("checking the connection", () => {
  const check = () => checkConnection({ baseUrl: server.baseUrl, key: KEY, userId: "lead", appId: "a", limits: quick });

  test("names the owner and the app", async () => {
    server.script((request, response) =>
      ok(request.path.endsWith("/apps/a") ? { app: { id: "a", name: "Lunch" } } : { user: { id: "lead" } })(
        request,
        response,
      ),
    );

    expect(await check()).toEqual({ owner: { id: "lead" }, app: { id: "a", name: "Lunch" } });
  });

  test("says what is wrong", async () => {
    server.script(json({ status: { code: 11009, description: "API key not found" } }, 401));

    expect((await errorOf(check())).code).toBe("unauthorized");
  });
});

describe("listings beyond one page", () => {
  test("datasets are named by their id, searches by their name", async () => {
    server.script(pagesOf("datasets", many(300)));
    const datasets = await api.listDatasets("background");
    server.script(pagesOf("searches", [{ id: "s", name: "Sunny" }]));
    const searches = await api.listSavedSearches("background");

    expect(datasets).toHaveLength(300);
    expect(datasets[299]).toEqual({ id: "x299", name: "x299" });
    expect(searches).toEqual([{ id: "s", name: "Sunny" }]);
  });
});
