import { expect, test } from "@jest/globals";
import { readWords } from "../../../sandbox/slack/blocks.ts";
import { toObject, toObjects, toText } from "../../../sandbox/slack/json.ts";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import { eventually } from "../../support/eventually.ts";
import { callTasksApi, postTasks } from "../../support/post-tasks.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { peopleOf } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const start = workspacesOf();

async function givenTasks() {
  const workspace = await start();
  const people = peopleOf(workspace);
  const collaborators = Object.values(people).map(({ id }) => ({ user: { id } }));
  await callTasksApi(workspace, "POST", "collaborators", { collaborators });
  return { workspace, ...people };
}

async function post(workspace: TestWorkspace, name: string, workers: readonly SlackPerson[], more: object = {}) {
  const [id = ""] = await postTasks(workspace, [
    {
      name,
      type: "CONCEPTS_CLASSIFICATION",
      concepts: [{ concept: { id: "3" } }],
      worker: { strategy: "FULL", workers: workers.map((worker) => ({ user: { id: worker.id } })) },
      ...more,
    },
  ]);
  return id;
}

const namesIn = (words: string): string[] => words.split("\n").filter((line) => /^Task /.test(line));

/** Labels ten inputs of a task on the other side, as this worker. */
async function labelTen(workspace: TestWorkspace, worker: SlackPerson, task: string): Promise<void> {
  await worker.openModal(`/task label ${task}`);
  await worker.untilWords(/1 of 200/);
  for (let label = 0; label < 3; label++) {
    await worker.chooseAll("Concepts", ["3"]);
    await worker.submit();
  }
  await worker.close();
  await eventually(async () => {
    const { counts } = await callTasksApi(workspace, "GET", `tasks/${task}/inputs/count`);
    return toObjects(counts).some((each) => each["user_id"] === worker.id && each["awaiting_review"] === 3);
  });
}

test("a worker's queue: by priority, then age, work on request among it, what is closed gone; each with its button", async () => {
  const { workspace, ana } = await givenTasks();
  await post(workspace, "Task old", [ana]);
  await post(workspace, "Task young", [ana]);
  await post(workspace, "Task urgent", [ana], { priority: "HIGH" });
  const worker = { strategy: "DYNAMIC", workers: [{ user: { id: ana.id } }] };
  await post(workspace, "Task on request", [], { worker, priority: "MEDIUM" });
  const closed = await post(workspace, "Task closed", [ana], { priority: "HIGH" });
  const task = toObject((await callTasksApi(workspace, "GET", `tasks/${closed}`))["task"]);
  await callTasksApi(workspace, "PATCH", "tasks", {
    action: "overwrite",
    tasks: [{ ...task, status: { code: "TASK_DONE" } }],
  });
  const expected = ["Task urgent", "Task on request", "Task old", "Task young"];

  for (const command of ["/task mine", "/task label"]) {
    const before = ana.ephemerals().length;
    await ana.command(command);
    const list = wordsOf(await workspace.slack.until(() => ana.ephemerals()[before]));
    expect(namesIn(list)).toEqual(expected);
    expect(list).toMatch(/Task urgent\n200 inputs left · 0 done/);
    expect(list).toMatch(/Task on request\nTen at a time, as you ask/);
  }
  await ana.openHome();
  await workspace.slack.until(() => readWords(ana.home()?.view["blocks"]).includes("Task young"));
  expect(namesIn(readWords(ana.home()?.view["blocks"]))).toEqual(expected);

  await ana.press("Start", ana.ephemerals().at(-1));
  await ana.untilWords(/1 of 200 · Task urgent/);
  await ana.close();
  const before = ana.ephemerals().length;
  await ana.command("/task mine");
  expect(wordsOf(await workspace.slack.until(() => ana.ephemerals()[before]))).toMatch(/Continue[\s\S]*Start/);
  expect(workspace.slack.violations).toEqual([]);
});

test("a reviewer's queue begins with what waits, also while the work goes on, and leads into it", async () => {
  const { workspace, ana, ben, mei } = await givenTasks();
  const review = { strategy: "MANUAL", users: [{ id: mei.id }], manual_strategy_info: { sample_percentage: 1 } };
  await post(workspace, "Task untouched", [ana], { review, priority: "HIGH" });
  const labeled = await post(workspace, "Task labeled", [ana, ben], { review });
  await labelTen(workspace, ana, labeled);

  await mei.command("/task reviews");
  const list = await mei.untilEphemeral("Task labeled");

  expect(namesIn(wordsOf(list))).toEqual(["Task labeled", "Task untouched"]);
  expect(wordsOf(list)).toMatch(/Task labeled\n3 labels wait for review/);
  expect(wordsOf(list)).toMatch(/Task untouched\nNothing waits for review/);
  await mei.press("Review", list);
  await mei.untilWords(/Task labeled/);
  expect(mei.title()).toBe("Review");
  expect(toText(workspace.slack.violations.join())).toBe("");
});

test("labels that wait for review are said in every list of reviews, also where the work goes on", async () => {
  const { workspace, lena, ana, ben, mei } = await givenTasks();
  const review = {
    strategy: "CONSENSUS",
    users: [{ id: mei.id }],
    consensus_strategy_info: { approval_threshold_labelers: 0 },
  };
  const task = await post(workspace, "Task labeled", [ana, ben], { review });
  await labelTen(workspace, ana, task);

  for (const command of ["/task reviews status:open", "/task reviews labeled", "/task reviews type:classification"]) {
    const before = mei.ephemerals().length;
    await mei.command(command);
    const list = await workspace.slack.until(() => mei.ephemerals()[before]);
    expect(wordsOf(list)).toMatch(/Task labeled\n3 labels wait for review/);
    expect(wordsOf(list)).toContain("Review");
    expect(wordsOf(list)).not.toContain("waits for labels");
  }
  await lena.command(`/task reviews <@${mei.id}|mei>`);
  const hers = await lena.untilEphemeral("Task labeled");
  expect(wordsOf(hers)).toMatch(/3 labels wait for review/);
  expect(wordsOf(hers)).not.toMatch(/^Review$/m);
  for (const command of ["/task list", "/task list labeled"]) {
    const before = lena.ephemerals().length;
    await lena.command(command);
    const list = await workspace.slack.until(() => lena.ephemerals()[before]);
    expect(wordsOf(list)).toMatch(/Task labeled\nWork \d\u00a0% · Review 0\u00a0% · waits for labels and review/);
  }
  await mei.command("/task reviews");
  await mei.press("Share in this channel", mei.ephemerals().at(-1));
  const shared = await workspace.slack.until(() =>
    mei
      .messages(mei.channel("labeling"))
      .find((each) => each.onlyFor === null && wordsOf(each).includes("Task labeled")),
  );
  expect(wordsOf(shared)).toMatch(/Work \d\u00a0% · Review 0\u00a0% · 3 labels wait for review/);
  expect(workspace.slack.violations).toEqual([]);
});

test("what one shares of a queue in a channel has nobody's buttons", async () => {
  const { workspace, ana } = await givenTasks();
  await post(workspace, "Task old", [ana]);
  await ana.command("/task mine");
  await ana.press("Share in this channel", await ana.untilEphemeral("Task old"));

  const shared = await workspace.slack.until(() =>
    ana
      .messages(ana.channel("labeling"))
      .find(({ onlyFor, blocks }) => onlyFor === null && readWords(blocks).includes("Task old")),
  );

  expect(wordsOf(shared)).not.toMatch(/Start|Continue|inputs left/);
});
