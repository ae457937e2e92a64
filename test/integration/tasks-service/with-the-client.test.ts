import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createTasksApi, type TasksApi } from "../../../src/api/create-tasks-api.ts";
import { createWorkApi } from "../../../src/api/create-work-api.ts";
import type { TaskSpec } from "../../../src/domain/task.ts";
import { openService, seed } from "./open-service.ts";

/** The app's own client on one side, the service on the other: two readings of the same API, written apart. */
describe("the app's client with the local service", () => {
  let opened: Awaited<ReturnType<typeof openService>>;
  let api: TasksApi;
  beforeEach(async () => {
    opened = await openService({ kind: "sqlite", path: ":memory:" });
    await seed(opened.owner, { inputs: 30 });
    const { service, key } = opened;
    api = createTasksApi(connectTo(service, key));
  });
  afterEach(() => opened.service.close());

  const connectTo = (service: typeof opened.service, key: string) => ({
    baseUrl: "http://tasks.test",
    key,
    userId: "labeldesk",
    appId: "T1",
    fetch: (input: string | URL | Request, init?: RequestInit) => service.fetch(new Request(input, init)),
  });

  const spec: TaskSpec = {
    name: "Ninety ten",
    instructions: "Look twice",
    type: "CONCEPTS_CLASSIFICATION",
    concepts: ["cat", "dog"],
    inputSource: { type: "ALL_INPUTS" },
    work: { strategy: "PARTITIONED", workers: ["ana", "ben"], workersPerInput: 1, weights: { ana: 9, ben: 1 } },
    review: { strategy: "CONSENSUS", reviewers: ["cleo"], labelersMustAgree: 1, reviewersMustApprove: "ALL" },
    priority: "HIGH",
    metadata: { labeldesk: { v: 1, submission: "s-1", created_by: { team: "T1", user: "U1" } } },
  };

  it("creates, finds, counts, changes and deletes tasks", async () => {
    const made = await api.createTask(spec);
    const found = await api.findBySubmission("s-1");
    const counts = await api.countWork(made.id, "interactive");
    const changed = await api.overwriteTask((await api.getTask(made.id, "interactive")).raw, {
      name: "Fifty fifty",
      work: { strategy: "PARTITIONED", workers: ["ana", "ben"], workersPerInput: 1 },
    });
    const after = await api.countWork(made.id, "interactive");
    const listed = await api.listTasks({ page: 1, perPage: 10, workers: ["ana"], haste: "interactive" });
    await api.deleteTasks([made.id]);

    expect(made).toMatchObject(spec);
    expect(found?.id).toBe(made.id);
    expect(counts.map(({ accountId, pending }) => [accountId, pending])).toEqual([
      ["ana", 27],
      ["ben", 3],
    ]);
    expect(changed).toMatchObject({
      ...spec,
      name: "Fifty fifty",
      work: { strategy: "PARTITIONED", workersPerInput: 1 },
    });
    expect(after.map(({ pending }) => pending)).toEqual([15, 15]);
    expect(listed.items.map(({ id }) => id)).toEqual([made.id]);
    await expect(api.getTask(made.id, "interactive")).rejects.toMatchObject({ code: "not_found" });
  });

  it("knows inputs, concepts and people, and repeats without harm", async () => {
    await api.createConcepts([{ id: "owl", name: "Owl" }]);
    await api.createConcepts([{ id: "owl", name: "Owl" }]);
    await api.addCollaborators(["U7"]);
    await api.addCollaborators(["U7"]);

    expect(await api.countInputs("interactive")).toBe(30);
    expect(await api.searchConcepts("ow", "interactive")).toEqual([{ id: "owl", name: "Owl" }]);
    expect((await api.listAccounts("interactive")).map(({ id }) => id).sort()).toEqual([
      "U7",
      "ana",
      "ben",
      "cleo",
      "labeldesk",
    ]);
  });

  it("hears refusals in the service's own words", async () => {
    const impossible = { ...spec, work: { ...spec.work, workersPerInput: 3 } } as TaskSpec;

    await expect(api.createTask(impossible)).rejects.toMatchObject({
      code: "invalid",
      statusCode: 11102,
      details: expect.stringContaining("workers_per_input"),
    });
  });

  it("labels and reviews pictures that are together more than an answer may hold", async () => {
    const { service, owner } = opened;
    const bytes = 12_000;
    const limits = { maxAnswerBytes: 15_000, maxFileAnswerBytes: 20_000 };
    await owner("POST", "/datasets", { datasets: [{ id: "photos" }] });
    for (const at of Array.from({ length: 10 }, (_, index) => index)) {
      const data = { image: { base64: Buffer.alloc(bytes, at).toString("base64") }, metadata: { at } };
      await owner("POST", "/inputs", { inputs: [{ id: `photo-${at}`, data, dataset_ids: ["photos"] }] });
    }
    const { id } = await api.createTask({
      ...spec,
      inputSource: { type: "DATASET", id: "photos" },
      work: { strategy: "FULL", workers: ["ana"] },
      review: { strategy: "MANUAL", reviewers: ["cleo"], sample: 1 },
    });
    const as = async (who: string) =>
      createWorkApi({ ...connectTo(service, (await service.ensureOwner(who)).key), limits });
    const [ana, cleo] = [await as("ana"), await as("cleo")];

    const given = await ana.startLabeling(id, "background");
    await ana.submitLabels(
      id,
      given.map((each) => each.id),
    );
    const toReview = await cleo.startReview(id, { haste: "background" });
    const decided = await cleo.review(id, "approve", { assignments: toReview.map((each) => each.id) });
    const shown = await ana.getInput("photo-7", "background");

    expect(given.map(({ input }) => input.content)).toEqual(Array(10).fill({ kind: "image", hasBytes: true }));
    expect(toReview.map(({ input }) => input)).toEqual(given.map(({ input }) => input));
    expect(decided.map(({ state }) => state)).toEqual(Array(10).fill("SUCCESS"));
    expect(Buffer.from(shown.base64 ?? "", "base64")).toEqual(Buffer.alloc(bytes, 7));
  });

  it("gives the texts of inputs where files are left out", async () => {
    const { service } = opened;
    const { id } = await api.createTask({ ...spec, work: { strategy: "FULL", workers: ["ana"] } } as TaskSpec);
    const ana = createWorkApi(connectTo(service, (await service.ensureOwner("ana")).key));

    const [first] = await ana.startLabeling(id, "background");

    expect(first?.input).toEqual({ id: "input-0", content: { kind: "text", text: "text 0" } });
  });
});
