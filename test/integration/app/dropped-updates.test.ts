import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { eventually } from "../../support/eventually.ts";
import { labelAs } from "../../support/label-as.ts";
import { labelsOf, makeTask } from "../../support/label-task.ts";
import { callTasksApi } from "../../support/post-tasks.ts";
import { startTestWorkspace, type TestWorkspace } from "../../support/start-workspace.ts";
import { peopleOf } from "./task-form.ts";

const TIMES = { submitAfterMs: 60_000, submitLastAfterMs: 50, roundMs: 50, firstPauseMs: 50, longestPauseMs: 200 };

let workspace: TestWorkspace;
let people: ReturnType<typeof peopleOf>;
beforeAll(async () => {
  workspace = await startTestWorkspace({ overrides: { times: { labeling: TIMES } } });
  people = peopleOf(workspace);
});
afterAll(async () => {
  await workspace?.stop();
});

const givenTask = (name: string, count: number, reviewers?: readonly string[]): Promise<string> => {
  const ids = Array.from({ length: count }, (_, at) => `${name}-${at}`);
  return makeTask(workspace, {
    name,
    workers: ["ana"],
    type: "CONCEPTS_CLASSIFICATION",
    concepts: ["cup", "plate"],
    inputs: Object.fromEntries(ids.map((id) => [id, { text: { raw: id } }])),
    ...(reviewers && { reviewers }),
  });
};

const shown = (worker: SlackPerson): string => / · (\w+-\d)$/m.exec(worker.words())?.[1] ?? "";

async function say(worker: SlackPerson, concept: string): Promise<string> {
  const input = shown(worker);
  await worker.chooseAll("Concepts", [concept]);
  expect(await worker.submit()).toEqual({ result: "accepted" });
  return input;
}

/** What a press brings does not reach the window: Slack says that it shows something newer. */
async function pressInVain(person: SlackPerson, button: string): Promise<void> {
  const before = person.words();
  const calls = (): number => workspace.slack.callsOf("views.update").length;
  const until = calls();
  workspace.slack.failNext("views.update", { error: "hash_conflict" });
  await person.press(button);
  await workspace.slack.until(() => calls() > until);
  expect(person.words()).toBe(before);
}

describe("Slack drops an update, as the window shows something newer", () => {
  test("Skip and Undo last: what the window shows is answered, and at the end each input once", async () => {
    const { ana } = people;
    const task = await givenTask("Dropped", 4);
    await ana.openModal("/task label Dropped");
    await ana.untilWords(/1 of 4/);

    await pressInVain(ana, "Skip");
    const said = [await say(ana, "cup")];
    await pressInVain(ana, "Undo last");
    while (!ana.words().includes("That was the last one.")) {
      if (said.length > 10) throw new Error(`There is no end: ${said}`);
      said.push(await say(ana, "plate"));
      await ana.untilWords(/ of \d+ · |That was the last one/);
    }

    // The first one came again, as its answer was taken back.
    expect(said).toHaveLength(5);
    await eventually(async () => (await labelsOf(workspace, task)).length === 4);
    const labeled = (await labelsOf(workspace, task)).map((label) => label["input_id"]);
    expect(labeled.sort()).toEqual(["Dropped-0", "Dropped-1", "Dropped-2", "Dropped-3"]);
    expect(ana.directMessages()).toEqual([]);
    await ana.close();
  });

  test("all that are left of one labeler: carried out, and the window can be saved after it", async () => {
    const { ana, mei } = people;
    const task = await givenTask("Judged", 3, ["mei"]);
    await labelAs(workspace, { person: ana.id, task, count: 3, concepts: ["cup", "plate"] }, () => ({
      kind: "concepts",
      concepts: ["cup"],
    }));
    await mei.openModal("/task review Judged");
    await mei.untilField("Reason");
    const [first = ""] = mei.labels();
    await mei.choose(first, "Reject");
    workspace.slack.failNext("views.update", { error: "hash_conflict" }, { times: 2 });

    await mei.press(`Approve all of ${ana.name}’s remaining labels`);
    await eventually(async () => (await countsOf(task))?.["success"] === 2);
    await mei.submit();

    await mei.untilWords("Nothing more awaits your review.");
    expect(await countsOf(task)).toMatchObject({ success: 2, review_denied: 1 });
    expect(mei.directMessages()).toEqual([]);
    expect(workspace.slack.violations).toEqual([]);
  });
});

async function countsOf(task: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { counts } = await callTasksApi(workspace, "GET", `tasks/${task}/inputs/count`);
  return Array.isArray(counts) ? counts[0] : undefined;
}
