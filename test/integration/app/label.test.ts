import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "@jest/globals";
import { type Json, toObject, toObjects, toText } from "../../../sandbox/slack/json.ts";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { eventually } from "../../support/eventually.ts";
import { callTasksApi } from "../../support/post-tasks.ts";
import { startTestWorkspace, type TestWorkspace } from "../../support/start-workspace.ts";
import { fillTaskForm, peopleOf, theTask } from "./task-form.ts";

const SAMPLES = new URL("../../../sandbox/samples/mnist-labels.json", import.meta.url);
const TRUE_LABELS: Readonly<Record<string, string>> = JSON.parse(readFileSync(SAMPLES, "utf8"));
const DIGITS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

const opened: TestWorkspace[] = [];
afterEach(async () => {
  for (let workspace = opened.pop(); workspace; workspace = opened.pop()) await workspace.stop();
});

/** A task about the digits, with these workers, of whom nobody has begun. */
async function givenTask(
  { workers, concepts = DIGITS }: { workers: readonly ("ana" | "ben")[]; concepts?: readonly string[] },
  options: Parameters<typeof startTestWorkspace>[0] = {},
) {
  const workspace = await startTestWorkspace({
    ...options,
    overrides: {
      times: {
        labeling: { submitAfterMs: 60_000, submitLastAfterMs: 50, roundMs: 50, firstPauseMs: 50, longestPauseMs: 200 },
      },
    },
  });
  opened.push(workspace);
  const people = peopleOf(workspace);
  await people.lena.openModal();
  await fillTaskForm(people.lena, { name: "Digits", concepts, workers: workers.map((name) => people[name]) });
  await people.lena.submit();
  await people.lena.untilWords("“Digits” is created");
  return { workspace, people, task: toText((await theTask(workspace))["id"]) };
}

/** Opens the window from the message, as a worker does. */
async function start(worker: SlackPerson): Promise<void> {
  const message = await worker.untilMessage('Label "Digits"');
  await worker.press("Start", message);
  await worker.untilWords(/ of \d+/);
}

/** The id of the input that the window shows. */
const shownInput = (worker: SlackPerson): string => /· (digit-\d+)/.exec(worker.words())?.[1] ?? "";

async function annotations(workspace: TestWorkspace): Promise<readonly Json[]> {
  return toObjects((await callTasksApi(workspace, "GET", "annotations?per_page=1000"))["annotations"]);
}

const saidOf = (annotation: Json): string[] =>
  toObjects(toObject(annotation["data"])["concepts"])
    .filter((concept) => concept["value"] === 1)
    .map((concept) => toText(concept["id"]));

describe("labeling in Slack", () => {
  test("from the message to the end: every answer is on the other side once, under the right user", async () => {
    const { workspace, people } = await givenTask({ workers: ["ana", "ben"] });
    const answered = new Map<string, string>();

    for (const worker of [people.ana, people.ben]) {
      await start(worker);
      for (let guard = 0; guard < 200 && worker.labels().includes("Concept"); guard++) {
        const input = shownInput(worker);
        answered.set(input, worker.id);
        await worker.choose("Concept", TRUE_LABELS[input] ?? "");
        expect(await worker.submit()).toEqual({ result: "accepted" });
        if (!worker.labels().includes("Concept")) await worker.untilWords(/ of \d+|That was the last one/);
      }
      await worker.untilWords(/That was the last one\.\s+100\slabeled in \d+\ss\./);
    }

    await eventually(async () => (await annotations(workspace)).length === 200);
    const made = await annotations(workspace);
    expect(new Set(made.map((one) => one["input_id"])).size).toBe(200);
    for (const one of made) {
      expect(one["user_id"]).toBe(answered.get(toText(one["input_id"])));
      expect(saidOf(one)).toEqual([TRUE_LABELS[toText(one["input_id"])]]);
    }
    expect(workspace.slack.violations).toEqual([]);
  });
});
