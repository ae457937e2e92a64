import { expect, test } from "@jest/globals";
import { PNG } from "pngjs";
import { eventually } from "../../support/eventually.ts";
import { labelsOf, linkFor, makeTask } from "../../support/label-task.ts";
import { callTasksApi } from "../../support/post-tasks.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { ENCRYPTION_KEY, givenTask, giveOwnKey } from "../app/own-hands.ts";
import { workspacesOf } from "../app/workspaces.ts";
import { createVisitor } from "./visitor.ts";

const LATER = { submitAfterMs: 60_000, submitLastAfterMs: 50, roundMs: 50, firstPauseMs: 50, longestPauseMs: 200 };
const start = workspacesOf({
  overrides: { times: { labeling: LATER } },
});
const PICTURE = PNG.sync.write(new PNG({ width: 40, height: 30 })).toString("base64");
const pictures = (...ids: readonly string[]) =>
  Object.fromEntries(ids.map((id) => [id, { image: { base64: PICTURE } }]));
const said = {
  kind: "shapes",
  shapes: [{ concept: "cup", box: { top: 0.1, left: 0.2, bottom: 0.3, right: 0.4 } }],
} as const;

/** Ana's page, with what marks all of an input that lies before her. */
async function openPage(workspace: TestWorkspace, taskId: string) {
  const visitor = createVisitor(linkFor(workspace, "ana", taskId));
  const { work } = await visitor.open();
  const answer = (inputId: string, what: typeof said | { kind: "concepts"; concepts: readonly string[] } = said) => {
    const assignmentId = work?.inputs.find((input) => input.inputId === inputId)?.assignmentId ?? "";
    return visitor.post("answer", { assignmentId, inputId, said: what });
  };
  return { visitor, answer };
}

test.each([
  [
    "closed",
    "/task close Boxes",
    "Close as",
    "is closed as done",
    "“Boxes” is closed: nothing is left to label in it.",
  ],
  ["deleted", "/task delete Boxes", undefined, /deleted/, "This task is not there any more: it was deleted."],
])(
  "a task that is %s while somebody labels it on the page: its end says why",
  async (_how, command, field, done, why) => {
    const workspace = await start();
    const taskId = await makeTask(workspace, {
      name: "Boxes",
      workers: ["ana"],
      inputs: pictures("one", "two", "three"),
    });
    const { answer } = await openPage(workspace, taskId);
    await answer("one");
    await eventually(async () => (await labelsOf(workspace, taskId)).length === 1);
    const lena = workspace.slack.person("lena");
    await lena.openModal(command);
    await (field === undefined ? lena.untilWords(/Boxes/) : lena.untilField(field));
    await lena.submit();
    await lena.untilWords(done);

    const late = await answer("two");

    expect(late).toMatchObject({ status: 409, title: "Not taken", words: "Your answer was not needed." });
    expect(late.work?.end).toBe(`${why} 1 labeled. What waits for you next stands in Slack.`);
  },
);

test("the last box is drawn: the page leads back to Slack, and Slack's window to what waits next", async () => {
  const workspace = await start();
  const boxes = await makeTask(workspace, { name: "Boxes", workers: ["ana"], inputs: pictures("one") });
  await makeTask(workspace, {
    name: "And then",
    workers: ["ana"],
    type: "CONCEPTS_CLASSIFICATION",
    inputs: { text: { text: { raw: "A text." } } },
  });
  const { answer } = await openPage(workspace, boxes);
  const ana = workspace.slack.person("ana");

  const { work } = await answer("one");
  await ana.openModal("/task label Boxes");

  expect(work?.end).toBe("That was the last one. 1 labeled. What waits for you next stands in Slack.");
  await ana.untilWords(/That was the last one\.[\s\S]*Next: “And then”/);
  expect(JSON.stringify(ana.view().view["blocks"])).not.toMatch(/Open the page|Undo last/);
  await ana.press("Start");
  await ana.untilWords(/1 of 1 · And then/);
});

/** Ana's page of a task of these texts, on Clarifai. */
async function openTexts(ids: readonly string[]) {
  const workspace = await start({ side: "clarifai", env: { ENCRYPTION_KEY } });
  await callTasksApi(workspace, "POST", "datasets", { datasets: [{ id: "texts" }] });
  const inputs = ids.map((id) => ({ id, dataset_ids: ["texts"], data: { text: { raw: id } } }));
  await callTasksApi(workspace, "POST", "inputs", { inputs });
  const taskId = await givenTask(workspace, "Texts", ["ana"], { input_source: { type: "DATASET", id: "texts" } });
  await giveOwnKey(workspace, workspace.slack.person("ana"), "ana");
  const { visitor, answer } = await openPage(workspace, taskId);
  const isAway = { method: "GET", path: new RegExp(`/tasks/${taskId}(\\?|$)`) };
  return {
    workspace,
    visitor,
    say: (inputId: string) => answer(inputId, { kind: "concepts", concepts: ["1"] }),
    failFetching: () => workspace.faults.fail(isAway, { status: 500 }),
  };
}

test("the next inputs of the page cannot be fetched: what was said is kept, and the page says so and goes on once they can", async () => {
  const { workspace, visitor, say, failFetching } = await openTexts(["one", "two"]);
  await say("one");
  failFetching();

  const last = await say("two");
  workspace.faults.heal();
  const healed = await visitor.post("work", {});

  expect(last).toMatchObject({ status: 200, work: { inputs: [], isMore: true } });
  expect(last.work?.end).toMatch(/^Your answers are kept\. The next inputs could not be fetched\. Clarifai /);
  expect(healed.work?.end).toContain("That was the last one. 2 labeled");
  expect(healed.work?.isMore).toBeUndefined();
});

test("the task is changed and cannot be fetched: the page shows nothing more of it as it was, but what is taken back", async () => {
  const { workspace, visitor, say, failFetching } = await openTexts(["one", "two", "three"]);
  const lena = workspace.slack.person("lena");
  const ben = workspace.slack.person("ben");
  await lena.openModal(`/task assign Texts <@${ben.id}|ben>`);
  await lena.untilWords(/Ben/);
  await lena.submit();
  await ben.untilMessage('Label "Texts"');
  failFetching();

  const late = await say("one");
  const undone = await visitor.post("undo", {});
  workspace.faults.heal();
  const healed = await visitor.post("work", {});

  expect(late).toMatchObject({ status: 200, work: { inputs: [], isMore: true, canUndo: true } });
  expect(late.work?.end).toMatch(/^Your answers are kept\. The next inputs could not be fetched\. Clarifai /);
  expect(undone).toMatchObject({
    notice: "Taken back: this is what you said.",
    work: { inputs: [{ inputId: "one" }] },
  });
  expect(healed.work?.inputs.map(({ inputId }) => inputId)).toContain("one");
});

test("an answer that is sent again after its response was lost stands, and may have been given here", async () => {
  const workspace = await start();
  const taskId = await makeTask(workspace, { workers: ["ana"], inputs: pictures("one", "two") });
  const { answer } = await openPage(workspace, taskId);
  await answer("one");

  const again = await answer("one");

  expect(again).toMatchObject({ status: 409, words: expect.stringContaining("here or in another window") });
});
