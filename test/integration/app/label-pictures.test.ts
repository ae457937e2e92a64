import { afterEach, expect, test } from "@jest/globals";
import { toObject, toObjects, toText } from "../../../sandbox/slack/json.ts";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { startTestWorkspace, type TestWorkspace } from "../../support/start-workspace.ts";
import { fillTaskForm, peopleOf } from "./task-form.ts";

const opened: TestWorkspace[] = [];
afterEach(async () => {
  for (let workspace = opened.pop(); workspace; workspace = opened.pop()) await workspace.stop();
});

/** The file that the worker's window shows, if it shows one. */
function shownFile({ slack }: TestWorkspace, worker: SlackPerson): string | undefined {
  const blocks = toObjects(slack.core.modals.top(worker.id)?.view["blocks"]);
  const image = blocks.find(({ type }) => type === "image");
  return toText(toObject(image?.["slack_file"])["id"]) || undefined;
}

test("the pictures that a worker sees are files in Slack until the task is deleted", async () => {
  const workspace = await startTestWorkspace({ slack: { eventRetryMs: [], fileProcessingMs: 200 } });
  opened.push(workspace);
  const { slack } = workspace;
  const { lena, ana } = peopleOf(workspace);
  await lena.openModal();
  await fillTaskForm(lena, { name: "Digits", concepts: ["1", "2"], workers: [ana] });
  await lena.submit();
  await ana.press("Start", await ana.untilMessage('Label "Digits"'));

  const file = await slack.until(() => shownFile(workspace, ana));
  // The ten that are hers are made ready ahead.
  await slack.until(() => slack.callsOf("files.completeUploadExternal").length === 10);

  expect(slack.core.files.show(file)?.type).toBe("image/png");
  expect(slack.violations).toEqual([]);
  await lena.openModal("/task delete Digits");
  await lena.untilWords("Delete “Digits”?");
  await lena.submit();
  await slack.until(() => slack.core.files.ids().length === 0);
});
