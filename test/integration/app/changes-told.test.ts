import { expect, test } from "@jest/globals";
import { toObject, toObjects } from "../../../sandbox/slack/json.ts";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import { eventually } from "../../support/eventually.ts";
import { labelAs } from "../../support/label-as.ts";
import { callTasksApi } from "../../support/post-tasks.ts";
import { createRecordingLog } from "../../support/recording-log.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { ENCRYPTION_KEY, givenTask, giveOwnKey } from "./own-hands.ts";
import { peopleOf } from "./task-form.ts";
import { describeOnBothDatabases } from "./workspaces.ts";

const LABELING = { submitAfterMs: 60_000, submitLastAfterMs: 50, roundMs: 50, firstPauseMs: 50, longestPauseMs: 200 };
const REASON = "The bar makes it a 7.";

/** A task of which each of these accounts has labeled the first input. */
async function givenLabeled(workspace: TestWorkspace, reviewer: string, workers: readonly string[]): Promise<string> {
  const task = await givenTask(workspace, "Sevens", workers, {
    review: { strategy: "MANUAL", manual_strategy_info: { sample_percentage: 1 }, users: [{ id: reviewer }] },
  });
  for (const person of workers)
    await labelAs(workspace, { person, task, count: 1, concepts: ["0", "1"] }, () => ({
      kind: "concepts",
      concepts: ["1"],
    }));
  return task;
}

/** Fills the window: what it shows is sent back, with a reason, once it is submitted. */
async function fillReview(reviewer: SlackPerson): Promise<void> {
  await reviewer.openModal("/task review Sevens");
  await reviewer.untilField("Reason");
  const [shown = ""] = reviewer.labels().filter((one) => one !== "Reason");
  await reviewer.choose(shown, "Request changes");
  await reviewer.fill("Reason", REASON);
}

/** Resolves when nothing of this account waits for a review any more: the verdict has arrived. */
const untilSentBack = (workspace: TestWorkspace, task: string, account: string): Promise<void> =>
  eventually(async () => {
    const { counts } = await callTasksApi(workspace, "GET", `tasks/${task}/inputs/count`);
    return toObject(toObjects(counts).find((one) => one["user_id"] === account))["awaiting_review"] === 0;
  });

const toldTo = (person: SlackPerson): readonly string[] =>
  person
    .directMessages()
    .map(wordsOf)
    .filter((words) => words.includes("Change 1 label of “Sevens”"));

describeOnBothDatabases("a label that is sent back while its worker cannot be named", (start) => {
  test("Slack does not say who they are: the verdict arrives, others are told, and they are once Slack says it", async () => {
    const workspace = await start({ overrides: { times: { labeling: LABELING } } });
    const { ana, ben, mei } = peopleOf(workspace);
    const collaborators = [ana, ben, mei].map(({ id }) => ({ user: { id } }));
    await callTasksApi(workspace, "POST", "collaborators", { collaborators });
    const task = await givenLabeled(workspace, mei.id, [ana.id, ben.id]);
    // It remembers nobody.
    await workspace.restartApp();
    let isUnnamed = true;
    const ofAna = (args: Readonly<Record<string, unknown>>): boolean => isUnnamed && args["user"] === ana.id;
    workspace.slack.failNext("users.info", { status: 503 }, { times: 1_000, when: ofAna });
    workspace.slack.failNext("users.list", { status: 503 }, { times: 1_000, when: () => isUnnamed });

    await fillReview(mei);
    await mei.submit();
    await untilSentBack(workspace, task, ana.id);
    await ben.untilMessage("Change 1 label of “Sevens”");
    await workspace.restartApp();
    expect(toldTo(ana)).toEqual([]);
    isUnnamed = false;
    const told = await ana.untilMessage("Change 1 label of “Sevens”");

    expect(wordsOf(told)).toContain(REASON);
    await ana.press("Continue", told);
    await ana.untilWords(REASON);
    expect([ana, ben].map((person) => toldTo(person).length)).toEqual([1, 1]);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("Clarifai does not list its accounts: they are told once it does", async () => {
    const workspace = await start({
      side: "clarifai",
      env: { ENCRYPTION_KEY },
      overrides: { times: { labeling: LABELING } },
    });
    const { ana, mei } = peopleOf(workspace);
    await giveOwnKey(workspace, mei, "mei");
    const task = await givenLabeled(workspace, "mei", ["ana"]);
    await fillReview(mei);
    workspace.faults.fail({ method: "GET", path: /\/collaborators/ }, { status: 503 }, 3);
    // It remembers no list.
    await workspace.restartApp();

    await mei.submit();
    await untilSentBack(workspace, task, "ana");
    const told = await ana.untilMessage("Change 1 label of “Sevens”");

    expect(wordsOf(told)).toContain(REASON);
    expect(toldTo(ana)).toHaveLength(1);
  });

  test("the key may list nobody: whoever is linked is told, and of the others nobody is waited for", async () => {
    const log = createRecordingLog();
    const workspace = await start({
      side: "clarifai",
      env: { ENCRYPTION_KEY },
      overrides: { log, times: { labeling: LABELING } },
    });
    const { ana, ben, mei } = peopleOf(workspace);
    await giveOwnKey(workspace, mei, "mei");
    await giveOwnKey(workspace, ben, "ben");
    await givenLabeled(workspace, "mei", ["ana", "ben"]);
    await fillReview(mei);
    workspace.faults.fail({ method: "GET", path: /\/collaborators/ }, { status: 403 });
    await workspace.restartApp();

    await mei.submit();
    await ben.untilMessage("Change 1 label of “Sevens”");
    const lines = () => log.lines.filter(({ message }) => message === "whose label is to be changed is not in Slack");
    await eventually(async () => lines().length > 0);

    expect(lines().map(({ fields }) => fields)).toEqual([expect.objectContaining({ worker: "ana" })]);
    expect(toldTo(ana)).toEqual([]);
  });
});
