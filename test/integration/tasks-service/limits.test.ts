import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Client, LONG, openService, partitioned, task } from "./open-service.ts";

type Opened = Awaited<ReturnType<typeof openService>>;
let opened: Opened;
let owner: Client;
beforeAll(async () => {
  opened = await openService({ kind: "sqlite", path: ":memory:" });
  owner = opened.owner;
  await owner("POST", "/concepts", { concepts: [{ id: "cat" }, { id: "dog" }] });
});
afterAll(async () => {
  expect(opened.errors).toEqual([]);
  await opened.service.close();
});

const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));
const user = (id: string) => ({ user: { id } });

describe("what is more than a field takes", () => {
  it.each<[string, string, string, Record<string, unknown>, string]>([
    [
      "a name",
      "POST",
      "/tasks",
      { tasks: [task({ name: "n".repeat(5_000_000) })] },
      '"tasks[0].name" has 5,000,000 characters: at most 1,000',
    ],
    [
      "instructions",
      "POST",
      "/tasks",
      { tasks: [task({ description: "d".repeat(20_001) })] },
      '"tasks[0].description" has 20,001 characters: at most 20,000',
    ],
    [
      "metadata",
      "POST",
      "/tasks",
      { tasks: [task({ metadata: { text: "m".repeat(65_536) } })] },
      '"tasks[0].metadata" has 65,547 characters of JSON: at most 65,536',
    ],
    ["tasks", "POST", "/tasks", { tasks: many(129, () => task()) }, '"tasks" has 129 entries: at most 128'],
    [
      "workers",
      "POST",
      "/tasks",
      { tasks: [task({ worker: { strategy: "FULL", workers: many(10_001, (at) => user(`x${at}`)) } })] },
      '"tasks[0].worker.workers" has 10,001 entries: at most 10,000',
    ],
    [
      "reviewers",
      "POST",
      "/tasks",
      { tasks: [task({ review: { strategy: "MANUAL", users: many(10_001, (at) => ({ id: `x${at}` })) } })] },
      '"tasks[0].review.users" has 10,001 entries: at most 10,000',
    ],
    [
      "concepts of a task",
      "POST",
      "/tasks",
      { tasks: [task({ concept_ids: many(10_001, (at) => `c${at}`) })] },
      '"tasks[0].concept_ids" has 10,001 entries: at most 10,000',
    ],
    [
      "the id of a worker",
      "POST",
      "/tasks",
      { tasks: [task({ worker: { strategy: "FULL", workers: [user("x".repeat(257))] } })] },
      '"tasks[0].worker.workers[0].user.id" has 257 characters: at most 256',
    ],
    ["ids of a list", "GET", "/tasks", { ids: many(1001, (at) => `t${at}`) }, '"ids" has 1,001 entries: at most 1,000'],
    [
      "ids to delete",
      "DELETE",
      "/tasks",
      { ids: many(1001, (at) => `t${at}`) },
      '"ids" has 1,001 entries: at most 1,000',
    ],
    ["a page", "GET", "/tasks?per_page=1001", {}, '"per_page" is at most 1000'],
    [
      "a concept's name",
      "POST",
      "/concepts",
      { concepts: [{ id: "c", name: "n".repeat(1001) }] },
      '"concepts[0].name" has 1,001 characters',
    ],
    [
      "concepts",
      "POST",
      "/concepts",
      { concepts: many(10_001, (at) => ({ id: `c${at}` })) },
      '"concepts" has 10,001 entries',
    ],
    [
      "what is searched for",
      "POST",
      "/concepts/searches",
      { concept_query: { name: "n".repeat(1001) } },
      '"concept_query.name" has 1,001 characters',
    ],
    [
      "inputs",
      "POST",
      "/inputs",
      { inputs: many(1001, () => ({ data: { text: { raw: "a" } } })) },
      '"inputs" has 1,001 entries: at most 1,000',
    ],
    [
      "text",
      "POST",
      "/inputs",
      { inputs: [{ data: { text: { raw: "a".repeat(1_000_001) } } }] },
      '"inputs[0].data.text.raw" has 1,000,001 characters',
    ],
    [
      "an address",
      "POST",
      "/inputs",
      { inputs: [{ data: { image: { url: `https://example.com/${"a".repeat(8000)}` } } }] },
      '"inputs[0].data.image.url" has 8,020 characters',
    ],
    [
      "an input's datasets",
      "POST",
      "/inputs",
      { inputs: [{ dataset_ids: many(33, (at) => `d${at}`), data: { text: { raw: "a" } } }] },
      '"inputs[0].dataset_ids" has 33 entries: at most 32',
    ],
    [
      "annotations",
      "POST",
      "/annotations",
      { annotations: many(129, () => ({ input_id: "i" })) },
      '"annotations" has 129 entries: at most 128',
    ],
    [
      "annotations to change",
      "PATCH",
      "/annotations",
      { action: "merge", annotations: many(129, () => ({ id: "a" })) },
      '"annotations" has 129 entries: at most 128',
    ],
    [
      "datasets",
      "POST",
      "/datasets",
      { datasets: many(129, (at) => ({ id: `d${at}` })) },
      '"datasets" has 129 entries: at most 128',
    ],
    [
      "members of a dataset",
      "POST",
      "/datasets/d/inputs",
      { dataset_inputs: many(1001, (at) => ({ input: { id: `i${at}` } })) },
      '"dataset_inputs" has 1,001 entries',
    ],
    [
      "searches",
      "POST",
      "/searches",
      { searches: many(129, (at) => ({ id: `s${at}` })) },
      '"searches" has 129 entries: at most 128',
    ],
    [
      "collaborators",
      "POST",
      "/collaborators",
      { collaborators: many(10_001, (at) => user(`x${at}`)) },
      '"collaborators" has 10,001 entries: at most 10,000',
    ],
    ["keys", "POST", "/v2/users/me/keys", { keys: many(129, () => ({})) }, '"keys" has 129 entries: at most 128'],
    [
      "assignments",
      "PUT",
      "/tasks/t/assignments",
      { action: "LABEL_SUBMIT", label_submit_config: { task_assignments: many(1001, () => ({ id: "1-1-1" })) } },
      "has 1,001 entries: at most 1,000",
    ],
    ["an id in the path", "GET", `/tasks/${"x".repeat(257)}`, {}, '"task_id" has 257 characters: at most 256'],
    ["a user in the path", "GET", `/v2/users/${"x".repeat(257)}`, {}, '"user_id" has 257 characters: at most 256'],
  ])("%s is refused, in words that name the field and the limit", async (_what, method, path, body, words) => {
    const answer = await send(method, path, body);

    expect(answer.http).toBe(400);
    expect(answer.body.status.code).toBe(11102);
    expect(answer.body.status.details).toContain(words);
  });

  it("is told ten times at most, and quotes no more than helps", async () => {
    const fields = Object.fromEntries(many(15_000, (at) => [`${at}-${"x".repeat(300)}`, 1]));
    const { http, body } = await send("POST", "/tasks", fields);

    expect([http, body.status.code]).toEqual([400, 11100]);
    expect(body.status.details.length).toBeLessThan(3000);
  });
});

/** Sends the lists of a body in the query where the method has no body. */
function send(method: string, path: string, body: Record<string, unknown>) {
  if (method !== "GET") return owner(method, path, body);
  const list = Object.entries(body).flatMap(([name, values]) => [values].flat().map((value) => `${name}=${value}`));
  return owner(method, list.length === 0 ? path : `${path}?${list.join("&")}`);
}

describe("what is as much as a field takes", () => {
  it("is taken: ten thousand weighted workers with a long name", async () => {
    const ids = many(10_000, (at) => `w${at}`);
    await owner("POST", "/collaborators", { collaborators: ids.map(user) });
    const weights = Object.fromEntries(ids.map((id) => [id, 1]));
    const made = await owner("POST", "/tasks", {
      tasks: [task({ name: "n".repeat(1000), worker: partitioned(1, ids, weights) })],
    });

    expect(made.http).toBe(200);
    expect(made.body.tasks[0].worker.workers).toHaveLength(10_000);
    const pages = await Promise.all(
      [1, 10, 11].map((page) => owner("GET", `/collaborators?per_page=1000&page=${page}`)),
    );
    expect(pages.map(({ body }) => body.collaborators.length)).toEqual([1000, 1000, 0]);
    const strangers = await owner("POST", "/tasks", {
      tasks: [task({ worker: { strategy: "FULL", workers: ids.map((id) => user(`no-${id}`)) } })],
    });
    expect(strangers.body.status.details).toContain('"no-w9" and 9,990 more');
  });
});

describe("a body", () => {
  const sendBody = (body: BodyInit, { path = "/tasks", headers = {} } = {}) =>
    opened.service.fetch(
      new Request(`http://tasks.test${LONG}${path}`, {
        method: "POST",
        headers: { Authorization: `Key ${opened.key}`, ...headers },
        body,
        duplex: "half",
      } as RequestInit),
    );
  const detailsOf = async (response: Response) => (await response.json()).status.details;

  it.each([
    ["with a hundred thousand lists in each other", `{"tasks":${"[".repeat(100_000)}`, "more than 100 levels deep"],
    ["of millions of empty lists", `{"tasks":[${"[],".repeat(1_000_000)}`, "more than 250,000 values"],
    ["of a hundred thousand fields", `{${many(100_000, (at) => `"${at}":0`)}}`, "more than 20,000 fields"],
  ])("%s is refused before it is parsed", async (_what, body, words) => {
    const response = await sendBody(body);

    expect(response.status).toBe(400);
    expect(await detailsOf(response)).toContain(words);
  });

  it("may have 8 MiB, and 32 where it carries files", async () => {
    const picture = JSON.stringify({ inputs: [{ id: "large", data: { image: { base64: "A".repeat(20_000_000) } } }] });
    const answers = [await sendBody(picture, { path: "/inputs" }), await sendBody(picture)];

    expect(answers.map(({ status }) => status)).toEqual([200, 413]);
    expect(await detailsOf(answers[1] as Response)).toContain("8 MiB");
  });

  it.each([
    ["is too large", { body: " ".repeat(9_000_000) }, 413, "close"],
    ["has too many values", { body: `{"tasks":[${"[],".repeat(300_000)}` }, 400, "close"],
    ["comes without a key", { body: "{}", headers: { Authorization: "" } }, 401, "close"],
    ["comes to no path", { body: "{}", path: "/nowhere" }, 404, "close"],
    ["is read and refused", { body: '{"colour":"red"}' }, 400, null],
  ])(
    "that %s leaves the connection to others only when it was read",
    async (_what, { body, ...to }, status, connection) => {
      const headers = { "content-length": String(body.length), ...("headers" in to && to.headers) };

      const response = await sendBody(body, { ...to, headers });

      expect([response.status, response.headers.get("connection")]).toEqual([status, connection]);
    },
  );

  it("that is packed is refused", async () => {
    const response = await sendBody("{}", { headers: { "content-encoding": "gzip" } });

    expect(response.status).toBe(415);
    expect(await detailsOf(response)).toContain('packed as "gzip"');
  });

  it("has its share of what all hold together, until it is answered", async () => {
    const finish: (() => void)[] = [];
    const text = Buffer.alloc(30 * 1024 * 1024, "z".charCodeAt(0));
    /** Sends 30 MiB of a text, and its end when it is told to. */
    const half = () => {
      const head = `{"inputs":[{"data":{"text":{"raw":"`;
      return sendBody(
        new ReadableStream({
          start(controller) {
            controller.enqueue(Buffer.from(head));
            controller.enqueue(text);
            finish.push(() => {
              controller.enqueue(Buffer.from('"}}}]}'));
              controller.close();
            });
          },
        }),
        { path: "/inputs" },
      );
    };
    const four = many(4, half);
    const fifth = await half();
    for (const end of finish.slice(0, 4)) end();
    const [first] = await Promise.all(four);
    const later = half();
    finish.at(-1)?.();

    expect([fifth.status, fifth.headers.get("retry-after")]).toEqual([429, "1"]);
    expect(first?.status).toBe(400);
    expect((await later).status).toBe(400);
  });
});

describe("an answer", () => {
  it("that would not fit into memory is refused with how much fits, page by page or by what it lists", async () => {
    await owner("POST", "/datasets", { datasets: [{ id: "photographs" }] });
    const ids = many(4, (at) => `photograph-${at}`);
    for (const id of ids) {
      const input = { id, dataset_ids: ["photographs"], data: { image: { base64: "A".repeat(20_000_000) } } };
      await owner("POST", "/inputs", { inputs: [input] });
    }
    const query = ids.map((id) => `ids=${id}`).join("&");
    const tooLarge = await Promise.all(
      [`/inputs?${query}`, "/datasets/photographs/inputs"].map((path) => owner("GET", path)),
    );
    const small = await owner("GET", "/datasets/photographs/inputs?per_page=2&page=2");

    expect(tooLarge.map(({ http, body }) => [http, body.status.code])).toEqual(Array(2).fill([400, 11102]));
    expect(tooLarge[0]?.body.status.details).toContain('with "per_page": the first 3 of these 4 fit');
    expect(small.body.dataset_inputs).toHaveLength(2);
  });

  it("to work that would not fit names the inputs that do not", async () => {
    const source = { type: "DATASET", id: "photographs" };
    const worker = { strategy: "FULL", workers: [user("labeldesk")] };
    const made = await owner("POST", "/tasks", { tasks: [task({ input_source: source, worker })] });
    const { body } = await owner("PUT", `/tasks/${made.body.tasks[0].id}/assignments`, { action: "LABEL_START" });

    const contents = body.task_assignments.map(({ input }: { input: { id: string; data?: object } }) => input);
    expect(contents.map(({ id }: { id: string }) => id)).toEqual(many(4, (at) => `photograph-${at}`));
    expect(contents.map(({ data }: { data?: object }) => data !== undefined)).toEqual([true, true, true, false]);
  });
});
