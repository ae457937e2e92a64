import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { toObject, toObjects, toText } from "../../../sandbox/slack/json.ts";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { eventually } from "../../support/eventually.ts";
import { callTasksApi, postTasks } from "../../support/post-tasks.ts";
import { startTestWorkspace, type TestWorkspace } from "../../support/start-workspace.ts";
import { peopleOf } from "./task-form.ts";

const TIMES = { submitAfterMs: 60_000, submitLastAfterMs: 50, roundMs: 50, firstPauseMs: 50, longestPauseMs: 200 };
const OVER_NIGHT_MS = 26 * 60 * 60 * 1000;

let aheadMs = 0;
let workspace: TestWorkspace;
beforeAll(async () => {
  const now = () => new Date(Date.now() + aheadMs);
  workspace = await startTestWorkspace({
    // Slack signs by the clock of the wall, by which signatures are checked.
    slack: { now: () => new Date() },
    overrides: { now, times: { labeling: TIMES } },
  });
});
afterAll(async () => {
  await workspace?.stop();
});

async function givenTask(name: string, strategy: "FULL" | "DYNAMIC", workers: readonly SlackPerson[]): Promise<string> {
  const inputs = Array.from({ length: 3 }, (_, at) => ({
    id: `${name}-${at + 1}`,
    dataset_ids: [name],
    data: { text: { raw: `${name} ${at + 1}` } },
  }));
  await callTasksApi(workspace, "POST", "datasets", { datasets: [{ id: name }] });
  await callTasksApi(workspace, "POST", "inputs", { inputs });
  const users = workers.map(({ id }) => ({ user: { id } }));
  await callTasksApi(workspace, "POST", "collaborators", { collaborators: users });
  const [task = ""] = await postTasks(workspace, [
    {
      name,
      worker: { strategy, workers: users },
      concepts: [{ concept: { id: "1" } }],
      input_source: { type: "DATASET", id: name },
    },
  ]);
  return task;
}

async function open(person: SlackPerson, name: string): Promise<void> {
  await person.openModal(`/task label ${name}`);
  await person.untilField("Concepts");
}

async function say(person: SlackPerson): Promise<void> {
  await person.chooseAll("Concepts", ["1"]);
  await person.submit();
}

/** "PERSON INPUT" of every label. */
async function labelsOf(task: string): Promise<readonly string[]> {
  const { annotations } = await callTasksApi(workspace, "GET", `annotations?task_id=${task}&per_page=1000`);
  return toObjects(annotations).map((label) => `${toText(label["user_id"])} ${toText(toObject(label)["input_id"])}`);
}

test("a window that was left open over night goes on: its key is made anew, and the label is there once", async () => {
  const { ana } = peopleOf(workspace);
  const task = await givenTask("night", "FULL", [ana]);
  await open(ana, "night");
  await say(ana);
  await eventually(async () => (await labelsOf(task)).length === 1);
  aheadMs += OVER_NIGHT_MS;

  await say(ana);
  await ana.untilField("Concepts");
  await say(ana);

  await ana.untilWords("That was the last one.");
  await eventually(async () => (await labelsOf(task)).length === 3);
  expect([...(await labelsOf(task))].sort()).toEqual([1, 2, 3].map((at) => `${ana.id} night-${at}`));
  expect(workspace.slack.violations).toEqual([]);
  await ana.close();
});

test("what others were given over night and labeled first is told once, and no label is doubled", async () => {
  const { ana, ben } = peopleOf(workspace);
  const task = await givenTask("first", "DYNAMIC", [ana, ben]);
  await open(ana, "first");
  aheadMs += OVER_NIGHT_MS;
  await open(ben, "first");
  for (let count = 0; count < 3; count += 1) {
    await say(ben);
    await ben.untilWords(/ · first|That was the last one/);
  }
  await ben.untilWords("That was the last one.");
  await ben.close();
  await eventually(async () => (await labelsOf(task)).length === 3);

  await say(ana);

  await ana.untilMessage(/of “first” was not taken/);
  expect([...(await labelsOf(task))].sort()).toEqual([1, 2, 3].map((at) => `${ben.id} first-${at}`));
  await ana.close();
});
