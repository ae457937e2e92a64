import { afterEach, expect, test } from "@jest/globals";
import sharp from "sharp";
import { type Json, toObject, toObjects, toText } from "../../../sandbox/slack/json.ts";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import type { Box } from "../../../src/domain/labeling/label.ts";
import { labelAs } from "../../support/label-as.ts";
import { callTasksApi, postTasks } from "../../support/post-tasks.ts";
import { startTestWorkspace, type TestWorkspace } from "../../support/start-workspace.ts";
import { peopleOf } from "./task-form.ts";

const opened: TestWorkspace[] = [];
afterEach(async () => {
  for (let workspace = opened.pop(); workspace; workspace = opened.pop()) await workspace.stop();
});

/** The files that a window shows. */
function shownFiles({ slack }: TestWorkspace, person: SlackPerson): string[] {
  const blocks = toObjects(slack.core.modals.top(person.id)?.view["blocks"]);
  const images = blocks.filter(({ type }) => type === "image");
  return images.map((image) => toText(toObject(image["slack_file"])["id"]));
}

async function givenBoxes(workspace: TestWorkspace, count = 1): Promise<string> {
  const { ana, ben, mei } = peopleOf(workspace);
  const collaborators = [ana, ben, mei].map(({ id }) => ({ user: { id } }));
  await callTasksApi(workspace, "POST", "collaborators", { collaborators });
  const [task = ""] = await postTasks(workspace, [
    {
      name: "Where it is",
      type: "BOUNDING_BOX_DETECTION",
      worker: { strategy: "FULL", workers: [ana, ben].map(({ id }) => ({ user: { id } })) },
      concepts: [{ concept: { id: "1" } }],
      review: { strategy: "MANUAL", users: [{ id: mei.id }], manual_strategy_info: { sample_percentage: 1 } },
    },
  ]);
  const boxes: readonly (readonly [SlackPerson, Box])[] = [
    [ana, { top: 0.1, left: 0.1, bottom: 0.5, right: 0.5 }],
    [ben, { top: 0.5, left: 0.5, bottom: 0.9, right: 0.9 }],
  ];
  for (const [worker, box] of boxes)
    await labelAs(workspace, { person: worker.id, task, count, concepts: ["1"] }, () => ({
      kind: "shapes",
      shapes: [{ concept: "1", box }],
    }));
  return task;
}

test("boxes are drawn on the picture in the labelers' colours, with a legend in words", async () => {
  const workspace = await startTestWorkspace();
  opened.push(workspace);
  const { slack } = workspace;
  const { ana, ben, mei } = peopleOf(workspace);
  await givenBoxes(workspace);

  await mei.openModal("/task review Where it is");
  await mei.untilWords(`Marked by ${ana.name}: blue · ${ben.name}: orange, dashed`);

  expect(mei.labels()[0]).toBe(`1 · ${ana.name}: 1 1 · ${ben.name}: 1 1`);
  expect(mei.options(mei.labels()[0] ?? "")).toContain(`Approve ${ben.name}'s: 1 1`);
  const [file = ""] = shownFiles(workspace, mei);
  const bytes = slack.core.files.show(file)?.bytes;
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (col: number, row: number): string => {
    const from = (Math.round(row * info.height) * info.width + Math.round(col * info.width)) * 3;
    return data.subarray(from, from + 3).toString("hex");
  };
  expect([at(0.3, 0.1), at(0.1, 0.3)]).toEqual(["0072b2", "0072b2"]);
  expect(slack.violations).toEqual([]);
});

test("a picture that Slack does not take is told in its place, and the inputs can be decided all the same", async () => {
  const workspace = await startTestWorkspace();
  opened.push(workspace);
  const { slack } = workspace;
  const { mei } = peopleOf(workspace);
  await givenBoxes(workspace);
  await mei.openModal("/task review Where it is");
  await mei.untilWords(/Marked by/);
  for (const id of slack.core.files.ids()) slack.core.files.delete(id);

  await mei.close();
  await mei.openModal("/task review Where it is");
  await mei.untilField("Reason");

  await mei.untilWords(/Leave it for later, or decide by what was said\./);
});

test.each([
  ["that Slack names", false],
  ["that Slack does not name", true],
])("one picture %s is told in its place, and the others of the batch are shown", async (_which, isUnnamed) => {
  const workspace = await startTestWorkspace();
  opened.push(workspace);
  const { slack } = workspace;
  const { mei } = peopleOf(workspace);
  await givenBoxes(workspace, 3);
  await mei.openModal("/task review Where it is");
  await slack.until(() => shownFiles(workspace, mei).length === 3);
  const [first = "", refused = "", last = ""] = shownFiles(workspace, mei);
  slack.core.files.delete(refused);
  const hasAll = (call: Json): boolean => [first, refused, last].every((id) => JSON.stringify(call).includes(id));
  if (isUnnamed) slack.failNext("views.update", { error: "invalid_blocks" }, { when: hasAll });
  await mei.close();

  await mei.openModal("/task review Where it is");
  await mei.untilWords(/Leave it for later, or decide by what was said\./);

  await slack.until(() => shownFiles(workspace, mei).length === 2);
  expect(shownFiles(workspace, mei)).toEqual([first, last]);
});
