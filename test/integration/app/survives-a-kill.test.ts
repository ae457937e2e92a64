import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createGate } from "../../support/create-gate.ts";
import type { SeenRequest, TasksFault } from "../../support/faulty-tasks-api.ts";
import { createSubmissionTimes, QUICK_SEND } from "../../support/quick-times.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { type AppProcess, endLeases, startAppProcess } from "./app-process.ts";
import { listTasks, openTaskForm, peopleOf } from "./task-form.ts";
import { describeOnBothDatabases, workspacesOf } from "./workspaces.ts";

/** Far beyond the lease of a submission, the look again, and every cache. */
const LATER_MS = 10 * 60_000;

const CREATION = { method: "POST", path: /\/tasks$/ } as const;

/** A clock that can be moved on. */
function createClock() {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    moveOn: (ms: number) => {
      ahead += ms;
    },
  };
}

/** Waits until the other side has that many tasks. */
async function untilTasks(workspace: TestWorkspace, count: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await listTasks(workspace)).length === count) return;
    await delay(100);
  }
  throw new Error(`There are not ${count} tasks`);
}

/** Waits until the Tasks API was asked to create a task. */
async function untilRequested({ faults }: TestWorkspace): Promise<void> {
  const isCreation = ({ method, path }: SeenRequest) => method === CREATION.method && CREATION.path.test(path);
  while (!faults.requests.some(isCreation)) await delay(10);
}

describeOnBothDatabases("what was acknowledged is carried out", (start) => {
  const startWithClock = async () => {
    const clock = createClock();
    const { submissions, become } = createSubmissionTimes();
    // Slack keeps the real time: the app checks the time of its requests by the machine's clock.
    const workspace = await start({
      side: "clarifai",
      slack: { now: () => new Date() },
      overrides: { now: clock.now, times: { submissions } },
    });
    return { workspace, clock, become, ...peopleOf(workspace) };
  };

  const submit = async ({ lena, ana, workspace }: ReturnType<typeof peopleOf> & { workspace: TestWorkspace }) => {
    await openTaskForm(lena, { name: "Promised", workers: [ana] });
    await lena.untilWords(/Ana Souza 100\u00a0%/);
    return { lena, ana, workspace };
  };

  test("an app that is asked to stop ends what it has begun, and tells nobody of a failure that is none", async () => {
    const at = await startWithClock();
    const { lena, ana, workspace } = await submit(at);
    const answer = createGate();
    workspace.faults.fail(CREATION, { after: answer.opened });
    await lena.submit();
    await lena.untilWords("Creating");
    const restarted = workspace.restartApp();
    answer.open();
    await restarted;

    await ana.untilMessage("Promised");
    await lena.untilWords("“Promised” is created");
    expect(lena.directMessages()).toEqual([]);
    expect(await listTasks(workspace)).toHaveLength(1);
  });

  test("a first attempt that is carried out after the second one leaves one task: the one that was told", async () => {
    const at = await startWithClock();
    const { lena, ana, workspace } = await submit(at);
    const first = createGate();
    workspace.faults.fail(CREATION, { after: first.opened }, 1);
    at.become(QUICK_SEND);
    await lena.submit();
    await lena.untilWords("Nothing was created so far");
    at.become({});
    await lena.press("Try again");
    await lena.untilWords("“Promised” is created");
    const [told] = await listTasks(workspace);
    first.open();
    await untilTasks(workspace, 2);

    at.clock.moveOn(LATER_MS);
    await workspace.restartApp();

    await untilTasks(workspace, 1);
    expect(await listTasks(workspace)).toEqual([told]);
    expect(ana.directMessages()).toHaveLength(1);
  });

  test("what was told as failed and came into being late is told as created after all", async () => {
    const at = await startWithClock();
    const { lena, ana, workspace } = await submit(at);
    const late = createGate();
    workspace.faults.fail(CREATION, { after: late.opened });
    at.become(QUICK_SEND);
    await lena.submit();
    await lena.untilWords("“Promised” was not created");
    late.open();
    await untilTasks(workspace, 1);
    at.clock.moveOn(LATER_MS);
    await workspace.restartApp();

    await ana.untilMessage("Promised");
    await lena.untilWords("“Promised” is created");
    expect(ana.directMessages()).toHaveLength(1);
  });

  test("a task that nobody could look for, not even when trying again, is told as created once it is found", async () => {
    const at = await startWithClock();
    const { lena, ana, workspace } = await submit(at);
    workspace.faults.fail(CREATION, { lost: true });
    workspace.faults.fail({ method: "GET", path: /\/tasks\?/ }, { status: 400 });
    await lena.submit();
    await lena.untilWords("Trying again looks first");
    await lena.press("Try again");
    await lena.untilWords("Creating");
    await lena.untilWords("“Promised” was not created");
    workspace.faults.heal();
    at.clock.moveOn(LATER_MS);
    await workspace.restartApp();

    await ana.untilMessage("Promised");
    await lena.untilWords("“Promised” is created");
    expect(await listTasks(workspace)).toHaveLength(1);
  });

  test("messages that were not sent yet are sent after a restart", async () => {
    const at = await startWithClock();
    const { lena, ana, workspace } = await submit(at);
    const toAna = { when: (args: { readonly [key: string]: unknown }) => args["channel"] === ana.id };
    workspace.slack.failNext("chat.postMessage", { retryAfter: 30 }, toAna);
    await lena.submit();
    await lena.untilWords("“Promised” is created");
    await workspace.slack.until(() => workspace.slack.callsOf("chat.postMessage").length > 0);
    await workspace.stopApp();
    at.clock.moveOn(LATER_MS);
    await workspace.restartApp();

    await ana.untilMessage("Promised");
    expect(ana.directMessages()).toHaveLength(1);
  });

  test("a draft survives a restart while the form is open", async () => {
    const { lena, ana, ben, workspace } = await startWithClock();
    await openTaskForm(lena, { name: "Before and after", workers: [ana, ben], weights: ["3", "1"] });
    await lena.untilWords(/Ana Souza 75\u00a0% · about 150/);
    await workspace.restartApp();
    await lena.fill(`Weight for ${ana.name}`, "1");
    await lena.untilWords(/Ana Souza 50\u00a0% · about 100/);
    await lena.submit();

    await lena.untilWords("“Before and after” is created");
    await ben.untilMessage("50\u00a0% · about 100 of 200");
  });
});

describe("kill -9 between the ack and the end of the creation", () => {
  const start = workspacesOf({ side: "clarifai" });
  let dataDir: string;
  let app: AppProcess | undefined;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "labeldesk-killed-"));
  });
  afterEach(async () => {
    await app?.kill();
    await rm(dataDir, { recursive: true, force: true });
  });

  test.each<[string, TasksFault, number]>([
    ["before the Tasks API has done anything", { silent: true }, 0],
    ["after the task came into being, before its answer", { delayMs: 300 }, 1],
  ])("%s: one task, everybody told once", async (_when, fault, tasksAtRestart) => {
    const workspace = await start();
    await workspace.stopApp();
    app = await startAppProcess(workspace, dataDir);
    const { lena, ana } = peopleOf(workspace);
    await openTaskForm(lena, { name: "Promised", workers: [ana] });
    await lena.untilWords(/Ana Souza 100\u00a0% · all 200/);
    workspace.faults.fail(CREATION, fault);
    await lena.submit();
    await untilRequested(workspace);
    await app.kill();
    await untilTasks(workspace, tasksAtRestart);
    workspace.faults.heal();
    endLeases(dataDir);
    app = await startAppProcess(workspace, dataDir);

    await ana.untilMessage("Promised");
    await lena.untilWords("“Promised” is created");
    expect(await listTasks(workspace)).toHaveLength(1);
    expect(ana.directMessages()).toHaveLength(1);
    expect(lena.directMessages()).toEqual([]);
  });
});
