import { afterEach, expect, test } from "@jest/globals";
import { toObject, toObjects, toText } from "../../../sandbox/slack/json.ts";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { createGate } from "../../support/create-gate.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestWorkspace, type TestWorkspace, type TestWorkspaceOptions } from "../../support/start-workspace.ts";
import { fillTaskForm, peopleOf } from "./task-form.ts";

const opened: TestWorkspace[] = [];
afterEach(async () => {
  for (let workspace = opened.pop(); workspace; workspace = opened.pop()) await workspace.stop();
});

/** A task over pictures, of which Ana is told. */
async function givenDigits(slackOptions: TestWorkspaceOptions["slack"] = {}) {
  const workspace = await startTestWorkspace({ slack: slackOptions });
  opened.push(workspace);
  const { lena, ana } = peopleOf(workspace);
  await lena.openModal();
  await fillTaskForm(lena, { name: "Digits", concepts: ["1", "2"], workers: [ana] });
  await lena.submit();
  const told = await ana.untilMessage('Label "Digits"');
  return { workspace, slack: workspace.slack, lena, ana, told };
}

/** The file that the worker's window shows, if it shows one. */
function shownFile({ slack }: TestWorkspace, worker: SlackPerson): string | undefined {
  const blocks = toObjects(slack.core.modals.top(worker.id)?.view["blocks"]);
  const image = blocks.find(({ type }) => type === "image");
  return toText(toObject(image?.["slack_file"])["id"]) || undefined;
}

/** The input that the worker's window shows. */
const shownInput = (worker: SlackPerson): readonly string[] => /digit-\d+/.exec(worker.words()) ?? [];

test("the pictures that a worker sees are files in Slack until the task is deleted", async () => {
  const { workspace, slack, lena, ana, told } = await givenDigits({ eventRetryMs: [], fileProcessingMs: 200 });
  await ana.press("Start", told);

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

test("a picture that Slack takes once its input is answered does not bring that input back", async () => {
  const { workspace, slack, ana, told } = await givenDigits();
  const taking = createGate();
  let isTaking = false;
  const isPictured = (args: Readonly<Record<string, unknown>>): boolean =>
    toObjects(toObject(args["view"])["blocks"]).some(({ type }) => type === "image");
  const when = (args: Readonly<Record<string, unknown>>): boolean => {
    isTaking ||= isPictured(args);
    return isPictured(args);
  };
  slack.failNext("views.update", { after: taking.opened }, { when });
  await ana.press("Start", told);
  await eventually(async () => isTaking);
  const [first] = shownInput(ana);

  await ana.choose("Concept", "1");
  await ana.submit();
  const shown = () => shownInput(ana)[0] !== first && shownFile(workspace, ana);
  const second = await slack.until(shown);
  taking.open();
  const isLate = (args: Readonly<Record<string, unknown>>): boolean =>
    isPictured(args) && JSON.stringify(args).includes(first ?? "-");
  await slack.until(() => slack.callsOf("views.update").some(({ args }) => isLate(args)));

  expect(await slack.until(shown)).toBe(second);
});
