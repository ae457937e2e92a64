import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { checkConnection } from "../../src/api/check-connection.ts";
import { createKeyOwner } from "../../src/api/create-key-owner.ts";
import { createTasksApi, type TasksApi } from "../../src/api/create-tasks-api.ts";
import { writeTask } from "../../src/api/write-task.ts";
import type { JsonObject } from "../../src/domain/json.ts";
import type { TaskChanges, TaskSpec } from "../../src/domain/task.ts";
import { type OddServer, ok, refusal, type SeenRequest, startOddServer } from "../integration/api/odd-server.ts";
import { anyChanges, anyId, anySpec, anyText } from "./any-spec.ts";
import { findCall, problemsOf, queryProblemsOf } from "./protocol.ts";

/** Every request that the client can send is a valid call of the vendor's protocol: path, query and body. */

const options = { key: "key", userId: "lead", appId: "app" };
let server: OddServer;
let api: TasksApi;
beforeAll(async () => {
  server = await startOddServer();
  api = createTasksApi({ ...options, baseUrl: server.baseUrl });
});
afterAll(() => server.close());

function problemsOfRequest({ method, path, query, body }: SeenRequest): string[] {
  const call = findCall(method, path);
  if (call === undefined) return [`${method} ${path}: no call of the protocol`];
  return [...queryProblemsOf(call.requestType, query), ...problemsOf(call.requestType, body ?? {})];
}

const callNames = (): (string | undefined)[] => server.seen.map(({ method, path }) => findCall(method, path)?.rpc);

/** What everything can be answered with: one of each. */
const one = ok({
  task: { id: "t" },
  tasks: [{ id: "t" }],
  counts: {},
  user: { id: "u" },
  app: { id: "a" },
});

const anyIds = fc.uniqueArray(anyId, { minLength: 1, maxLength: 4 });
const anyHaste = fc.constantFrom("interactive" as const, "background" as const);

/** Runs one call with any arguments and judges all the requests that it sends. */
async function judge<T>(anyArguments: fc.Arbitrary<T>, send: (given: T) => Promise<unknown>): Promise<void> {
  const check = async (given: T): Promise<void> => {
    server.script(one);
    await send(given);
    expect(server.seen.length).toBeGreaterThan(0);
    expect(server.seen.flatMap(problemsOfRequest)).toEqual([]);
  };
  await fc.assert(fc.asyncProperty(anyArguments, check), { numRuns: 50 });
}

describe("tasks", () => {
  test("PostTasks takes every task that a form can describe", async () => {
    await judge<TaskSpec>(anySpec, (spec) => api.createTask(spec));

    expect(callNames()).toEqual(["PostTasks"]);
  });

  test("PatchTasks takes every change of a task in the older spellings", async () => {
    const raw: JsonObject = {
      id: "t",
      concept_ids: ["cat"],
      created_at: "2024-01-02T03:04:05.678901Z",
      worker: {
        strategy: "PARTITIONED",
        user_ids: ["a"],
        partitioned_strategy_info: { type: "EVENLY", workers_per_input: 1 },
      },
      review: { strategy: "CONSENSUS", user_ids: ["r"], consensus_strategy_info: { approval_threshold: 2 } },
      input_source: { type: "DATASET", id: "d" },
      status: { code: 54001, description: "Ok" },
    };
    expect(problemsOf("Task", raw)).toEqual([]);

    await judge<TaskChanges>(anyChanges, (changes) => api.overwriteTask(raw, changes));

    expect(callNames()).toEqual(["PatchTasks"]);
  });

  test("PatchTasks takes every change of every task", async () => {
    const anyEdit = fc.record({ spec: anySpec, changes: anyChanges });

    await judge(anyEdit, ({ spec, changes }) => api.overwriteTask({ ...writeTask(spec), id: "t" }, changes));

    expect(callNames()).toEqual(["PatchTasks"]);
  });

  test("GetTask, GetTaskInputCount", async () => {
    await judge(anyId, (id) => api.getTask(id, "interactive"));
    expect(callNames()).toEqual(["GetTask"]);

    await judge(anyId, async (id) => {
      server.script(ok({ counts: [] }));
      await api.countWork(id, "interactive");
    });
    expect(callNames()).toEqual(["GetTaskInputCount"]);
  });

  test("ListTasks", async () => {
    const anyQuery = fc.record(
      {
        page: fc.integer({ min: 1, max: 1000 }),
        perPage: fc.integer({ min: 1, max: 1000 }),
        workers: anyIds,
        reviewers: anyIds,
        ids: anyIds,
        haste: anyHaste,
        withMetrics: fc.boolean(),
      },
      { requiredKeys: ["page", "perPage", "haste"] },
    );
    await judge(anyQuery, (query) => api.listTasks(query));
    await judge(anyText, (submission) => api.findBySubmission(submission));

    expect(callNames()).toEqual(["ListTasks"]);
  });

  test("DeleteTasks, with the look at what is left after a lost answer", async () => {
    await judge(anyIds, (ids) => api.deleteTasks(ids));
    expect(callNames()).toEqual(["DeleteTasks"]);

    await judge(fc.constant(["a", "b"]), async (ids) => {
      server.script(refusal(500, 99009), refusal(404, 54102), ok());
      await createTasksApi({ ...options, baseUrl: server.baseUrl, limits: { firstPauseMs: 1 } }).deleteTasks(ids);
    });
    expect(callNames()).toEqual(["DeleteTasks", "DeleteTasks", "ListTasks"]);
  });
});

describe("what tasks are made of", () => {
  test("concepts", async () => {
    const anyConcepts = fc.array(fc.record({ id: anyId, name: anyText }), { minLength: 1, maxLength: 4 });
    await judge(anyConcepts, (concepts) => api.createConcepts(concepts));
    expect(callNames()).toEqual(["PostConcepts"]);

    await judge(anyText, (text) => api.searchConcepts(text, "interactive"));
    server.script(one);
    await api.searchConcepts("cat", "interactive");
    expect(callNames().sort()).toEqual(["ListConcepts", "PostConceptsSearches"]);
  });

  test("inputs, datasets and saved searches", async () => {
    await judge(anyHaste, (haste) => api.countInputs(haste));
    expect(callNames()).toEqual(["GetInputCount"]);
    await judge(anyId, (id) => api.countDatasetInputs(id, 1000, "interactive"));
    expect(callNames()).toEqual(["ListDatasetInputs"]);
    await judge(anyHaste, (haste) => api.listDatasets(haste));
    expect(callNames()).toEqual(["ListDatasets"]);
    await judge(anyHaste, (haste) => api.listSavedSearches(haste));
    expect(callNames()).toEqual(["ListSearches"]);
  });
});

describe("people", () => {
  test("collaborators", async () => {
    await judge(anyIds, (ids) => api.addCollaborators(ids));
    expect(callNames()).toEqual(["PostCollaborators"]);
    await judge(anyHaste, (haste) => api.listAccounts(haste));
    expect(callNames()).toEqual(["ListCollaborators"]);
  });

  test("users and apps", async () => {
    await judge(fc.constant("key"), createKeyOwner({ baseUrl: server.baseUrl }));
    expect(callNames()).toEqual(["GetUser"]);
    await judge(anyId, (appId) => checkConnection({ ...options, appId, baseUrl: server.baseUrl }));
    expect(callNames().sort()).toEqual(["GetApp", "GetUser"]);
  });
});
