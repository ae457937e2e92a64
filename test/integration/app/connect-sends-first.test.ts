import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { toObject, toObjects, toText } from "../../../sandbox/slack/json.ts";
import type { FaultyTasksApi } from "../../support/faulty-tasks-api.ts";
import { callTasksApi } from "../../support/post-tasks.ts";
import { addCollaborators, type TestWorkspace } from "../../support/start-workspace.ts";
import { connect, type Entered, startWithOtherAccount } from "./other-account.ts";
import { answerOne, givenTask, giveOwnKey, labelsOf, openLabeling } from "./own-hands.ts";
import { listTasks, openTaskForm, peopleOf } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const start = workspacesOf();
let clarifai: FaultyTasksApi;
let workspace: TestWorkspace;
let acme: Entered;

beforeAll(async () => {
  ({ workspace, clarifai, acme } = await startWithOtherAccount(start));
  await addCollaborators(workspace.tasks, workspace.slack.workspace.people);
});
afterAll(() => clarifai.close());

/** How many inputs of a task somebody has labeled for good. */
async function labeledBy(account: string, task: string): Promise<number> {
  const { counts } = await callTasksApi(workspace, "GET", `tasks/${task}/inputs/count?user_ids=${account}`);
  return Number(toObjects(counts)[0]?.["success"]);
}

test("what is said and not submitted yet is submitted before the workspace works with another account", async () => {
  const { lena, ana } = peopleOf(workspace);
  await openTaskForm(lena, { name: "Half done", concepts: ["0", "1"], conceptsPerInput: "Several", workers: [ana] });
  await lena.submit();
  await lena.untilWords("is created");
  await lena.close();
  const [task = {}] = await listTasks(workspace);
  const [worker] = toObjects(toObject(task["worker"])["workers"]);
  const account = toText(toObject(worker?.["user"])["id"]);
  await openLabeling(ana, "Half done");
  await answerOne(ana);
  await answerOne(ana);
  await lena.openModal("/task connect");

  await connect(lena, acme);
  await lena.untilWords("works with acme/photos on Clarifai now");
  await lena.close();

  const id = toText(task["id"]);
  expect(await labelsOf(workspace, id)).toHaveLength(2);
  expect(await labeledBy(account, id)).toBe(2);
});

test("what that side does not take holds the change up, until it does or an admin gives it up", async () => {
  const { lena, ana } = peopleOf(workspace);
  const { tasks } = workspace;
  const ours = { token: tasks.key, user: tasks.userId, app: tasks.appId };
  const heldUp = "1 label or verdict has not been taken";
  const connectOurs = async () => {
    await lena.openModal("/task connect");
    await connect(lena, ours);
    await lena.untilWords("on Clarifai now");
    await lena.close();
  };
  const answerInVain = async () => {
    await openLabeling(ana, "Stuck");
    clarifai.fail({ method: "POST", path: /annotations$/ }, { status: 503 });
    await answerOne(ana);
    await lena.openModal("/task connect");
  };
  await connectOurs();
  const task = await givenTask(workspace, "Stuck", [ana.handle]);
  await giveOwnKey(workspace, ana, ana.handle);
  await answerInVain();

  await lena.press("Disconnect");
  await lena.untilWords("Disconnecting …");
  await lena.untilWords(heldUp);
  await connect(lena, acme);
  await lena.untilWords(heldUp);
  expect(lena.words()).toContain(`Connected with *${tasks.userId}/${tasks.appId}*`);
  clarifai.heal();
  await lena.press("Disconnect");
  await lena.untilWords("disconnected and its token forgotten");
  await lena.close();
  expect(await labelsOf(workspace, task)).toHaveLength(1);
  expect(await labeledBy(ana.handle, task)).toBe(1);

  await connectOurs();
  await ana.close();
  await answerInVain();
  await connect(lena, acme);
  await lena.untilWords(heldUp);
  await lena.chooseAll("Not sent yet", ["give_up"]);
  await connect(lena, acme);
  await lena.untilWords("works with acme/photos on Clarifai now");
  expect(workspace.slack.violations).toEqual([]);
});
