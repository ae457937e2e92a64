import { describe, expect, test } from "@jest/globals";
import { LogLevel, WebAPIHTTPError, WebAPIPlatformError, WebAPIRequestError, WebClient } from "@slack/web-api";
import * as z from "zod";
import { TasksApiError } from "../../src/domain/tasks-api-error.ts";
import { createLog, createRedactor } from "../../src/log.ts";
import { requestScope } from "../../src/request-scope.ts";
import { createSlackLogger } from "../../src/slack/slack-log.ts";

const token = "xoxb-123456-654321-AbCdEfGhIjKl";
const pat = "0123456789abcdef0123456789abcdef";

function record(level: "debug" | "info" | "warn" = "info", secrets: readonly string[] = []) {
  const written: string[] = [];
  const log = createLog({ level, secrets, destination: { write: (line) => written.push(line) } });
  return {
    log,
    text: () => written.join(""),
    lines: () => written.map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line))),
  };
}

describe("a line", () => {
  test("is JSON with a level in words, a time, the fields and the message", () => {
    const { log, lines } = record();

    log.info({ taskId: "t1" }, "Task created");

    expect(lines()).toEqual([
      expect.objectContaining({ level: "info", time: expect.stringMatching(/Z$/), taskId: "t1", msg: "Task created" }),
    ]);
  });

  test("says for which request it was written, also after a wait, and only then", async () => {
    const { log, lines } = record();

    await requestScope.run("0123456789ab", async () => {
      await Promise.resolve();
      log.info({}, "asked for");
    });
    log.info({}, "by itself");

    const [askedFor, byItself] = lines();
    expect(askedFor).toMatchObject({ msg: "asked for", request: "0123456789ab" });
    expect(byItself).not.toHaveProperty("request");
  });

  test("below the level is not written", () => {
    const { log, lines } = record("warn");

    log.info("quiet");
    log.warn("loud");

    expect(lines()).toEqual([expect.objectContaining({ msg: "loud" })]);
  });
});

describe("secrets do not reach the output", () => {
  test.each([
    ["a field by its name", { authorization: "anything" }],
    ["a field two levels down", { request: { headers: { Authorization: "anything" } } }],
    ["a key", { account: { pat: "anything" } }],
    ["a response address", { body: { response_url: "anything" } }],
  ])("%s", (_name, fields) => {
    const { log, text } = record();

    log.info(fields, "Called");

    expect(text()).toContain("Called");
    expect(text()).not.toContain("anything");
  });

  test.each([
    ["a token in a message", new Error(`invalid token ${token}`)],
    ["a token in the cause of a cause", new Error("a", { cause: new Error("b", { cause: new Error(token) }) })],
    ["a token in one of several errors", new AggregateError([new Error(`no route for ${token}`)], "all failed")],
    ["a key in a header that a message quotes", new Error(`Invalid header "authorization: Key ${pat}"`)],
    ["a password in an address", new Error("connect postgres://labeldesk:hunter2-pass@db/labeldesk failed")],
    ["a response address in a message", new Error("POST https://hooks.slack.com/commands/T1/2/hunter2-pass failed")],
    [
      "a request kept by an error",
      Object.assign(new Error("failed"), { request: { text: "hunter2-pass" }, body: token }),
    ],
    ["the headers of an HTTP error", new WebAPIHTTPError(500, "Oops", { "x-key": token }, "hunter2-pass")],
    [
      "the request behind a failed connection",
      new WebAPIRequestError(Object.assign(new Error("ECONNRESET"), { body: token })),
    ],
  ])("%s", (_name, error) => {
    const { log, text } = record();

    log.error({ err: error }, "Failed");
    log.error(error);
    log.child({ part: "outbox" }).error({ failure: error }, "Failed");

    expect(text()).toContain("Failed");
    expect(text()).not.toMatch(/AbCdEfGhIjKl|0123456789abcdef|hunter2-pass/);
  });

  test("a configured secret that looks like nothing in particular", () => {
    const secret = 'pa"ss/word';
    const { log, text } = record("info", [secret]);

    log.info({ detail: `at ${secret} and ${encodeURIComponent(secret)}` }, "Seen");

    expect(text()).not.toContain("word");
    expect(text()).not.toContain("ss%2F");
  });

  test("a text meant for a terminal", () => {
    expect(createRedactor([pat])(`Key ${pat}: bad`)).toBe("Key [redacted]: bad");
  });

  test("a token that begins like the configured one", () => {
    expect(createRedactor(["xoxb-abc"])("xoxb-abc and xoxb-abcdef")).toBe("[redacted] and [redacted]");
  });

  test("a short value of the configuration garbles nothing", () => {
    expect(createRedactor(["", "a"])("all as it was")).toBe("all as it was");
  });
});

describe("an error", () => {
  test("of the Tasks API keeps its code, its call and the request id", () => {
    const { log, lines } = record();
    const err = new TasksApiError({ code: "conflict", call: "PostTasks", statusCode: 54100, requestId: "r-1" });

    log.error({ err }, "Task was not created");

    expect(lines()[0]?.["err"]).toMatchObject({
      type: "TasksApiError",
      code: "conflict",
      call: "PostTasks",
      statusCode: 54100,
      requestId: "r-1",
      stack: expect.stringContaining("log.test.ts"),
    });
  });

  test("of Slack keeps its error word and the missing scope, not the rest of the answer", () => {
    const { log, lines, text } = record();
    const answer = {
      ok: false,
      error: "missing_scope",
      needed: "chat:write",
      provided: "commands",
      echo: "their words",
    };

    log.error({ err: new WebAPIPlatformError(answer) }, "Refused");

    expect(lines()[0]?.["err"]).toMatchObject({
      slack: { error: "missing_scope", needed: "chat:write", provided: "commands" },
    });
    expect(text()).not.toContain("their words");
  });

  test("that causes itself is written all the same", () => {
    const { log, lines } = record();
    const error = new Error("round");
    error.cause = error;

    log.error({ err: error }, "Failed");

    expect(lines()).toHaveLength(1);
  });
});

describe("the logger for Slack's clients", () => {
  test("writes text and errors, without objects", () => {
    const { log, lines } = record();
    const slack = createSlackLogger(log);
    slack.setName("bolt-app");

    slack.warn("An event", "was late", { text: "their words" });
    slack.error(new Error("broken"));

    expect(lines()).toEqual([
      expect.objectContaining({ level: "warn", source: "bolt-app", detail: "An event was late" }),
      expect.objectContaining({ level: "error", err: expect.objectContaining({ message: "broken" }) }),
    ]);
  });

  test("drops what is below its own level", () => {
    const { log, lines } = record();
    const slack = createSlackLogger(log);
    slack.setLevel(LogLevel.ERROR);

    slack.warn("quiet");

    expect(slack.getLevel()).toBe(LogLevel.ERROR);
    expect(lines()).toEqual([]);
  });

  test("never writes the request of a real client, not even at debug level", async () => {
    const { log, text } = record("debug");
    const answer = Response.json({ ok: false, error: "channel_not_found" });
    const client = new WebClient(token, {
      logger: createSlackLogger(log),
      fetch: async () => answer,
      retryConfig: { retries: 0 },
    });

    const refusal = await client.chat.postMessage({ channel: "U1", text: "their words" }).catch((error) => error);
    log.error({ err: refusal }, "Refused");

    expect(text()).toContain("channel_not_found");
    expect(text()).not.toMatch(/their words|AbCdEfGhIjKl/);
  });
});
