import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { ConfigError, type Environment, listSecrets, readConfig } from "../../src/config.ts";

const http = { SLACK_BOT_TOKEN: "xoxb-1-2-three", SLACK_SIGNING_SECRET: "8f742231b10e8888abcd99yyyzzz85a5" };
const socket = { SLACK_BOT_TOKEN: "xoxb-1-2-three", SLACK_APP_TOKEN: "xapp-1-A2-four" };
const oauth = {
  SLACK_CLIENT_ID: "1.2",
  SLACK_CLIENT_SECRET: "9a8b7c6d5e4f",
  SLACK_STATE_SECRET: "a-secret-of-sixteen-or-more",
  SLACK_SIGNING_SECRET: "8f742231b10e8888abcd99yyyzzz85a5",
  PUBLIC_URL: "https://labeldesk.example.com",
  ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
};
const clarifai = { CLARIFAI_PAT: "0123456789abcdef", CLARIFAI_USER_ID: "lead-1", CLARIFAI_APP_ID: "main" };

/** The problems that the message lists. */
function problemsOf(env: Environment): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split("\n  - ").slice(1);
    throw error;
  }
  return [];
}

describe("what is read", () => {
  test("two Slack variables are enough; the rest has defaults", () => {
    expect(readConfig(http)).toEqual({
      slack: {
        mode: "http",
        botToken: http.SLACK_BOT_TOKEN,
        signingSecret: http.SLACK_SIGNING_SECRET,
        apiUrl: "https://slack.com/api/",
      },
      tasks: { kind: "local", apiUrl: "https://api.clarifai.com" },
      database: { kind: "sqlite", dir: "./data" },
      port: 3000,
      logLevel: "info",
    });
  });

  test("where browsers reach the app is read without the slash at its end, and is an address", () => {
    expect(readConfig({ ...http, PUBLIC_URL: "https://labels.example.com/desk/" }).publicUrl).toBe(
      "https://labels.example.com/desk",
    );
    expect(problemsOf({ ...http, PUBLIC_URL: "labels.example.com" })).toEqual([
      expect.stringContaining("PUBLIC_URL must be an http:// or https:// address"),
    ]);
  });

  test("metrics have a port of their own, and are off without one", () => {
    expect(readConfig({ ...http, METRICS_PORT: "9464" }).metricsPort).toBe(9464);
    expect(readConfig(http)).not.toHaveProperty("metricsPort");
    expect(problemsOf({ ...http, PORT: "8080", METRICS_PORT: "8080" })).toEqual([
      "METRICS_PORT must be another port than PORT: what Slack reaches has no metrics.",
    ]);
  });

  test("traces go to a collector, with headers that are secrets", () => {
    const config = readConfig({
      ...http,
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318/",
      OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20abc=def, x-team=labels",
    });

    expect(config.tracing).toEqual({
      endpoint: "http://127.0.0.1:4318",
      headers: { authorization: "Bearer abc=def", "x-team": "labels" },
      serviceName: "labeldesk",
    });
    expect(listSecrets(config)).toContain("Bearer abc=def");
  });

  test.each(["authorization", "authorization=", "a b=c", "a=%", "a=%0a"])(
    "a header that is none is refused: %s",
    (headers) => {
      const problems = problemsOf({
        ...http,
        OTEL_EXPORTER_OTLP_ENDPOINT: "http://c",
        OTEL_EXPORTER_OTLP_HEADERS: headers,
      });

      expect(problems).toEqual(["OTEL_EXPORTER_OTLP_HEADERS must be name=value, several with commas between."]);
    },
  );

  test("headers for traces that go nowhere are a mistake", () => {
    expect(problemsOf({ ...http, OTEL_EXPORTER_OTLP_HEADERS: "a=b" })).toEqual([
      expect.stringContaining("OTEL_EXPORTER_OTLP_HEADERS is for traces"),
    ]);
  });

  test("an app-level token means Socket Mode, also beside a signing secret", () => {
    const { slack } = readConfig({ ...http, ...socket });

    expect(slack).toMatchObject({ mode: "socket", appToken: socket.SLACK_APP_TOKEN });
    expect(slack).not.toHaveProperty("signingSecret");
  });

  test("three OAuth variables mean all workspaces that install the app, over HTTP or Socket Mode", () => {
    const access = { clientId: "1.2", clientSecret: oauth.SLACK_CLIENT_SECRET, stateSecret: oauth.SLACK_STATE_SECRET };

    expect(readConfig(oauth).slack).toEqual({
      mode: "http",
      oauth: access,
      signingSecret: oauth.SLACK_SIGNING_SECRET,
      apiUrl: "https://slack.com/api/",
    });
    expect(readConfig({ ...oauth, SLACK_APP_TOKEN: socket.SLACK_APP_TOKEN }).slack).toMatchObject({
      mode: "socket",
      oauth: access,
    });
    expect(listSecrets(readConfig(oauth))).toEqual(
      expect.arrayContaining([oauth.SLACK_CLIENT_SECRET, oauth.SLACK_STATE_SECRET, oauth.SLACK_SIGNING_SECRET]),
    );
  });

  test("three Clarifai variables mean Clarifai", () => {
    expect(readConfig({ ...http, ...clarifai }).tasks).toEqual({
      kind: "clarifai",
      pat: clarifai.CLARIFAI_PAT,
      userId: "lead-1",
      appId: "main",
      apiUrl: "https://api.clarifai.com",
    });
  });

  test("a database address means PostgreSQL, whatever DATA_DIR says", () => {
    const url = "postgresql://labeldesk:pass@127.0.0.1:5432/labeldesk";

    expect(readConfig({ ...http, DATABASE_URL: url, DATA_DIR: "/tmp/data" }).database).toEqual({
      kind: "postgres",
      url,
    });
  });

  test("addresses of the other sides are taken with or without a slash at the end", () => {
    for (const end of ["", "/", "//"]) {
      const { slack, tasks } = readConfig({
        ...http,
        ...clarifai,
        SLACK_API_URL: `http://127.0.0.1:4010/api${end}`,
        CLARIFAI_API_URL: `http://127.0.0.1:4020${end}`,
      });

      expect(slack.apiUrl).toBe("http://127.0.0.1:4010/api/");
      expect(tasks).toMatchObject({ apiUrl: "http://127.0.0.1:4020" });
    }
  });

  test("keys to encrypt with, in base64 or hex, the first one first", () => {
    const [young, old] = [Buffer.alloc(32, 250), Buffer.alloc(32, 1)];
    const base64 = young.toString("base64");
    for (const spelled of [base64, base64.replace("=", ""), young.toString("base64url"), young.toString("hex")])
      expect(readConfig({ ...http, ENCRYPTION_KEY: `${spelled}, ${old.toString("hex").toUpperCase()}` })).toMatchObject(
        {
          encryptionKeys: [young, old],
        },
      );
  });

  test("spaces around a value and empty variables do not count", () => {
    const env = { ...http, PORT: " 8080 ", CLARIFAI_PAT: "", DATABASE_URL: "  ", SLACK_CLIENT_ID: "" };

    expect(readConfig(env)).toMatchObject({ port: 8080, tasks: { kind: "local" }, database: { kind: "sqlite" } });
  });

  test("the tokens of a sandbox or a test workspace fit", () => {
    for (const token of ["xoxb-sandbox-labeldesk", "xoxb-test_1", "xoxb-1"])
      expect(readConfig({ ...http, SLACK_BOT_TOKEN: token }).slack.botToken).toBe(token);
  });
});

describe("what is refused", () => {
  test("no Slack credentials: the sandbox is named", () => {
    const problems = problemsOf({});

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain("npm run sandbox");
    expect(problems[0]).toContain("SLACK_BOT_TOKEN");
  });

  test("a bot token without a way to receive, and the reverse", () => {
    expect(problemsOf({ SLACK_BOT_TOKEN: http.SLACK_BOT_TOKEN })).toEqual([
      expect.stringMatching(/^SLACK_SIGNING_SECRET is missing.*SLACK_APP_TOKEN/),
    ]);
    expect(problemsOf({ SLACK_SIGNING_SECRET: http.SLACK_SIGNING_SECRET })).toEqual([
      expect.stringMatching(/^SLACK_BOT_TOKEN is missing/),
    ]);
    expect(problemsOf({ SLACK_APP_TOKEN: socket.SLACK_APP_TOKEN })).toEqual([
      expect.stringMatching(/^SLACK_BOT_TOKEN is missing/),
    ]);
  });

  test("OAuth variables beside a bot token are a contradiction", () => {
    expect(problemsOf({ ...oauth, SLACK_BOT_TOKEN: http.SLACK_BOT_TOKEN })).toEqual([
      expect.stringMatching(
        /^SLACK_BOT_TOKEN contradicts SLACK_CLIENT_ID, SLACK_CLIENT_SECRET, SLACK_STATE_SECRET: .*one or the other/,
      ),
    ]);
  });

  test("some of the OAuth variables: the missing ones are named, and what else they need", () => {
    expect(problemsOf({ SLACK_CLIENT_ID: "1.2", SLACK_STATE_SECRET: oauth.SLACK_STATE_SECRET })).toEqual([
      expect.stringMatching(/^SLACK_CLIENT_SECRET missing beside SLACK_CLIENT_ID and SLACK_STATE_SECRET/),
      expect.stringMatching(/^PUBLIC_URL is missing/),
      expect.stringMatching(/^ENCRYPTION_KEY is missing/),
      expect.stringMatching(/^SLACK_SIGNING_SECRET is missing/),
    ]);
  });

  test("one Clarifai account for all workspaces is refused, and what to do instead is said", () => {
    expect(problemsOf({ ...oauth, ...clarifai })).toEqual([
      expect.stringMatching(/^CLARIFAI_PAT, CLARIFAI_USER_ID, CLARIFAI_APP_ID: .*\/task connect/),
    ]);
  });

  test("placeholders copied from .env.example", () => {
    expect(problemsOf({ SLACK_BOT_TOKEN: "xoxb-…", SLACK_SIGNING_SECRET: "…" })).toHaveLength(2);
    expect(problemsOf({ SLACK_BOT_TOKEN: "xoxb-...", SLACK_APP_TOKEN: "xapp-…" })).toHaveLength(2);
    expect(problemsOf({ ...http, ...clarifai, CLARIFAI_PAT: "…" })).toHaveLength(1);
  });

  test.each([
    { SLACK_BOT_TOKEN: "xoxp-1-2-three" },
    { SLACK_BOT_TOKEN: "xoxb-with a space" },
    { SLACK_APP_TOKEN: "xoxb-1-2-three" },
    { SLACK_API_URL: "slack.com/api" },
    { SLACK_API_URL: "ftp://slack.com/api" },
    { SLACK_API_URL: "https://slack.com/api?x=1" },
    { ...clarifai, CLARIFAI_API_URL: "//api.clarifai.com" },
    { ...clarifai, CLARIFAI_USER_ID: "a/b" },
    { DATABASE_URL: "mysql://127.0.0.1/labeldesk" },
    { DATABASE_URL: "labeldesk.db" },
    { PORT: "-1" },
    { PORT: "65536" },
    { PORT: "3e3" },
    { LOG_LEVEL: "loud" },
    { ENCRYPTION_KEY: "my secret" },
    { ENCRYPTION_KEY: Buffer.alloc(31).toString("base64") },
    { ENCRYPTION_KEY: Buffer.alloc(33).toString("hex") },
    { ENCRYPTION_KEY: `${"a".repeat(64)},` },
  ])("%j", (change: Environment) => {
    const names = Object.keys(change);
    const problems = problemsOf({ ...http, ...change });

    expect(problems).toHaveLength(1);
    expect(names.some((name) => problems[0]?.startsWith(name))).toBe(true);
  });

  test("some of the Clarifai variables: the missing ones are named", () => {
    expect(problemsOf({ ...http, CLARIFAI_PAT: "0123456789abcdef" })).toEqual([
      expect.stringMatching(/^CLARIFAI_USER_ID and CLARIFAI_APP_ID missing beside CLARIFAI_PAT/),
    ]);
  });

  test("several problems come in one message", () => {
    const env = { SLACK_BOT_TOKEN: "bot", CLARIFAI_PAT: "key", DATABASE_URL: "x", PORT: "y", LOG_LEVEL: "z" };

    expect(() => readConfig(env)).toThrow(/^Labeldesk cannot start: 6 problems in the environment\.(\n {2}- .+){6}$/);
  });

  test("no message holds a value", () => {
    const value = "hunter2-is-my-secret";
    const names = [
      ...["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"],
      ...["CLARIFAI_PAT", "CLARIFAI_API_URL", "DATABASE_URL", "PORT", "LOG_LEVEL", "ENCRYPTION_KEY"],
    ];
    const problems = problemsOf(Object.fromEntries(names.map((name) => [name, value])));

    expect(problems.length).toBeGreaterThan(5);
    expect(problems.join("\n")).not.toContain(value);
  });
});

test("every secret of a configuration is listed for redaction", () => {
  const key = Buffer.alloc(32, 250);
  const env = {
    ...http,
    ...clarifai,
    DATABASE_URL: "postgres://labeldesk:p%40ss@127.0.0.1/labeldesk",
    ENCRYPTION_KEY: key.toString("hex"),
  };

  expect(listSecrets(readConfig(env))).toEqual([
    http.SLACK_BOT_TOKEN,
    http.SLACK_SIGNING_SECRET,
    clarifai.CLARIFAI_PAT,
    env.DATABASE_URL,
    "p%40ss",
    key.toString("base64url"),
    key.toString("base64").replace("=", ""),
    key.toString("hex"),
    key.toString("hex").toUpperCase(),
  ]);
  expect(listSecrets(readConfig(socket))).toEqual([socket.SLACK_BOT_TOKEN, socket.SLACK_APP_TOKEN]);
});

test(".env.example names every variable that the app reads, and besides them only those of the tasks service", () => {
  const asked = new Set<string>();
  const env = new Proxy<Record<string, string>>({}, { get: (_target, name) => void asked.add(String(name)) });
  const example = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");

  problemsOf(env);
  const named = [...example.matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name);

  expect(named.filter((name) => !name?.startsWith("TASKS_SERVICE_")).sort()).toEqual([...asked].sort());
});
