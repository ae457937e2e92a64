import { expect, test } from "@jest/globals";
import { toText } from "../../../sandbox/slack/json.ts";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import { defaultLimits } from "../../../src/api/limits.ts";
import type { LabelingTimes } from "../../../src/services/labeling/times.ts";
import { eventually } from "../../support/eventually.ts";
import type { TasksFault } from "../../support/faulty-tasks-api.ts";
import { callTasksApi } from "../../support/post-tasks.ts";
import { answerOne, ENCRYPTION_KEY, givenTask, giveOwnKey, labelsOf, openLabeling, revokeKey } from "./own-hands.ts";
import { peopleOf } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const QUICK = { submitAfterMs: 60_000, submitLastAfterMs: 50, roundMs: 50, firstPauseMs: 50, longestPauseMs: 200 };
const LONG_PAUSE = { ...QUICK, firstPauseMs: 60_000, longestPauseMs: 60_000 };

const startWith = (labeling: LabelingTimes) =>
  workspacesOf({ side: "clarifai", env: { ENCRYPTION_KEY }, overrides: { times: { labeling } } });
const start = startWith(QUICK);
const startWithLongPause = startWith(LONG_PAUSE);

const POSTED = { method: "POST", path: /\/annotations$/ } as const;
const LISTED = { method: "GET", path: /\/annotations\?/ } as const;

test.each<[string, TasksFault, number]>([
  ["answers with errors", { status: 500 }, Number.POSITIVE_INFINITY],
  ["has enough for now", { status: 429, headers: { "retry-after": "0" } }, 3],
  ["takes labels, and its answers are lost", { lost: true }, 3],
])(
  "the Tasks API %s: labels are kept, told of once at most, and there once, in their order",
  async (name, fault, times) => {
    const workspace = await start();
    const { ana } = peopleOf(workspace);
    const task = await givenTask(workspace, name, ["ana"]);
    await giveOwnKey(workspace, ana, "ana");
    await openLabeling(ana, name);
    workspace.faults.fail(POSTED, fault, times);

    const said: string[] = [];
    for (let at = 0; at < 5; at += 1) {
      said.push(/· (digit-\d+)/.exec(ana.words())?.[1] ?? "");
      await answerOne(ana);
    }
    if (times > 5) await ana.untilMessage(/Your labels of .* wait/);
    workspace.faults.heal();

    await eventually(async () => (await labelsOf(workspace, task)).length === 5);
    await ana.close();
    const labels = await labelsOf(workspace, task);
    expect(labels.map((label) => toText(label["input_id"])).sort()).toEqual([...said].sort());
    const posted = workspace.faults.requests.filter(({ method, path }) => method === "POST" && POSTED.path.test(path));
    const order = posted.map(({ body }) => said.findIndex((input) => body.includes(`"${input}"`)));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    const waits = ana.directMessages().filter((message) => wordsOf(message).includes("wait"));
    expect(waits.length).toBeLessThanOrEqual(1);
  },
);

test("neither the answer to a label arrives nor the look for it: with the next press it is looked for again, and not sent again", async () => {
  const workspace = await startWithLongPause();
  const { ana } = peopleOf(workspace);
  const task = await givenTask(workspace, "Doubtful", ["ana"]);
  await giveOwnKey(workspace, ana, "ana");
  await openLabeling(ana, "Doubtful");
  workspace.faults.fail(POSTED, { lost: true }, 1);
  workspace.faults.fail(LISTED, { status: 429, headers: { "retry-after": "60" } }, 1);
  const lookedFor = workspace.faults.untilSeen(LISTED);
  const first = /· (digit-\d+)/.exec(ana.words())?.[1] ?? "";
  await answerOne(ana);
  await lookedFor;

  await answerOne(ana);

  await eventually(async () => (await labelsOf(workspace, task)).length === 2);
  const posted = workspace.faults.requests.filter(({ method, path }) => method === "POST" && POSTED.path.test(path));
  expect(posted.filter(({ body }) => body.includes(`"${first}"`))).toHaveLength(1);
});

/** A window with the only two inputs of a task, both skipped but for the press that is to come; gives the person's own key. */
async function openAtTheLast(workspace: Awaited<ReturnType<typeof start>>, name: string): Promise<string> {
  const { ana } = peopleOf(workspace);
  await callTasksApi(workspace, "POST", "datasets", { datasets: [{ id: "two" }] });
  const inputs = ["first", "second"].map((id) => ({ id, dataset_ids: ["two"], data: { text: { raw: id } } }));
  await callTasksApi(workspace, "POST", "inputs", { inputs });
  await givenTask(workspace, name, ["ana"], { input_source: { type: "DATASET", id: "two" } });
  const key = await giveOwnKey(workspace, ana, "ana");
  await openLabeling(ana, name);
  await ana.press("Skip");
  await ana.untilWords(/ · second$/m);
  return key;
}

test("the last input is skipped while the Tasks API does not answer: the window says why, and goes on once it does", async () => {
  const workspace = await start();
  const { ana } = peopleOf(workspace);
  await openAtTheLast(workspace, "Skipped");
  workspace.faults.fail({}, { status: 500 });

  await ana.press("Skip");

  await ana.untilWords(/Your answers are kept\. Clarifai .* Close this and press Continue\./);
  expect(ana.directMessages().map(wordsOf).join()).not.toContain("Labeldesk failed");
  workspace.faults.heal();
  await ana.close();
  await openLabeling(ana, "Skipped");
  expect(ana.words()).toMatch(/ · first$/m);
});

test("the last input is skipped with a key that was taken back: the window asks for another one", async () => {
  const workspace = await start();
  const { ana } = peopleOf(workspace);
  await revokeKey(workspace, "ana", await openAtTheLast(workspace, "Keyless"));

  await ana.press("Skip");

  await ana.untilWords("Your answers are kept.");
  expect(JSON.stringify(ana.view().view["blocks"])).toContain("Give my key");
  expect(ana.directMessages().map(wordsOf).join()).not.toContain("Labeldesk failed");
});

/** Slack's own: later it tells the person that the app has failed. */
const ACK_MS = 3_000;
/** Three attempts, each with a look whether it has arrived. */
const TOLD_MS = 60_000;

test("the Tasks API takes requests and never answers: each press is acked, it is told once, and all is sent once when it answers again", async () => {
  const tasksApi = { ...defaultLimits, interactiveMs: 5_000, backgroundMs: 1_000 };
  const workspace = await start({ overrides: { times: { labeling: QUICK, tasksApi } } });
  const { ana, ben } = peopleOf(workspace);
  const task = await givenTask(workspace, "Silent", ["ana", "ben"]);
  for (const [person, account] of [[ana, "ana"] as const, [ben, "ben"] as const]) {
    await giveOwnKey(workspace, person, account);
    await openLabeling(person, "Silent");
  }
  workspace.faults.fail({}, { silent: true });

  const said = await Promise.all(
    [ana, ben].map(async (person) => {
      const inputs = new Set<string>();
      // A picture that comes late may bring an input back for a moment: to answer it again changes nothing.
      while (inputs.size < 10) {
        inputs.add(/· (digit-\d+)/.exec(person.words())?.[1] ?? "");
        await answerOne(person);
      }
      await person.untilWords("Your answers are kept.", TOLD_MS);
      await person.untilMessage(/Your labels of .* wait/, TOLD_MS);
      return [...inputs];
    }),
  );
  const late = workspace.slack.deliveries.filter(({ answer }) => answer.outcome !== "answered" || answer.ms >= ACK_MS);
  expect(late).toEqual([]);
  expect(await labelsOf(workspace, task)).toEqual([]);
  workspace.faults.heal();

  await eventually(async () => (await labelsOf(workspace, task)).length >= 20, TOLD_MS);
  for (const person of [ana, ben]) {
    await person.close();
    await openLabeling(person, "Silent");
    await answerOne(person);
  }
  await eventually(async () => (await labelsOf(workspace, task)).length >= 22, TOLD_MS);
  const labels = (await labelsOf(workspace, task)).map((label) => `${label["user_id"]} ${label["input_id"]}`);
  expect(new Set(labels).size).toBe(22);
  expect(labels).toHaveLength(22);
  const [byAna = [], byBen = []] = said;
  expect(labels).toEqual(
    expect.arrayContaining([...byAna.map((id) => `ana ${id}`), ...byBen.map((id) => `ben ${id}`)]),
  );
  for (const person of [ana, ben]) {
    const waits = person.directMessages().filter((message) => /Your labels of .* wait/.test(wordsOf(message)));
    expect(waits).toHaveLength(1);
  }
}, 180_000);
