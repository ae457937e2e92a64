import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

const root = resolve(import.meta.dirname, "../..");
const tsx = pathToFileURL(join(root, "node_modules/tsx/dist/loader.mjs")).href;

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "labeldesk-main-"));
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** Runs the app as a process of its own with these variables and nothing else, in a directory of its own. */
const runMain = (env: Record<string, string>): Promise<{ code: unknown; stdout: string; stderr: string }> =>
  new Promise((done) => {
    const options = { cwd: directory, env, timeout: 20_000 };
    execFile(process.execPath, ["--import", tsx, join(root, "src/main.ts")], options, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });

test("without credentials the app ends with code 1 and names the sandbox", async () => {
  const { code, stdout, stderr } = await runMain({});

  expect(code).toBe(1);
  expect(stderr).toMatch(/^Labeldesk cannot start: 1 problem in the environment\.\n.*npm run sandbox/);
  expect(stdout).toBe("");
});

test("every problem is in one message, those of the .env file too; the environment wins", async () => {
  await writeFile(join(directory, ".env"), "SLACK_BOT_TOKEN=xoxb-from-the-file\nLOG_LEVEL=loud\nPORT=nowhere\n");

  const { code, stderr } = await runMain({ PORT: "0", CLARIFAI_PAT: "0123456789abcdef" });
  await rm(join(directory, ".env"));

  expect(code).toBe(1);
  expect(stderr).toMatch(/3 problems/);
  expect(stderr).toMatch(/SLACK_SIGNING_SECRET is missing/);
  expect(stderr).toMatch(/CLARIFAI_USER_ID and CLARIFAI_APP_ID missing/);
  expect(stderr).toMatch(/LOG_LEVEL must be one of/);
});

test("a Slack that cannot be reached ends the start with code 1 and one sentence, without the token", async () => {
  const { code, stdout, stderr } = await runMain({
    SLACK_BOT_TOKEN: "xoxb-not-to-be-seen",
    SLACK_SIGNING_SECRET: "not-to-be-seen-either",
    SLACK_API_URL: "http://127.0.0.1:9/api/",
    PORT: "0",
  });

  expect(code).toBe(1);
  expect(stderr).toMatch(/^Labeldesk could not start: .+\n$/);
  expect(stdout + stderr).not.toMatch(/not-to-be-seen/);
});
