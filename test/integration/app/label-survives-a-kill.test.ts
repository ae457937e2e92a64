import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { eventually } from "../../support/eventually.ts";
import type { TasksFault } from "../../support/faulty-tasks-api.ts";
import { type AppProcess, endLeases, startAppProcess } from "./app-process.ts";
import { answerOne, ENCRYPTION_KEY, givenTask, giveOwnKey, labelsOf, openLabeling } from "./own-hands.ts";
import { peopleOf } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const POSTED = { method: "POST", path: /\/annotations$/ } as const;

describe("kill -9 between the ack of an answer and its write", () => {
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
    ["before the Tasks API has it", { silent: true }, 0],
    ["after the Tasks API has it, before its answer", { delayMs: 300 }, 1],
  ])("%s: it is there once after the next start, under the right user", async (_when, fault, labelsAtRestart) => {
    const workspace = await start();
    await workspace.stopApp();
    app = await startAppProcess(workspace, dataDir, { ENCRYPTION_KEY });
    const { ana } = peopleOf(workspace);
    const task = await givenTask(workspace, "Promised", ["ana"]);
    await giveOwnKey(workspace, ana, "ana");
    await openLabeling(ana, "Promised");
    workspace.faults.fail(POSTED, fault);
    const seen = workspace.faults.untilSeen(POSTED);
    await answerOne(ana);
    await seen;
    await app.kill();
    await eventually(async () => (await labelsOf(workspace, task)).length === labelsAtRestart);
    workspace.faults.heal();
    endLeases(dataDir);

    app = await startAppProcess(workspace, dataDir, { ENCRYPTION_KEY });

    await eventually(async () => (await labelsOf(workspace, task)).length > 0);
    await openLabeling(ana, "Promised");
    await answerOne(ana);
    await eventually(async () => (await labelsOf(workspace, task)).length === 2);
    const labels = await labelsOf(workspace, task);
    expect(new Set(labels.map((label) => label["input_id"])).size).toBe(2);
    expect(labels.map((label) => label["user_id"])).toEqual(["ana", "ana"]);
  });
});
