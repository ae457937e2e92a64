import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { checkConnection } from "../../src/api/check-connection.ts";
import { createKeyOwner } from "../../src/api/create-key-owner.ts";
import { createTasksApi, type TasksApi } from "../../src/api/create-tasks-api.ts";
import { createWorkApi } from "../../src/api/create-work-api.ts";
import { defaultLimits } from "../../src/api/limits.ts";
import { writeTask } from "../../src/api/write-task.ts";
import type { JsonObject } from "../../src/domain/json.ts";
import type { Said, Shape } from "../../src/domain/labeling/label.ts";
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

describe("work, as the user whose key is sent", () => {
  const work = () => createWorkApi({ ...options, baseUrl: server.baseUrl, limits: defaultLimits });
  const anyFraction = fc.double({ min: 0, max: 1, noNaN: true });
  const anyBox = fc.record({ top: anyFraction, left: anyFraction, bottom: anyFraction, right: anyFraction });
  const anyPoints = fc.array(fc.record({ row: anyFraction, col: anyFraction }), { minLength: 3, maxLength: 5 });
  const anyShape: fc.Arbitrary<Shape> = fc.oneof(
    fc.record({ concept: anyId, box: anyBox }),
    fc.record({ concept: anyId, points: anyPoints }),
  );
  const anySaid: fc.Arbitrary<Said> = fc.oneof(
    fc.record({ kind: fc.constant("concepts" as const), concepts: anyIds }),
    fc.record({ kind: fc.constant("shapes" as const), shapes: fc.array(anyShape, { maxLength: 3 }) }),
  );
  const anyVerdict = fc.constantFrom("approve" as const, "request_changes" as const, "reject" as const);

  test("inputs are asked for, labeled, submitted and reviewed", async () => {
    await judge(anyId, (task) => work().startLabeling(task, "interactive"));
    await judge(anyIds, (ids) => work().submitLabels("t", ids));
    await judge(anyIds, (workers) => work().startReview("t", { workers, haste: "interactive" }));
    await judge(fc.tuple(anyVerdict, anyIds), ([verdict, assignments]) => work().review("t", verdict, { assignments }));
    await judge(fc.tuple(anyVerdict, anyIds), ([verdict, workers]) => work().review("t", verdict, { workers }));

    expect(callNames()).toEqual(["PutTaskAssignments"]);
  });

  test("labels are written, corrected, read and deleted", async () => {
    const anyLabel = fc.record({ id: anyId, inputId: anyId, said: anySaid });

    await judge(fc.tuple(anyLabel, anyIds), ([label, concepts]) =>
      work().postLabel({ ...label, taskId: "t", concepts }),
    );
    expect(callNames()).toEqual(["PostAnnotations"]);
    await judge(fc.tuple(fc.array(anyLabel, { minLength: 1, maxLength: 3 }), anyIds), ([labels, concepts]) =>
      work().changeLabels(labels, concepts),
    );
    expect(callNames()).toEqual(["PatchAnnotations"]);
    await judge(anyIds, (inputs) => work().listLabels("t", { inputs, people: ["u"], haste: "background" }));
    expect(callNames()).toEqual(["ListAnnotations"]);
    await judge(fc.tuple(anyId, anyId), ([input, label]) => work().deleteLabel(input, label));
    expect(callNames()).toEqual(["DeleteAnnotation"]);
  });
});
