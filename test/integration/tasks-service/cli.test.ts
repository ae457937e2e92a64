import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "@jest/globals";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "labeldesk-cli-"));
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a command of src/cli on its own data folder, away from any .env of the developer's. */
function run(command: string, args: string[], env: Record<string, string>) {
  const tsx = join(root, "node_modules/tsx/dist/cli.mjs");
  const child = spawn(process.execPath, [tsx, join(root, "src/cli", command), ...args], {
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
  const said = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = pattern.exec(output);
      if (found !== null) return found;
      await Promise.race([
        once(child.stdout, "data"),
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
  }, 60_000);

  it("refuse an environment that they cannot use, naming every problem", async () => {
    const { code, errors } = await run("tasks-service.ts", [], { TASKS_SERVICE_PORT: "x", TASKS_SERVICE_KEY: "short" })
      .exit;

    expect(code).toBe(1);
    expect(errors).toContain("TASKS_SERVICE_PORT");
    expect(errors).toContain("TASKS_SERVICE_KEY");
  }, 30_000);

  it("import into the service, and end with 1 when a row is bad", async () => {
    writeFileSync(join(folder, "list.csv"), "id,text\n1,good\n2,\n");

    const { code, output, errors } = await run("import.ts", ["--dataset", "texts", "list.csv"], {}).exit;

    expect([code, output]).toEqual([1, "1 added, 0 there already, 1 bad\n"]);
    expect(errors).toContain("list.csv:3");
  }, 30_000);
});
