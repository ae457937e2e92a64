import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createTasksApi } from "../../../src/api/create-tasks-api.ts";
import { describeFault } from "../../../src/domain/tasks-api-fault.ts";
import { connect, errorOf, KEY, quick, spec } from "./client.ts";
import {
  halfBody,
  type OddServer,
  ok,
  type Reply,
  refusal,
  reset,
  silence,
  startOddServer,
  text,
} from "./odd-server.ts";

const task = { id: "t1", name: "n", status: { code: 54001 } };
/** Short, and long enough for a machine with other work to do to have sent the call before they are over. */
const limits = { ...quick, interactiveMs: 2_000, backgroundMs: 3_000 };

/** Less than any wait that is not to be waited for. */
const SOON_MS = 5_000;

let server: OddServer;
beforeAll(async () => {
  server = await startOddServer();
  // The first call of a process takes longer than all others.
  server.script(ok({ task }));
  await connect(server.baseUrl).getTask("t1", "interactive");
});
afterAll(() => server.close());

async function timed(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await run();
  return performance.now() - startedAt;
}

describe("time limits", () => {
  test("an interactive call is attempted once and gives up in time", async () => {
    server.script(silence);

    const took = await timed(() => errorOf(connect(server.baseUrl, limits).getTask("t", "interactive")));

    expect(took).toBeGreaterThan(limits.interactiveMs - 20);
    expect(took).toBeLessThan(SOON_MS);
    expect(server.seen).toHaveLength(1);
  });

  test("the limit of a background call is over all attempts", async () => {
    server.script(refusal(500, 99009), refusal(500, 99009), silence);

    const took = await timed(async () => {
      const error = await errorOf(connect(server.baseUrl, limits).getTask("t", "background"));
      expect(error.code).toBe("timed_out");
    });

    expect(took).toBeLessThan(SOON_MS);
    expect(server.seen).toHaveLength(3);
  });

  test("a fetch that does not listen to its signal is given up, too", async () => {
    const api = createTasksApi({
      baseUrl: "http://in-process.test",
      key: KEY,
      userId: "u",
      appId: "a",
      limits,
      fetch: () => new Promise(() => undefined),
    });

    const error = await errorOf(api.getTask("t", "interactive"));

    expect(error.code).toBe("timed_out");
  });
});

describe("repeats", () => {
  test.each<[string, Reply]>([
    ["a server error", refusal(503, 98004)],
    ["throttling", refusal(429, 11005)],
    ["a failure inside a 200", refusal(200, 10030)],
    ["an HTML page", text("<html>", 502)],
    ["half a body", halfBody],
    ["a reset", reset],
  ])("a read is repeated after %s", async (_what, reply) => {
    server.script(reply, reply, ok({ task }));

    const read = await connect(server.baseUrl).getTask("t1", "background");

    expect(read.id).toBe("t1");
    expect(server.seen).toHaveLength(3);
  });

  test.each<[string, Reply]>([
    ["a refusal", refusal(400, 11102)],
    ["a missing task", refusal(404, 54102)],
    ["a bad key", refusal(401, 11009)],
    ["an unexpected shape", ok({ task: 1 })],
    ["an HTML page where the path is wrong", text("<html>", 404)],
  ])("a read is not repeated after %s", async (_what, reply) => {
    server.script(reply, ok({ task }));

    await errorOf(connect(server.baseUrl).getTask("t1", "background"));

    expect(server.seen).toHaveLength(1);
  });

  test("Retry-After is honoured", async () => {
    server.script(refusal(429, 11005, {}, { "retry-after": "0.2" }), ok({ task }));

    const took = await timed(() => connect(server.baseUrl).getTask("t1", "background"));

    expect(took).toBeGreaterThanOrEqual(195);
  });

  test("an interactive call waits for no Retry-After: the person reads when to come back", async () => {
    server.script(refusal(429, 11005, {}, { "retry-after": "3600" }), ok({ task }));

    const took = await timed(async () => {
      const error = await errorOf(connect(server.baseUrl).getTask("t1", "interactive"));
      expect(error.retryAfterMs).toBe(3_600_000);
      expect(describeFault(error, "Clarifai")).toContain("Clarifai has had too many requests.");
      expect(describeFault(error, "Clarifai")).toContain("Try again in an hour.");
    });

    expect(took).toBeLessThan(SOON_MS);
    expect(server.seen).toHaveLength(1);
  });

  test("a Retry-After beyond the time limit ends the call at once and is told", async () => {
    server.script(refusal(429, 11005, {}, { "retry-after": "60" }));

    const took = await timed(async () => {
      const error = await errorOf(connect(server.baseUrl).getTask("t1", "background"));
      expect(error).toMatchObject({ code: "throttled", retryAfterMs: 60_000 });
    });

    expect(took).toBeLessThan(SOON_MS);
    expect(server.seen).toHaveLength(1);
  });
});

describe("PostTasks", () => {
  test.each<[string, Reply, string]>([
    ["a server error", refusal(500, 99009), "unavailable"],
    ["an HTML page", text("<html>", 502), "unavailable"],
    ["half a body", halfBody, "bad_answer"],
    ["a reset", reset, "unavailable"],
    ["silence", silence, "timed_out"],
    ["an answer without the task", ok({ tasks: [] }), "bad_answer"],
  ])("is sent once and its outcome is unknown after %s", async (_what, reply, code) => {
    server.script(reply, ok({ tasks: [task] }));

    const error = await errorOf(
      connect(server.baseUrl).createTask(spec, { timeoutMs: code === "timed_out" ? limits.interactiveMs : 10_000 }),
    );

    expect(error).toMatchObject({ code, outcomeUnknown: true, call: "PostTasks" });
    expect(server.seen).toHaveLength(1);
  });

  test("is not repeated even when it was throttled, and then surely created nothing", async () => {
    server.script(refusal(429, 11005, {}, { "retry-after": "0" }), ok({ tasks: [task] }));

    const error = await errorOf(connect(server.baseUrl).createTask(spec));

    expect(error).toMatchObject({ code: "throttled", outcomeUnknown: false });
    expect(server.seen).toHaveLength(1);
  });

  test("a mixed answer whose task went well is a success", async () => {
    server.script(refusal(200, 10010, { tasks: [task] }));

    expect((await connect(server.baseUrl).createTask(spec)).id).toBe("t1");
  });

  test("a mixed answer is told by the status of the task", async () => {
    const status = { code: 54103, description: "Not allowed" };
    server.script(refusal(200, 10010, { tasks: [{ id: "", status }] }));

    const error = await errorOf(connect(server.baseUrl).createTask(spec));

    expect(error).toMatchObject({
      code: "forbidden",
      description: "Not allowed",
      statusCode: 54103,
      requestId: "req-1",
    });
  });
});

describe("PatchTasks", () => {
  test("is repeated where it was surely not carried out", async () => {
    server.script(refusal(429, 11005), ok({ tasks: [task] }));

    await connect(server.baseUrl).overwriteTask(task, { name: "new" });

    expect(server.seen).toHaveLength(2);
  });

  test.each<[string, Reply]>([
    ["a server error", refusal(500, 99009)],
    ["a reset", reset],
  ])("is not repeated after %s: somebody else may have changed the task meanwhile", async (_what, reply) => {
    server.script(reply, ok({ tasks: [task] }));

    const error = await errorOf(connect(server.baseUrl).overwriteTask(task, { name: "new" }));

    expect(error.outcomeUnknown).toBe(true);
    expect(server.seen).toHaveLength(1);
  });
});

describe("DeleteTasks", () => {
  test("a repeat of a lost answer that finds nothing is done", async () => {
    server.script(reset, refusal(404, 54102));

    await connect(server.baseUrl).deleteTasks(["t1"]);

    expect(server.seen.map(({ method }) => method)).toEqual(["DELETE", "DELETE"]);
    expect(server.seen[1]?.body).toEqual({ ids: ["t1"] });
  });

  test("a task that was not there in the first place is told", async () => {
    server.script(refusal(404, 54102));

    expect((await errorOf(connect(server.baseUrl).deleteTasks(["t1"]))).code).toBe("not_found");
  });

  test("of several, none may be left", async () => {
    server.script(reset, refusal(404, 54102), ok({ tasks: [{ id: "t2" }] }));

    const error = await errorOf(connect(server.baseUrl).deleteTasks(["t1", "t2"]));

    expect(error.code).toBe("not_found");
    expect(server.seen[2]?.query.getAll("ids")).toEqual(["t1", "t2"]);
  });

  test("of several, all gone is done", async () => {
    server.script(reset, refusal(404, 54102), ok({ tasks: [] }));

    await expect(connect(server.baseUrl).deleteTasks(["t1", "t2"])).resolves.toBeUndefined();
  });

  test("nothing to delete asks nobody", async () => {
    server.script(ok());

    await connect(server.baseUrl).deleteTasks([]);

    expect(server.seen).toHaveLength(0);
  });
});
