import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { type Client, clientOf, openService, partitioned, seed, task } from "./open-service.ts";

const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

describeOnBothEngines("inputs, concepts, datasets, searches and people", (newTarget) => {
  let opened: Awaited<ReturnType<typeof openService>>;
  let owner: Client;
  beforeAll(async () => {
    opened = await openService(newTarget());
    owner = opened.owner;
    await seed(owner, { inputs: 0 });
  });
  afterAll(async () => {
    expect(opened.errors).toEqual([]);
    await opened.service.close();
  });

  it("keeps inputs by url, base64 and raw text, and counts them", async () => {
    const { body } = await owner("POST", "/inputs", {
      inputs: [
        { id: "by-url", data: { image: { url: "https://example.com/cat.png" } } },
        { id: "by-bytes", data: { image: { base64: PIXEL }, metadata: { shot: { by: "ana" } } } },
        { id: "by-text", data: { text: { raw: "Ein Kätzchen" }, concepts: [{ id: "cat", value: 1 }] } },
      ],
    });

    const counted = await owner("GET", "/inputs/status");
    const bytes = await owner("GET", "/inputs/by-bytes");
    const page = await owner("GET", "/inputs?per_page=2&page=2");
    expect(body.status.code).toBe(10000);
    expect(body.inputs.map(({ status }: { status: { code: number } }) => status.code)).toEqual([30000, 30000, 30000]);
    expect(counted.body.counts.processed).toBe(3);
    const image_info = { width: 1, height: 1, format: "PNG" };
    expect(bytes.body.input.data).toEqual({
      image: { base64: PIXEL, image_info },
      metadata: { shot: { by: "ana" } },
    });
    expect(page.body.inputs.map(({ id }: { id: string }) => id)).toEqual(["by-text"]);
  });

  it("takes the good inputs of a batch and says what is wrong with the others", async () => {
    const { body } = await owner("POST", "/inputs", {
      inputs: [
        { id: "new", data: { text: { raw: "a" } } },
        { id: "by-url", data: { text: { raw: "again" } } },
        { id: "empty", data: {} },
        { id: "new", data: { text: { raw: "twice" } } },
      ],
    });

    expect(body.status.code).toBe(10010);
    expect(body.inputs.map(({ status }: { status: { code: number } }) => status.code)).toEqual([
      30000, 30100, 30104, 30100,
    ]);
  });

  it("finds concepts by what they hold, whatever the case", async () => {
    await owner("POST", "/concepts", {
      concepts: [{ id: "aerger", name: "Ärger 100%" }, { id: "zebra_1", name: "Zebra" }, { id: "cat" }],
    });
    const search = async (name: string) =>
      (await owner("POST", "/concepts/searches", { concept_query: { name } })).body.concepts.map(
        ({ id }: { id: string }) => id,
      );

    expect(await search("ÄRG")).toEqual(["aerger"]);
    expect(await search("100%")).toEqual(["aerger"]);
    expect(await search("zebra_")).toEqual(["zebra_1"]);
    expect(await search("%")).toEqual(["aerger"]);
    expect(await search("zeb*")).toEqual(["zebra_1"]);
    expect((await owner("GET", "/concepts?per_page=1000")).body.concepts).toHaveLength(4);
  });

  it("keeps datasets apart from each other and makes tasks from them", async () => {
    await owner("POST", "/datasets", { datasets: [{ id: "small", description: "two" }, { id: "other" }] });
    await owner("POST", "/datasets/small/inputs", {
      dataset_inputs: [{ input: { id: "by-url" } }, { input: { id: "by-text" } }, { input: { id: "by-url" } }],
    });

    const members = await owner("GET", "/datasets/small/inputs?per_page=1");
    const others = await owner("GET", "/datasets/other/inputs");
    const made = await owner("POST", "/tasks", {
      tasks: [task({ input_source: { type: "DATASET", id: "small" }, worker: partitioned(1, ["ana", "ben"]) })],
    });
    const counts = await owner("GET", `/tasks/${made.body.tasks[0].id}/inputs/count`);
    expect(members.body.dataset_inputs.map(({ input }: { input: { id: string } }) => input.id)).toEqual(["by-url"]);
    expect(others.body.dataset_inputs).toEqual([]);
    expect(counts.body.counts.map(({ pending }: { pending: number }) => pending)).toEqual([1, 1]);
    expect((await owner("GET", "/inputs/by-url")).body.input.dataset_ids).toEqual(["small"]);
  });

  it.each([
    ["a concept", { filters: [{ annotation: { data: { concepts: [{ id: "cat", value: 1 }] } } }] }, 1],
    ["metadata at any depth", { filters: [{ annotation: { data: { metadata: { shot: { by: "ana" } } } } }] }, 1],
    ["words of a text", { ranks: [{ annotation: { data: { text: { raw: "kätzchen" } } } }] }, 1],
    ["a kind of input", { filters: [{ input: { data: { image: {} } } }] }, 2],
    ["what it is not", { filters: [{ negate: true, input: { data: { image: {} } } }] }, 2],
    ["a dataset", { filters: [{ input: { dataset_ids: ["small", "other"] } }] }, 2],
  ])("makes tasks from a saved search for %s", async (what, query, inputs) => {
    const saved = await owner("POST", "/searches", { searches: [{ id: `search ${what}`, query, save: true }] });
    const made = await owner("POST", "/tasks", {
      tasks: [task({ input_source: { type: "SAVED_SEARCH", id: `search ${what}` }, worker: partitioned(1, ["ana"]) })],
    });

    const counts = await owner("GET", `/tasks/${made.body.tasks[0].id}/inputs/count`);
    expect(saved.body.searches[0].query).toEqual(query);
    expect(counts.body.counts[0].pending).toBe(inputs);
  });

  it("finds by what was approved as a label", async () => {
    await owner("POST", "/annotations", {
      annotations: [
        {
          input_id: "by-url",
          data: {
            regions: [
              {
                region_info: { bounding_box: { bottom_row: 0.5, right_col: 0.5 } },
                data: { concepts: [{ id: "dog", value: 1 }] },
              },
            ],
          },
        },
      ],
    });
    await owner("POST", "/searches", {
      searches: [{ id: "dogs", query: { filters: [{ annotation: { data: { concepts: [{ id: "dog" }] } } }] } }],
    });
    const made = await owner("POST", "/tasks", {
      tasks: [task({ input_source: { type: "SAVED_SEARCH", id: "dogs" } })],
    });

    const counts = await owner("GET", `/tasks/${made.body.tasks[0].id}/inputs/count`);
    const deleted = await owner("DELETE", "/tasks", { ids: [made.body.tasks[0].id] });
    expect(counts.body.counts[0].pending).toBe(1);
    expect(deleted.http).toBe(200);
    expect((await owner("GET", "/datasets")).body.datasets).toHaveLength(2);
  });

  it("refuses a body over the limit before it reads it all", async () => {
    const { http, body, headers } = await owner("POST", "/inputs", {
      inputs: [{ data: { text: { raw: "a".repeat(33 * 1024 * 1024) } } }],
    });

    expect([http, body.status.code]).toEqual([413, 40033]);
    expect(headers.get("connection")).toBe("close");
    expect(body.status.details).toContain("32 MiB");
  });

  it("refuses a search that it cannot run", async () => {
    const { http, body } = await owner("POST", "/searches", {
      searches: [
        {
          id: "by-look",
          query: { ranks: [{ annotation: { data: { image: { url: "https://example.com/a.png" } } } }] },
        },
      ],
    });

    expect([http, body.status.code]).toEqual([400, 11102]);
  });

  it("takes deleted inputs out of tasks", async () => {
    await seed(owner, { inputs: 10 });
    const all = (await owner("GET", "/inputs/status")).body.counts.processed;
    const made = await owner("POST", "/tasks", { tasks: [task({ worker: partitioned(1, ["ana"]) })] });
    const full = await owner("POST", "/tasks", { tasks: [task()] });

    await owner("DELETE", "/inputs", { ids: ["input-3", "input-4"] });

    const pending = async (id: string) => (await owner("GET", `/tasks/${id}/inputs/count`)).body.counts[0].pending;
    expect(await pending(made.body.tasks[0].id)).toBe(all - 2);
    expect(await pending(full.body.tasks[0].id)).toBe(all - 2);
    expect((await owner("GET", "/inputs/input-3")).body.status.code).toBe(30102);
  });

  it("makes users of collaborators it does not know, once", async () => {
    await owner("POST", "/collaborators", {
      collaborators: [{ user: { id: "U123", primary_email: "u@example.com" } }],
    });
    await owner("POST", "/collaborators", { collaborators: [{ user: { id: "U123" } }, { user: { id: "labeldesk" } }] });

    const { body } = await owner("GET", "/collaborators");

    const mine = body.collaborators.filter(({ user }: { user: { id: string } }) => user.id === "U123");
    expect(mine).toHaveLength(1);
    expect(mine[0].user).toMatchObject({
      primary_email: "u@example.com",
      user_detail: { primary_email: "u@example.com" },
    });
    expect(body.app_owner.id).toBe("labeldesk");
    expect(body.collaborators.map(({ user }: { user: { id: string } }) => user.id)).not.toContain("labeldesk");
  });

  it("says whose key it is", async () => {
    const me = await owner("GET", "/v2/users/me");
    const app = await owner("GET", "/v2/users/labeldesk/apps/T1");

    expect(me.body.user.id).toBe("labeldesk");
    expect(app.body.app).toMatchObject({ id: "T1", user_id: "labeldesk" });
  });

  it("gives each user keys, keeps only hashes, and lets a worker read but not change", async () => {
    const made = await owner("POST", "/v2/users/ana/keys", { keys: [{ description: "laptop" }] });
    const ana = clientOf(opened.service, made.body.keys[0].id);

    const read = await ana("GET", "/tasks");
    const write = await ana("POST", "/tasks", { tasks: [task()] });
    const forOther = await ana("POST", "/v2/users/ben/keys", { keys: [{}] });
    const stranger = await owner("POST", "/v2/users/nobody/keys", { keys: [{}] });
    expect(read.http).toBe(200);
    expect([write.http, write.body.status.code]).toEqual([403, 11007]);
    expect(forOther.http).toBe(403);
    expect(stranger.http).toBe(403);
  });

  it("keeps apps apart: nothing of one can be reached through another", async () => {
    await opened.service.ensureApp("labeldesk", "T2");
    await opened.service.ensureOwner("rival");
    await opened.service.ensureApp("rival", "R1");
    const { key } = await opened.service.ensureOwner("rival");
    const rival = clientOf(opened.service, key);
    const made = (await owner("POST", "/tasks", { tasks: [task()] })).body.tasks[0];
    const second = "/v2/users/labeldesk/apps/T2";

    const answers = [
      await owner("GET", `${second}/tasks/${made.id}`),
      await owner("GET", `${second}/inputs/by-url`),
      await owner("GET", `${second}/datasets/small`),
      await owner("PATCH", `${second}/tasks`, { action: "overwrite", tasks: [{ ...made }] }),
      await owner("DELETE", `${second}/tasks`, { ids: [made.id] }),
      await owner("POST", `${second}/tasks`, { tasks: [task()] }),
      await rival("GET", "/tasks"),
      await rival("GET", `/tasks/${made.id}`),
      await rival("GET", `/v2/tasks/${made.id}`),
      await rival("POST", "/v2/users/ana/keys", { keys: [{}] }),
    ];

    expect(answers.map(({ http }) => http)).toEqual([404, 404, 404, 404, 404, 400, 404, 404, 404, 403]);
    expect((await owner("GET", `${second}/inputs`)).body.inputs).toEqual([]);
    expect((await owner("GET", `/tasks/${made.id}`)).http).toBe(200);
  });

  it("gives an owner no power over what others own by making them collaborators", async () => {
    await opened.service.ensureApp("mallory", "M1");
    const mallory = clientOf(opened.service, (await opened.service.ensureOwner("mallory")).key);
    const within = "/v2/users/mallory/apps/M1";
    await mallory("POST", `${within}/collaborators`, {
      collaborators: ["labeldesk", "ana"].map((id) => ({ user: { id } })),
    });

    for (const id of ["labeldesk", "ana"]) {
      const made = await mallory("POST", `/v2/users/${id}/keys`, { keys: [{}] });
      const key = clientOf(opened.service, made.body.keys[0].id);
      expect((await key("GET", `${within}/tasks`)).http).toBe(200);
      expect((await key("GET", "/tasks")).http).toBe(404);
      expect((await key("POST", "/v2/users/ben/keys", { keys: [{}] })).http).toBe(403);
      // A key that such a key makes reaches no further.
      const again = await key("POST", "/v2/users/me/keys", { keys: [{}] });
      expect((await clientOf(opened.service, again.body.keys[0].id)("GET", "/tasks")).http).toBe(404);
    }
  });
});
