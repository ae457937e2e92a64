import { setImmediate } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import type { OpenThread } from "../../../src/tasks-service/threads/open-thread.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { openBuiltThread } from "../../support/built.ts";
import { clientOf, LONG, openService, partitioned, seed, task } from "./open-service.ts";

/** With their weights and their long ids they make 230 kB of a task. */
const people = Array.from({ length: 1000 }, (_, at) => `person-${String(at).padStart(93, "0")}`);
const weights = Object.fromEntries(people.map((id, at) => [id, 1 + (at % 7)]));
const crowded = (change = {}) => task({ worker: partitioned(1, people, weights), ...change });

const picture = Buffer.alloc(300_000, 7).toString("base64");
const image = (id: string) => ({ id, data: { image: { base64: picture } } });

/** 1,600 boxes side by side: 300 kB. */
const boxes = Array.from({ length: 1600 }, (_, at) => {
  const [row, col] = [Math.floor(at / 40) / 40, (at % 40) / 40];
  const bounding_box = { top_row: row, left_col: col, bottom_row: row + 0.02, right_col: col + 0.02 };
  return { region_info: { bounding_box }, data: { concepts: [{ id: "cat", value: 1 }] } };
});

/** Opens threads, and counts what the one for large requests has carried out. */
function countCarried() {
  const carried = { count: 0 };
  const openThread: OpenThread = (code, options) => {
    const thread = openBuiltThread(code, options);
    if (code.href.endsWith("/large-requests-thread.ts")) {
      thread.on("message", () => {
        carried.count += 1;
      });
    }
    return thread;
  };
  return { carried, openThread };
}

describeOnBothEngines("a request that is about much", (newTarget, engine) => {
  const { carried, openThread } = countCarried();
  let opened: Awaited<ReturnType<typeof openService>>;
  let taskId: string;
  beforeAll(async () => {
    opened = await openService(newTarget(), { openThread, batches: { inRequest: 10, inBackground: 4000 } });
    const { owner } = opened;
    await seed(owner, { inputs: 40, people });
    await owner("POST", "/datasets", { datasets: [{ id: "all" }] });
    await owner("POST", "/inputs", { inputs: [{ ...image("photo"), dataset_ids: ["all"] }] });
    await owner("POST", "/annotations", {
      annotations: [{ id: "drawn", input_id: "photo", data: { regions: boxes } }],
    });
    taskId = (await owner("POST", "/tasks", { tasks: [crowded()] })).body.tasks[0].id;
    await opened.service.idle();
  });
  afterEach(() => opened.service.idle());
  afterAll(async () => {
    expect(opened.errors).toEqual([]);
    await opened.service.close();
  });

  /** What the thread has carried out of this. */
  const carriedOf = async (run: () => Promise<{ http: number; body: unknown }>) => {
    const before = carried.count;
    const { http, body } = await run();
    return { http, body, carried: carried.count - before };
  };

  it.each<[string, string, () => string, (() => Record<string, unknown>) | undefined]>([
    ["makes a crowded task", "POST", () => "/tasks", () => ({ tasks: [crowded()] })],
    ["reads one", "GET", () => `/tasks/${taskId}`, undefined],
    ["lists one", "GET", () => "/tasks?additional_fields=all", undefined],
    [
      "changes the status of one",
      "PATCH",
      () => "/tasks",
      () => ({ action: "merge", tasks: [{ id: taskId, status: { code: "TASK_IDLE" } }] }),
    ],
    ["counts the work of one", "GET", () => `/tasks/${taskId}/inputs/count`, undefined],
    ["adds a picture", "POST", () => "/inputs", () => ({ inputs: [image("another")] })],
    ["reads a picture", "GET", () => "/inputs/photo", undefined],
    ["lists pictures", "GET", () => "/inputs?ids=photo", undefined],
    ["reads one in its dataset", "GET", () => "/datasets/all/inputs/photo", undefined],
    ["lists those of a dataset", "GET", () => "/datasets/all/inputs", undefined],
    [
      "says something of one",
      "PATCH",
      () => "/inputs",
      () => ({ action: "merge", inputs: [{ id: "photo", data: { metadata: { is: "old" } } }] }),
    ],
    [
      "labels one",
      "POST",
      () => "/annotations",
      () => ({ annotations: [{ input_id: "photo", data: { concepts: [{ id: "cat", value: 1 }] } }] }),
    ],
    [
      "draws much",
      "POST",
      () => "/annotations",
      () => ({ annotations: [{ input_id: "another", data: { regions: boxes } }] }),
    ],
    ["reads what was drawn", "GET", () => "/inputs/photo/annotations/drawn", undefined],
    ["lists what was drawn", "GET", () => "/annotations?input_ids=photo", undefined],
    [
      "notes something with it",
      "PATCH",
      () => "/annotations",
      () => ({ action: "merge", annotations: [{ id: "drawn", input_id: "photo", annotation_info: { by: "hand" } }] }),
    ],
    ["searches", "POST", () => "/inputs/searches", () => ({ searches: [{ query: {} }], pagination: { per_page: 1 } })],
  ])("is carried out beside the others: %s", async (_what, method, path, body) => {
    const outcome = await carriedOf(() => opened.owner(method, path(), body?.()));

    expect(outcome).toMatchObject({ http: 200, carried: 1 });
  });

  it("gives a worker of a crowded task what is theirs", async () => {
    const { key } = await opened.service.ensureOwner(people[6] ?? "");
    const worker = clientOf(opened.service, key);

    const outcome = await carriedOf(() =>
      worker("PUT", `${LONG}/tasks/${taskId}/assignments`, { action: "LABEL_START" }),
    );

    expect(outcome).toMatchObject({ http: 200, carried: 1 });
  });

  it("keeps and gives back every byte", async () => {
    const { body } = await opened.owner("GET", "/inputs/photo");

    expect(body.input.data.image.base64).toBe(picture);
  });

  it("leaves what is small where it is", async () => {
    const { owner } = opened;

    const outcomes = [
      await carriedOf(() => owner("GET", "/inputs?ids=input-1")),
      await carriedOf(() => owner("POST", "/inputs", { inputs: [{ id: "small", data: { text: { raw: "t" } } }] })),
      await carriedOf(() => owner("POST", "/tasks", { tasks: [task({ worker: { strategy: "FULL", workers: [] } })] })),
    ];

    expect(outcomes.map(({ http, carried }) => ({ http, carried }))).toEqual(
      outcomes.map(() => ({ http: 200, carried: 0 })),
    );
  });

  it("is refused in the words of any other", async () => {
    const broken = await opened.service.fetch(
      new Request(`http://tasks.test${LONG}/tasks`, {
        method: "POST",
        headers: { Authorization: `Key ${opened.key}` },
        body: `{"tasks": [${" ".repeat(300_000)}`,
      }),
    );
    const strange = await opened.owner("POST", "/tasks", {
      tasks: [crowded({ worker: partitioned(1, [...people, "nobody"], { ...weights, nobody: 1 }) })],
    });

    expect(broken.status).toBe(400);
    expect(await broken.json()).toMatchObject({ status: { code: 11100 } });
    expect(strange).toMatchObject({ http: 400, body: { status: { code: 11102 } } });
    expect(strange.body.status.details).toMatch(/^Not a collaborator of this app: .*"nobody"\.$/);
  });

  it("has its work divided in the background", async () => {
    const { owner, service } = opened;
    const { body } = await owner("POST", "/tasks", { tasks: [crowded()] });
    await service.idle();

    const { body: after } = await owner("GET", `/tasks/${body.tasks[0].id}`);

    expect(after.task.status.percent_completed).toBe(100);
  });

  it("is done once for each, when many come at once", async () => {
    const ids = Array.from({ length: 20 }, (_, at) => `same-time-${at}`);

    const answers = await Promise.all(ids.map((id) => opened.owner("POST", "/inputs", { inputs: [image(id)] })));
    const twice = await Promise.all(
      ["a", "b"].map(() => opened.owner("POST", "/inputs", { inputs: [image("twice")] })),
    );

    expect(answers.map(({ http }) => http)).toEqual(ids.map(() => 200));
    expect(twice.map(({ body }) => body.status.code).sort()).toEqual([10000, 10020]);
  });

  it("lets others have their turns", async () => {
    let [turns, isDone] = [0, false];
    const asked = opened.owner("GET", "/tasks").finally(() => {
      isDone = true;
    });
    for (; !isDone; turns += 1) await setImmediate();
    await asked;

    // On the loop itself it was a dozen turns, of up to half a second. PostgreSQL's answers come in parts.
    expect(turns).toBeGreaterThan(engine === "sqlite" ? 200 : 0);
  });

  it("may be small itself, and concern a crowded task", async () => {
    const outcome = await carriedOf(() =>
      opened.owner("DELETE", "/collaborators", { collaborator_ids: [people.at(-1) ?? ""] }),
    );

    expect(outcome).toMatchObject({ http: 200, carried: 1 });
  });

  it("is done, or refused with nothing kept, when the service stops", async () => {
    const target = newTarget();
    const before = await openService(target);
    await before.owner("POST", "/concepts", { concepts: [{ id: "cat" }] });
    const asked = Array.from({ length: 8 }, (_, at) => before.owner("POST", "/inputs", { inputs: [image(`i${at}`)] }));
    await Promise.any(asked);
    await before.service.close();
    const answers = await Promise.all(asked);

    const after = await openService(target);
    const { body } = await after.owner("GET", "/inputs/status");
    await after.service.close();

    expect(answers.every(({ http }) => http === 200 || http === 503)).toBe(true);
    expect(body.counts.processed).toBe(answers.filter(({ http }) => http === 200).length);
  });
});
