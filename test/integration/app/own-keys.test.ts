import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readWords } from "../../../sandbox/slack/blocks.ts";
import { createLog } from "../../../src/log.ts";
import { eventually } from "../../support/eventually.ts";
import { callTasksApi } from "../../support/post-tasks.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import {
  answerOne,
  ENCRYPTION_KEY,
  giveKey,
  givenTask,
  giveOwnKey,
  KEY_FIELD,
  labelsOf,
  makeKey,
  openLabeling,
  revokeKey,
} from "./own-hands.ts";
import { peopleOf } from "./task-form.ts";
import { describeOnBothDatabases, workspacesOf } from "./workspaces.ts";

const LABELING = { submitAfterMs: 60_000, submitLastAfterMs: 50, roundMs: 50, firstPauseMs: 50, longestPauseMs: 200 };
const POSTED = { method: "POST", path: /\/annotations$/ } as const;

describeOnBothDatabases("labeling on Clarifai by one's own key", (start) => {
  let workspace: TestWorkspace;
  let people: ReturnType<typeof peopleOf>;

  beforeAll(async () => {
    workspace = await start({
      side: "clarifai",
      env: { ENCRYPTION_KEY },
      overrides: { times: { labeling: LABELING } },
    });
    people = peopleOf(workspace);
    await callTasksApi(workspace, "POST", "collaborators", { collaborators: [{ user: { id: "chidi-2" } }] });
  });

  test("a guest, who may not give a key, is shown none of it, and the way to the vendor's page", async () => {
    const gil = workspace.slack.person("gil");
    await callTasksApi(workspace, "POST", "collaborators", { collaborators: [{ user: { id: "gil" } }] });
    await givenTask(workspace, "For a guest", ["gil"]);
    await workspace.slack.person("lena").command(`/task link <@${gil.id}> gil`);

    await gil.openModal("/task label For a guest");

    await gil.untilWords("keeps none of guests");
    expect(gil.words()).not.toMatch(/Give my key|Link my account|\/task link/);
    expect(gil.words()).toContain("Open in Clarifai");
    await gil.close();
  });

  test("is under one's own name; each answer is written once, and ten inputs are asked for at a time", async () => {
    const { ana } = people;
    const task = await givenTask(workspace, "Forty digits", ["ana"]);
    await giveOwnKey(workspace, ana, "ana");
    const before = workspace.faults.requests.length;
    await openLabeling(ana, "Forty digits");

    for (let count = 0; count < 40; count += 1) await answerOne(ana);
    await ana.close();

    await eventually(async () => (await labelsOf(workspace, task)).length === 40);
    const labels = await labelsOf(workspace, task);
    expect(new Set(labels.map((label) => label["user_id"]))).toEqual(new Set(["ana"]));
    expect(new Set(labels.map((label) => label["input_id"])).size).toBe(40);
    const made = workspace.faults.requests.slice(before);
    expect(made.filter(({ method, path }) => method === POSTED.method && POSTED.path.test(path))).toHaveLength(40);
    const starts = made.filter(({ body }) => body.includes("LABEL_START"));
    expect(starts.length).toBeLessThanOrEqual(1 + Math.ceil(40 / 8));
    expect(workspace.slack.violations).toEqual([]);
  });

  test("needs a key first: the window says why, leads to Clarifai's own page, and takes the key", async () => {
    const { ben } = people;
    const task = await givenTask(workspace, "Without a key", ["ben"]);
    await ben.openModal("/task label Without a key");
    await ben.untilWords("needs a key of yours");
    expect(JSON.stringify(ben.view().view)).toContain(
      `https://clarifai.com/${workspace.tasks.userId}/${workspace.tasks.appId}/tasks/${task}`,
    );
    await ben.press("Open in Clarifai");

    await ben.press("Give my key");
    await ben.untilField(KEY_FIELD);
    await ben.fill(KEY_FIELD, await makeKey(workspace, "ben"));
    await ben.submit();
    await ben.untilWords("Ben Carter is now linked to ben on Clarifai");
    await ben.close();
    await ben.close();

    await openLabeling(ben, "Without a key");
    await answerOne(ben);
    await eventually(async () => (await labelsOf(workspace, task)).length === 1);
    expect((await labelsOf(workspace, task))[0]).toMatchObject({ user_id: "ben" });
  });

  test("takes nobody else's key", async () => {
    const { chidi } = people;
    await givenTask(workspace, "Not his", ["chidi"]);

    await giveKey(chidi, await makeKey(workspace, "ben"));

    await chidi.untilWords("This is a key of ben, and you are chidi on Clarifai");
    await chidi.openModal("/task label Not his");
    await chidi.untilWords("needs a key of yours");
  });

  test("waits when the key is taken back, says so once, and goes on with a new one at once", async () => {
    const { chidi } = people;
    const task = await givenTask(workspace, "Taken back", ["chidi"]);
    const key = await giveOwnKey(workspace, chidi, "chidi");
    await openLabeling(chidi, "Taken back");
    await revokeKey(workspace, "chidi", key);
    await answerOne(chidi);
    await answerOne(chidi);
    const message = await chidi.untilMessage("Your labels of “Taken back” wait");
    expect(readWords(message.blocks)).toContain("give one with /task link");
    await chidi.openModal("/task label Taken back");
    await chidi.untilWords("does not take your key any more");
    expect(await labelsOf(workspace, task)).toEqual([]);

    await giveOwnKey(workspace, chidi, "chidi");

    await eventually(async () => (await labelsOf(workspace, task)).length === 2);
    const told = chidi.directMessages().filter(({ text }) => text.includes("Your labels of “Taken back” wait"));
    expect(told).toHaveLength(1);
  });

  test("keeps what was said while the other side is away, says so once, and sends it when it is back", async () => {
    const { ben } = people;
    const task = await givenTask(workspace, "Away", ["ben"]);
    await openLabeling(ben, "Away");
    workspace.faults.fail(POSTED, { status: 503 });
    for (let count = 0; count < 3; count += 1) await answerOne(ben);
    await ben.untilMessage("Your labels of “Away” wait");
    expect(await labelsOf(workspace, task)).toEqual([]);

    workspace.faults.heal();

    await eventually(async () => (await labelsOf(workspace, task)).length === 3);
    const told = ben.directMessages().filter(({ text }) => text.includes("Your labels of “Away” wait"));
    expect(told).toHaveLength(1);
  });

  test("doubles nothing where answers of the other side are lost", async () => {
    const { ben } = people;
    const task = await givenTask(workspace, "Lost answers", ["ben"]);
    await openLabeling(ben, "Lost answers");
    workspace.faults.fail(POSTED, { lost: true }, 2);
    workspace.faults.fail({ method: "PUT", path: /assignments/ }, { lost: true }, 1);

    for (let count = 0; count < 4; count += 1) await answerOne(ben);
    await ben.close();

    await eventually(async () => (await labelsOf(workspace, task)).length === 4);
    const inputs = (await labelsOf(workspace, task)).map((label) => label["input_id"]);
    expect(new Set(inputs).size).toBe(4);
  });

  test("ends with Forget my key", async () => {
    const { ana } = people;
    await givenTask(workspace, "Forgotten", ["ana"]);
    await giveOwnKey(workspace, ana, "ana");
    await ana.openModal("/task link");
    expect(ana.words()).toContain("Your key of ana is kept encrypted");

    await ana.press("Forget my key");

    await ana.untilWords("Your key is forgotten");
    expect(ana.words()).not.toContain("Your key of ana is kept");
    await ana.openModal("/task label Forgotten");
    await ana.untilWords("needs a key of yours");
  });

  test("ends with a link to another account", async () => {
    const { lena, chidi } = people;
    await givenTask(workspace, "Another account", ["chidi", "chidi-2"]);
    await giveOwnKey(workspace, chidi, "chidi");
    await lena.openModal("/task link");
    await lena.pickPeople("Person", [chidi.id]);
    await lena.choose("Account on Clarifai", "chidi-2");

    await lena.submit();

    await lena.untilWords("is now linked to chidi-2 on Clarifai");
    await chidi.openModal("/task label Another account");
    await chidi.untilWords("needs a key of yours");
  });
});

describe("without ENCRYPTION_KEY", () => {
  const start = workspacesOf({ side: "clarifai" });

  test("a key proves and is not kept; the window says what an admin must set, and leads to Clarifai", async () => {
    const workspace = await start();
    const { ana } = peopleOf(workspace);
    const task = await givenTask(workspace, "Elsewhere", ["ana"]);
    await ana.openModal("/task link");
    expect(JSON.stringify(ana.field(KEY_FIELD).block)).toContain("Used once and not kept");
    await ana.fill(KEY_FIELD, await makeKey(workspace, "ana"));
    await ana.submit();
    await ana.untilWords("Ana Souza is now linked to ana on Clarifai");
    expect(ana.words()).not.toContain("kept");
    await ana.close();

    await ana.openModal("/task label Elsewhere");

    await ana.untilWords("an admin must set ENCRYPTION_KEY");
    expect(JSON.stringify(ana.view().view)).toContain(`/tasks/${task}`);
  });
});

describe("somebody's own key", () => {
  const start = workspacesOf({ side: "clarifai" });
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "labeldesk-secret-"));
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  test("stands in no log, no view, no message, and in no file", async () => {
    const lines: string[] = [];
    const workspace = await start({
      env: { ENCRYPTION_KEY, DATA_DIR: dataDir },
      overrides: {
        log: createLog({ level: "trace", destination: { write: (line) => lines.push(line) } }),
        times: { labeling: LABELING },
      },
    });
    const { ana, ben } = peopleOf(workspace);
    await givenTask(workspace, "Secret", ["ana"]);
    const key = await giveOwnKey(workspace, ana, "ana");
    await giveKey(ben, key);
    await ben.untilWords("This is a key of ana");
    await openLabeling(ana, "Secret");
    const quoting = JSON.stringify({ status: { code: 10020, description: `no such key: ${key}` } });
    workspace.faults.fail(POSTED, { status: 500, body: quoting });
    await answerOne(ana);
    await ana.untilMessage("Your labels of “Secret” wait");
    await revokeKey(workspace, "ana", key);
    workspace.faults.heal();
    await ana.openModal("/task label Secret");
    await ana.untilWords("does not take your key any more");
    await ana.openModal("/task link");

    expect(key.length).toBeGreaterThan(20);
    expect(JSON.stringify(workspace.slack.calls)).not.toContain(key);
    expect(JSON.stringify([ana.view().view, ben.view().view])).not.toContain(key);
    expect(lines.join("")).toContain("labels wait");
    expect(lines.join("")).not.toContain(key);
    const files = await Promise.all((await readdir(dataDir)).map((file) => readFile(join(dataDir, file), "latin1")));
    expect(files.join("")).toContain("own_keys");
    expect(files.join("")).not.toContain(key);
  });
});
