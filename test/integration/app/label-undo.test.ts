import { expect, test } from "@jest/globals";
import { type Json, toObjects } from "../../../sandbox/slack/json.ts";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { LABEL } from "../../../src/views/labeling/label-window.ts";
import { eventually } from "../../support/eventually.ts";
import { labelsOf, linkFor, makeTask } from "../../support/label-task.ts";
import { callTasksApi } from "../../support/post-tasks.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { createVisitor } from "../label-page/visitor.ts";
import { postInteraction, pressOf } from "./raw-requests.ts";
import { workspacesOf } from "./workspaces.ts";

const LATER = { submitAfterMs: 60_000, submitLastAfterMs: 60_000, roundMs: 50, firstPauseMs: 50, longestPauseMs: 200 };
const start = workspacesOf({ overrides: { times: { labeling: LATER } } });

/** Ana labels a task over these texts. */
async function startLabeling(workspace: TestWorkspace, work: Partial<Parameters<typeof makeTask>[1]> = {}) {
  const ids = ["one", "two", "three", "four"];
  const task = await makeTask(workspace, {
    name: "Texts",
    workers: ["ana"],
    type: "CONCEPTS_CLASSIFICATION",
    inputs: Object.fromEntries(ids.map((id) => [id, { text: { raw: id } }])),
    ...work,
  });
  const ana = workspace.slack.person("ana");
  await ana.openModal(`/task label ${task}`);
  await ana.untilWords(/ of \d+ · /);
  return { task, ana };
}

const shown = (worker: SlackPerson): string => / · (\w+)$/m.exec(worker.words())?.[1] ?? "";

async function say(worker: SlackPerson, concept: string): Promise<string> {
  const input = shown(worker);
  await worker.chooseAll("Concepts", [concept]);
  await worker.submit();
  return input;
}

/** Presses of **Undo last** in the window that this person sees, each by itself, as Slack delivers them. */
function undoPresses(workspace: TestWorkspace, worker: SlackPerson, count: number): readonly Json[] {
  const placed = toObjects(worker.view().view["blocks"]).flatMap(({ elements }) => toObjects(elements));
  const button = placed.find(({ action_id }) => action_id === LABEL.undo);
  return Array.from({ length: count }, (_, at) =>
    pressOf(workspace, worker, { action_id: LABEL.undo, value: button?.["value"], action_ts: `1.${at}` }),
  );
}

const PLATE = [expect.objectContaining({ text: expect.objectContaining({ text: "plate" }) })];

test.each([
  ["without a reviewer", {}, "and cannot be taken back any more."],
  ["with a reviewer", { reviewers: ["lena"] }, "a reviewer can send it back to you."],
])("Undo last after the time for it, %s: the window says so, and keeps what was chosen", async (_name, work, words) => {
  const workspace = await start({ overrides: { times: { labeling: { ...LATER, submitAfterMs: 50 } } } });
  const { task, ana } = await startLabeling(workspace, work);
  await say(ana, "cup");
  await eventually(async () => (await submittedIn(workspace, task)) === 1);
  await ana.chooseAll("Concepts", ["plate"]);
  const second = shown(ana);

  await ana.press("Undo last");

  await ana.untilWords(`Your last answer is submitted by now`);
  expect(ana.words()).toContain(words);
  expect(shown(ana)).toBe(second);
  expect(ana.value("Concepts").selected_options).toEqual(PLATE);
});

test("the only input left is skipped: what was chosen stays", async () => {
  const workspace = await start();
  const { ana } = await startLabeling(workspace, { inputs: { only: { text: { raw: "only" } } } });
  await ana.press("Skip");
  await ana.untilWords("This is the only one left.");
  await ana.chooseAll("Concepts", ["plate"]);

  await ana.press("Skip");

  await ana.untilWords("There is no other one to show.");
  expect(ana.value("Concepts").selected_options).toEqual(PLATE);
});

async function submittedIn(workspace: TestWorkspace, task: string): Promise<number> {
  const { counts } = await callTasksApi(workspace, "GET", `tasks/${task}/inputs/count`);
  return toObjects(counts).reduce(
    (sum, one) => sum + Number(one["success"] ?? 0) + Number(one["awaiting_review"] ?? 0),
    0,
  );
}

const takesBack = (call: unknown): boolean => JSON.stringify(call).includes("Taken back: this is what you said.");

test("Undo last pressed twice takes back one answer, and the one before stands", async () => {
  const workspace = await start();
  const { task, ana } = await startLabeling(workspace);
  const first = await say(ana, "cup");
  const second = await say(ana, "plate");

  for (const press of undoPresses(workspace, ana, 2)) await postInteraction(workspace, press);

  await workspace.slack.until(() => workspace.slack.callsOf("views.update").filter(takesBack).length === 2);
  expect(shown(ana)).toBe(second);
  expect(ana.words()).toContain("2 of 4");
  await ana.close();
  await eventually(async () => (await labelsOf(workspace, task)).length === 1);
  expect(await labelsOf(workspace, task)).toEqual([expect.objectContaining({ input_id: first })]);
});

test("Undo last in a window of an older version, which does not say which answer it means, takes back the last one", async () => {
  const workspace = await start();
  const { ana } = await startLabeling(workspace);
  const first = await say(ana, "cup");

  await postInteraction(workspace, pressOf(workspace, ana, { action_id: LABEL.undo }));

  await ana.untilWords("Taken back: this is what you said.");
  expect(shown(ana)).toBe(first);
});

test("Undo last of an answer that a newer one on the page has followed: both say which is taken back now", async () => {
  const workspace = await start();
  const { task, ana } = await startLabeling(workspace);
  const page = createVisitor(linkFor(workspace, "ana", task));
  await page.open();
  await say(ana, "cup");
  const { work: before } = await page.post("work", {});
  const [second] = before?.inputs ?? [];
  const { assignmentId = "", inputId = "" } = second ?? {};
  await page.post("answer", { assignmentId, inputId, said: { kind: "concepts", concepts: ["plate"] } });

  await ana.press("Undo last");
  await ana.untilWords("You have answered another one since: it is what Undo last takes back now.");
  const onPage = await page.post("undo", { answerId: before?.lastId ?? "" });
  await ana.press("Undo last");

  expect(onPage.notice).toContain("You have answered another one since");
  await ana.untilWords("Taken back: this is what you said.");
  expect(shown(ana)).toBe(inputId);
});

test("Undo last of an answer that was not taken: the window says so", async () => {
  const workspace = await start();
  const { ana } = await startLabeling(workspace);
  await callTasksApi(workspace, "DELETE", `inputs/${shown(ana)}`);
  await say(ana, "cup");
  await ana.untilMessage(/of “Texts” was not taken/);

  await ana.press("Undo last");

  await ana.untilWords("That answer was not taken: there is nothing to take back.");
});

test("Undo last once the task is closed: the window says that the answer is taken back, and not its input shown", async () => {
  const workspace = await start();
  const { ana } = await startLabeling(workspace);
  await say(ana, "cup");
  const lena = workspace.slack.person("lena");
  await lena.openModal("/task close Texts");
  await lena.untilField("Close as");
  await lena.submit();
  await lena.untilWords("is closed as done");

  await ana.press("Undo last");

  await ana.untilWords("That answer is taken back.");
  expect(ana.words()).toContain("“Texts” is closed");
});
