import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createKeyOwner } from "../../../src/api/create-key-owner.ts";
import { connect, errorOf, KEY, quick, spec } from "./client.ts";
import {
  halfBody,
  json,
  type OddServer,
  ok,
  type Reply,
  raw,
  refusal,
  reset,
  silence,
  stalledBody,
  startOddServer,
  text,
} from "./odd-server.ts";

let server: OddServer;
beforeAll(async () => {
  server = await startOddServer();
});
afterAll(() => server.close());

const html = "<html><body>502 Bad Gateway</body></html>";

describe("what went wrong is told in one closed word", () => {
  test.each<[what: string, reply: Reply, code: string]>([
    ["a bad key", refusal(401, 11008), "unauthorized"],
    ["a key without the scope", refusal(403, 11007), "forbidden"],
    ["a task permission", refusal(403, 54103), "forbidden"],
    ["a missing task", refusal(404, 54102), "not_found"],
    ["throttling", refusal(429, 11005), "throttled"],
    ["throttling by a gateway", text("slow down", 429, "text/plain"), "throttled"],
    ["a malformed request", refusal(400, 11102), "invalid"],
    ["a conflict", refusal(409, 54100), "conflict"],
    ["a server error", refusal(500, 99009), "unavailable"],
    ["a server error with a general code", refusal(503, 10020), "unavailable"],
    ["try again", refusal(200, 10030), "unavailable"],
    ["a failure inside a 200", refusal(200, 54102), "not_found"],
    ["an unknown failure inside a 200", refusal(200, 10020), "invalid"],
    ["a success code on a server error", json({ status: { code: 10000 } }, 500), "unavailable"],
    ["an outage in the words of a gateway", text(html, 502), "unavailable"],
    ["an HTML page that claims success", text(html, 200), "bad_answer"],
    ["an empty answer", text("", 200, "application/json"), "bad_answer"],
    ["an empty server error", text("", 500), "unavailable"],
    ["no content", text("", 204), "bad_answer"],
    ["half a body", halfBody, "bad_answer"],
    ["half a document", text('{"status":{"code":10000},"task":', 200, "application/json"), "bad_answer"],
    ["not an object", json([1]), "bad_answer"],
    ["null", json(null), "bad_answer"],
    ["no status", json({ task: { id: "t" } }), "bad_answer"],
    ["a status without a code", json({ status: {} }), "bad_answer"],
    ["no task", ok(), "bad_answer"],
    ["a task without an id", ok({ task: { name: "x" } }), "bad_answer"],
    ["a task of the wrong shape", ok({ task: { id: "t", worker: [] } }), "bad_answer"],
    ["a huge body", ok({ task: { id: "t", description: "x".repeat(quick.maxAnswerBytes) } }), "bad_answer"],
    ["a body that is not UTF-8", (_request, response) => response.end(Buffer.from([0xff, 0xfe])), "bad_answer"],
    ["a redirect", (_request, response) => response.writeHead(302, { location: "/v2/elsewhere" }).end(), "bad_answer"],
    ["something that is not HTTP", raw("SSH-2.0-OpenSSH\r\n"), "bad_answer"],
    ["another version of HTTP", raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), "bad_answer"],
    ["a header that is none", raw("HTTP/1.1 200 OK\r\nbad header\r\n\r\n"), "bad_answer"],
    ["headers without an end", raw(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(100_000)}\r\n\r\n`), "bad_answer"],
    ["two lengths", raw("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab"), "bad_answer"],
    ["half of a status line", raw("HTTP/1.1 20"), "unavailable"],
    ["a reset", reset, "unavailable"],
    ["silence", silence, "timed_out"],
    ["a body that stalls", stalledBody, "timed_out"],
  ])("%s", async (_what, reply, code) => {
    server.script(reply);

    const limits = code === "timed_out" ? quick : {};
    const error = await errorOf(connect(server.baseUrl, limits).getTask("t", "interactive"));

    expect(error.code).toBe(code);
    expect(error.call).toBe("GetTask");
    expect(server.seen).toHaveLength(1);
  });

  test("a refused connection, which surely changed nothing", async () => {
    const gone = await startOddServer();
    await gone.close();

    const error = await errorOf(connect(gone.baseUrl).createTask(spec));

    expect(error).toMatchObject({ code: "unavailable", outcomeUnknown: false });
    expect(error.description).toContain("ECONNREFUSED");
  });

  test("the API's own words come along", async () => {
    server.script(refusal(400, 11102));

    const error = await errorOf(connect(server.baseUrl).createTask(spec));

    expect(error).toMatchObject({ statusCode: 11102, description: "Refused", details: "Mend it", requestId: "req-1" });
    expect(error.outcomeUnknown).toBe(false);
  });

  test.each(["", ".", "..", "\ud800"])("an id that no task can have (%j) asks nobody", async (id) => {
    server.script(ok());

    const error = await errorOf(connect(server.baseUrl).getTask(id, "interactive"));

    expect(error.code).toBe("not_found");
    expect(server.seen).toHaveLength(0);
  });
});

describe("the key is never told", () => {
  const shown = (error: unknown): string => inspect(error, { depth: 20, showHidden: true });

  test.each<[string, Reply]>([
    [
      "in the API's own words",
      json({ status: { code: 11009, description: `No key ${KEY}`, details: KEY, req_id: KEY } }, 401),
    ],
    ["on a broken connection", reset],
    ["after a redirect", (_request, response) => response.writeHead(307, { location: `/?k=${KEY}` }).end()],
    ["in an answer that cannot be read", text(KEY, 500)],
    ["in an answer of another shape", ok({ task: { id: 1, name: KEY } })],
    ["on silence", silence],
  ])("%s", async (_what, reply) => {
    server.script(reply);

    const limits = reply === silence ? quick : {};
    const error = await errorOf(connect(server.baseUrl, limits).getTask("t", "interactive"));

    expect(shown(error)).not.toContain(KEY);
    expect(JSON.stringify(error)).not.toContain(KEY);
    expect(server.seen[0]?.authorization).toBe(`Key ${KEY}`);
    expect(server.seen[0]?.path).not.toContain(KEY);
  });

  test.each(["", "two words", "line\nbreak", "schlüssel", "a\u0000b"])(
    "a key that cannot be sent (%j) is refused here",
    async (key) => {
      server.script(ok({ user: { id: "u" } }));

      const error = await errorOf(createKeyOwner({ baseUrl: server.baseUrl })(key));

      expect(error.code).toBe("unauthorized");
      if (key !== "") expect(shown(error)).not.toContain(JSON.stringify(key).slice(1, -1));
      expect(server.seen).toHaveLength(0);
    },
  );
});
