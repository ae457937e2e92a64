import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import pg from "pg";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { type AppProcess, startAppProcess } from "./app-process.ts";
import { postInteraction, submissionOf } from "./raw-requests.ts";
import { listTasks, openTaskForm, peopleOf } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const server = process.env["TEST_DATABASE_URL"];
const onPostgres = server === undefined ? describe.skip : describe;
/** Docker gives a container so long before it kills it. */
const STOP_WITHIN_MS = 10_000;

onPostgres("two replicas on one PostgreSQL", () => {
  const start = workspacesOf({ side: "clarifai" });
  const name = `labeldesk_${randomBytes(6).toString("hex")}`;
  const database = new URL(server ?? "postgres://nowhere");
  database.pathname = `/${name}`;
  let dataDir: string;
  let workspace: TestWorkspace;
  let second: AppProcess;

  async function ask(statement: string): Promise<void> {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  }
  const deliverTo = (replica: "first" | "second"): void =>
    workspace.slack.connect(replica === "first" ? `${workspace.appUrl}/slack/events` : second.url);

  beforeAll(async () => {
    await ask(`create database ${name}`);
    dataDir = await mkdtemp(join(tmpdir(), "labeldesk-replica-"));
    const env = { DATABASE_URL: database.href };
    workspace = await start({ env });
    second = await startAppProcess(workspace, dataDir, env);
  });
  afterAll(async () => {
    await second?.kill();
    await workspace?.stop();
    await rm(dataDir, { recursive: true, force: true });
    await ask(`drop database ${name} with (force)`);
  });

  test("a form that one has opened is sent to the other, and to both at once: one task, everybody told once", async () => {
    const { lena, ana } = peopleOf(workspace);
    deliverTo("first");
    await openTaskForm(lena, { name: "Shared", workers: [ana] });
    const submission = submissionOf(workspace, lena);
    deliverTo("second");
    await lena.submit();
    await Promise.all([
      postInteraction(workspace, submission),
      postInteraction({ ...workspace, appUrl: new URL(second.url).origin }, submission),
    ]);

    await ana.untilMessage("Shared");
    await lena.untilWords("“Shared” is created");
    expect(await listTasks(workspace)).toHaveLength(1);
    expect(ana.directMessages().filter((message) => wordsOf(message).includes("Shared"))).toHaveLength(1);
    await lena.close({ isCleared: true });
  });

  test("one that is asked to stop in the midst of a creation ends it within ten seconds, and what is left is the other's", async () => {
    const { lena, ben } = peopleOf(workspace);
    deliverTo("second");
    await openTaskForm(lena, { name: "Promised", workers: [ben] });
    workspace.faults.fail({ method: "POST", path: /\/tasks$/ }, { delayMs: 2_000 }, 1);
    await lena.submit();
    await workspace.slack.until(() => lena.words().includes("Creating"));
    const { code, tookMs } = await second.stop();
    deliverTo("first");

    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(STOP_WITHIN_MS);
    await lena.untilWords("“Promised” is created");
    await ben.untilMessage("Promised");
    expect((await listTasks(workspace)).map((task) => task["name"]).sort()).toEqual(["Promised", "Shared"]);
    expect(ben.directMessages()).toHaveLength(1);
  });
});
