import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { builtOf } from "../../support/built.ts";

const folder = mkdtempSync(join(tmpdir(), "labeldesk-cli-"));
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a command of src/cli on its own data folder, away from any .env of the developer's. */
function run(command: string, args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [builtOf(`src/cli/${command}`), ...args], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder, DATA_DIR: join(folder, "data"), ...env },
  });
  running.add(child);
  let output = "";
  child.stdout.on("data", (data: Buffer) => {
    output += data;
  });
  let errors = "";
  child.stderr.on("data", (data: Buffer) => {
    errors += data;
  });
  const exit = once(child, "exit").then(([code]) => {
    running.delete(child);
    return { code, output, errors };
  });
  const said = async (pattern: RegExp, stream: "stdout" | "stderr" = "stdout"): Promise<RegExpExecArray> => {
    for (;;) {
      const found = pattern.exec(stream === "stdout" ? output : errors);
      if (found !== null) return found;
      await Promise.race([
        once(child[stream], "data"),
        exit.then((end) => Promise.reject(new Error(JSON.stringify(end)))),
      ]);
    }
  };
  return { child, exit, said, output: () => output };
}

describe("the commands", () => {
  it("serve the service alone: the key is made and printed once, and stays", async () => {
    const first = run("tasks-service.ts", [], { TASKS_SERVICE_PORT: "0" });
    const [, address] = await first.said(/(http:\/\/127\.0\.0\.1:\d+) for user owner, app main/);
    const key = /shown this once: (\w+)/.exec(first.output())?.[1] ?? "";
    const health = await fetch(`${address}/healthz`);
    const tasks = await fetch(`${address}/v2/users/owner/apps/main/tasks`, {
      headers: { Authorization: `Key ${key}` },
    });
    const body = await tasks.json();
    first.child.kill("SIGTERM");
    const { code } = await first.exit;
    const second = run("tasks-service.ts", [], { TASKS_SERVICE_PORT: "0" });
    const [, again] = await second.said(/(http:\/\/127\.0\.0\.1:\d+) for user/);
    const me = await fetch(`${again}/v2/users/me`, { headers: { Authorization: `Key ${key}` } });
    const user = await me.json();
    second.child.kill("SIGTERM");
    await second.exit;

    expect([health.status, tasks.status, body.tasks]).toEqual([200, 200, []]);
    expect(code).toBe(0);
    expect(user.user.id).toBe("owner");
    expect(second.output()).not.toContain("shown this once");
  });

  it("serve metrics on a port of their own: calls by how they ended, and what waits", async () => {
    const env = { TASKS_SERVICE_PORT: "0", TASKS_SERVICE_METRICS_PORT: "0", TASKS_SERVICE_KEY: "a-key-of-the-owner" };
    const service = run("tasks-service.ts", [], { ...env, DATA_DIR: join(folder, "measured") });
    const [, metrics = ""] = await service.said(/Metrics on (http:\/\/127\.0\.0\.1:\d+\/metrics)/);
    const [, address] = await service.said(/(http:\/\/127\.0\.0\.1:\d+) for user/);
    const ask = (path: string, key: string) =>
      fetch(`${address}/v2/users/owner/apps/main/${path}`, { headers: { Authorization: `Key ${key}` } });
    await ask("tasks", env.TASKS_SERVICE_KEY);
    await ask("tasks", env.TASKS_SERVICE_KEY);
    await ask("tasks", "somebody-elses-key");
    await ask("tasks/none/agreement", env.TASKS_SERVICE_KEY);

    const text = await (await fetch(metrics)).text();
    const elsewhere = await fetch(`${address}/metrics`);
    service.child.kill("SIGTERM");
    const { code } = await service.exit;

    const count = (labels: string) =>
      new RegExp(`^labeldesk_tasks_service_seconds_count\\{${labels}\\} (\\d+)$`, "m").exec(text)?.[1];
    expect(count('call="ListTasks",outcome="ok"')).toBe("2");
    expect(count('call="ListTasks",outcome="refused"')).toBe("1");
    expect(count('call="GET /tasks/\\{task_id\\}/agreement",outcome="refused"')).toBe("1");
    expect(text).toMatch(/^labeldesk_tasks_service_requests 0$/m);
    expect(text).toMatch(/^labeldesk_tasks_service_jobs 0$/m);
    expect(text).not.toContain(env.TASKS_SERVICE_KEY);
    expect([elsewhere.status, code]).toEqual([404, 0]);
  });

  it("end the owner's key when another is given, and make and take back keys while the service runs", async () => {
    const [first, second] = ["first-key-of-the-owner", "second-key-of-the-owner"];
    const env = { TASKS_SERVICE_PORT: "0", DATA_DIR: join(folder, "keys") };
    const start = async (key: string) => {
      const service = run("tasks-service.ts", [], { ...env, TASKS_SERVICE_KEY: key });
      const [, address] = await service.said(/(http:\/\/127\.0\.0\.1:\d+) for user/);
      const http = async (used: string) =>
        (await fetch(`${address}/v2/users/me`, { headers: { Authorization: `Key ${used}` } })).status;
      const stop = async () => {
        service.child.kill("SIGTERM");
        await service.exit;
      };
      return { http, stop };
    };
    const keys = (...args: string[]) => run("tasks-service.ts", ["keys", ...args], env).exit;
    await (await start(first)).stop();
    const service = await start(second);

    const ofOwner = [await service.http(first), await service.http(second)];
    const made = await keys("make", "--user", "owner", "--description", "laptop", "--expires", "30d");
    const key = /shown this once: (\w+)/.exec(made.output)?.[1] ?? "";
    const whileMade = await service.http(key);
    const revoked = await keys("revoke", key);
    const afterwards = await service.http(key);
    await service.stop();

    expect(ofOwner).toEqual([401, 200]);
    expect([whileMade, afterwards]).toEqual([200, 401]);
    expect(revoked).toMatchObject({ code: 0, output: expect.stringContaining("taken back") });
  });

  it.each([
    ["The tasks service cannot start", "tasks-service.ts", []],
    ["The keys cannot be reached", "tasks-service.ts", ["keys", "list"]],
    ["The import stopped", "import.ts", ["list.csv"]],
  ])("refuse an environment that they cannot use, naming every problem: %s", async (what, command, args) => {
    const env = { TASKS_SERVICE_PORT: "x", TASKS_SERVICE_KEY: "short" };

    const { code, errors } = await run(command, args, env).exit;

    expect(code).toBe(1);
    expect(errors.startsWith(`${what}: 2 problems in the environment.\n`)).toBe(true);
    expect(errors.split("\n").slice(1, 3)).toEqual([
      expect.stringMatching(/^ {2}- TASKS_SERVICE_PORT must /),
      expect.stringMatching(/^ {2}- TASKS_SERVICE_KEY must /),
    ]);
  });

  it("import into the service, and end with 1 when a row is bad", async () => {
    writeFileSync(join(folder, "list.csv"), "id,text\n1,good\n2,\n");

    const { code, output, errors } = await run("import.ts", ["--dataset", "texts", "list.csv"], {}).exit;

    expect([code, output]).toEqual([1, "1 added, 0 there already, 1 bad\n"]);
    expect(errors).toContain("list.csv:3");
  });

  it("tell where an import's rows are, without what a terminal would obey", async () => {
    const name = "odd\u001b[31m.csv";
    writeFileSync(join(folder, name), "id,text\n1,\n");

    const { errors } = await run("import.ts", [name], {}).exit;

    expect(errors).toBe('odd\uFFFD[31m.csv:2 has none of "url", "text" and "file"\n');
  });

  it("refuse an encoding that there is not", async () => {
    const { code, errors, output } = await run("import.ts", ["--encoding", "klingon", "list.csv"], {}).exit;

    expect([code, output]).toEqual([1, ""]);
    expect(errors).toContain('no encoding "klingon"');
  });
});

describe("an import that is stopped", () => {
  const GOOD = 12_000;
  /** What is told of so many does not fit into what lies between two processes: unless somebody reads on, the import stands still there. */
  const BAD = 20_000;
  /** Bad rows after the first batches: there the import is stopped. */
  const writeRows = (name: string): void => {
    const rows = Array.from({ length: GOOD }, (_, index) => JSON.stringify({ id: `r${index}`, text: `text ${index}` }));
    rows.splice(1000, 0, ...Array.from({ length: BAD }, () => "{}"));
    writeFileSync(join(folder, name), rows.join("\n"));
  };
  /** Waits until it has come to the bad rows, where it is held. */
  const untilHeld = async ({ child, said }: ReturnType<typeof run>): Promise<void> => {
    await said(/many\.jsonl:1001 /, "stderr");
    child.stderr.pause();
  };
  const SUMMARY = /^(\d+) added, (\d+) there already, (\d+) bad$/m;

  it("by Ctrl-C says how far it came, and the next one does the rest", async () => {
    writeRows("many.jsonl");
    const data = { DATA_DIR: join(folder, "stopped") };
    const stopped = run("import.ts", ["many.jsonl"], data);
    await untilHeld(stopped);
    stopped.child.kill("SIGINT");
    stopped.child.stderr.resume();
    const { code, output, errors } = await stopped.exit;

    const rest = await run("import.ts", ["many.jsonl"], data).exit;

    const [, added = "", there] = SUMMARY.exec(output) ?? [];
    expect([code, there]).toEqual([130, "0"]);
    expect(Number(added)).toBeGreaterThan(0);
    expect(Number(added)).toBeLessThan(GOOD);
    expect(errors).toContain("Run it again to go on.");
    expect(rest.output).toBe(`${GOOD - Number(added)} added, ${added} there already, ${BAD} bad\n`);
  });

  it("by a kill has doubled and lost nothing when the next one is done", async () => {
    writeRows("many.jsonl");
    const data = { DATA_DIR: join(folder, "killed") };
    const killed = run("import.ts", ["--dataset", "all", "many.jsonl"], data);
    await untilHeld(killed);
    killed.child.kill("SIGKILL");
    const { output } = await killed.exit;

    const rest = await run("import.ts", ["--dataset", "all", "many.jsonl"], data).exit;

    const [, added = "", there = ""] = SUMMARY.exec(rest.output) ?? [];
    expect(output).toBe("");
    expect(Number(added) + Number(there)).toBe(GOOD);
    expect(Number(there)).toBeGreaterThan(0);
  });
});
