import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { toObjects } from "../../../sandbox/slack/json.ts";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { eventually } from "../../support/eventually.ts";
import { callTasksApi, postTasks } from "../../support/post-tasks.ts";
import { startTestWorkspace, type TestWorkspace } from "../../support/start-workspace.ts";

/** Each answer is submitted before the next one is given, as it is of somebody who thinks for a while about each input. */
const SOON = { submitAfterMs: 200, submitLastAfterMs: 200, roundMs: 20, firstPauseMs: 50, longestPauseMs: 200 };

let workspace: TestWorkspace;
let ana: SlackPerson;
let task: string;

beforeAll(async () => {
  workspace = await startTestWorkspace({ overrides: { times: { labeling: SOON } } });
  ana = workspace.slack.person("ana");
  await callTasksApi(workspace, "POST", "collaborators", { collaborators: [{ user: { id: ana.id } }] });
  [task = ""] = await postTasks(workspace, [
    {
      name: "Slowly",
      input_source: { type: "DATASET", id: "hard-ones" },
      worker: { strategy: "FULL", workers: [{ user: { id: ana.id } }] },
      concepts: [{ concept: { id: "3" } }],
    },
  ]);
});
afterAll(async () => {
  await workspace?.stop();
});

const shownInput = (): string => /· (digit-\d+)/.exec(ana.words())?.[1] ?? "";

async function countSubmitted(): Promise<number> {
  const answer = await callTasksApi(workspace, "GET", `tasks/${task}/inputs/count`);
  return Number(toObjects(answer["counts"])[0]?.["success"] ?? 0);
}

test("an answer that is submitted while the next inputs are held is asked for no more, and counted once", async () => {
  await ana.openModal("/task label Slowly");
  const shown: string[] = [];

  for (let done = 0; done < 13; done += 1) {
    await ana.untilWords(new RegExp(`^${done + 1} of 40`, "m"));
    shown.push(shownInput());
    await ana.chooseAll("Concepts", ["3"]);
    await ana.submit();
    await eventually(async () => (await countSubmitted()) === done + 1);
  }

  expect(new Set(shown).size).toBe(13);
  expect(workspace.slack.violations).toEqual([]);
});
