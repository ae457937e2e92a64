import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Json, toObject, toObjects } from "../../../sandbox/slack/json.ts";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import { eventually } from "../../support/eventually.ts";
import { makeTask } from "../../support/label-task.ts";
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

/** A task over texts of its own, `NAME-01` and so on. */
function givenTask(name: string, count: number, workers: readonly string[] = ["ana"]): Promise<string> {
  const ids = Array.from({ length: count }, (_, at) => `${name}-${String(at + 1).padStart(2, "0")}`);
  return makeTask(workspace, {
    name,
    workers,
    type: "CONCEPTS_CLASSIFICATION",
    concepts: ["cup", "plate"],
    inputs: Object.fromEntries(ids.map((id) => [id, { text: { raw: `This is ${id}.` } }])),
  });
}

async function open(worker: SlackPerson, name: string): Promise<void> {
  await worker.openModal(`/task label ${name}`);
  await worker.untilWords(/ of \d+ · /);
}

const shown = (worker: SlackPerson): string => / · (\w+-\d\d)$/m.exec(worker.words())?.[1] ?? "";
const counted = (worker: SlackPerson): string => /\d+ of \d+/.exec(worker.words())?.[0] ?? "";

async function say(worker: SlackPerson, concept: string): Promise<void> {
  await worker.chooseAll("Concepts", [concept]);
  await worker.submit();
}

/** Says this of everything that the window shows, until it shows nothing any more; gives what it showed. */
async function sayToTheEnd(worker: SlackPerson, concept: string): Promise<readonly string[]> {
  const inputs: string[] = [];
  while (worker.labels().includes("Concepts")) {
    if (inputs.length > 30) throw new Error(`There is no end: ${inputs}`);
    inputs.push(shown(worker));
    await say(worker, concept);
    await worker.untilWords(/ of \d+ · |labeled/);
  }
  return inputs;
}

async function labelsOf(task: string): Promise<readonly unknown[]> {
  const answer = await callTasksApi(workspace, "GET", `annotations?task_id=${task}&per_page=1000`);
  return toObjects(answer["annotations"]).map((label) => label["input_id"]);
}

/** Changes a task past the app. */
async function change(task: string, changed: Json): Promise<void> {
  const old = toObject((await callTasksApi(workspace, "GET", `tasks/${task}`))["task"]);
  const { name, type, input_source, worker, concepts } = old;
  const whole = { id: task, name, type, input_source, worker, concepts, ...changed };
  await callTasksApi(workspace, "PATCH", "tasks", { action: "overwrite", tasks: [whole] });
}

/** The first line of each message to this person that names the task. */
const told = (worker: SlackPerson, name: string): readonly string[] =>
  worker
    .directMessages()
    .map((message) => wordsOf(message).split("\n")[0] ?? "")
    .filter((line) => line.includes(`“${name}”`));

describe("while somebody labels", () => {
  test("an input is deleted: its label is refused once, it is asked for no more, and the count goes without it", async () => {
    const { ana } = people;
    const task = await givenTask("Deleted", 13);
    await open(ana, "Deleted");
    await callTasksApi(workspace, "DELETE", "inputs/Deleted-01");

    await say(ana, "cup");
    await ana.untilMessage(/of “Deleted” was not taken/);
    await say(ana, "cup");

    expect(counted(ana)).toBe("2 of 12");
    const inputs = await sayToTheEnd(ana, "cup");
    expect(new Set(inputs).size).toBe(11);
    expect(inputs).not.toContain("Deleted-01");
    expect(ana.words()).toContain("That was the last one.");
    expect(ana.words()).toContain("12 labeled");
    await eventually(async () => (await labelsOf(task)).length === 12);
    expect(told(ana, "Deleted")).toHaveLength(1);
    await ana.close();
  });

  test("a concept goes: what it was said of comes back with the concepts that there are, and all else is taken", async () => {
    const { ana } = people;
    const task = await givenTask("Fewer", 13);
    await open(ana, "Fewer");
    await change(task, { concepts: [{ concept: { id: "plate" } }] });
    await say(ana, "cup");
    await ana.untilMessage(/of “Fewer” was not taken/);

    await ana.chooseAll("Concepts", ["cup"]);
    expect(await ana.submitExpectingErrors()).toEqual({
      Concepts: "The task does not have this concept any more: choose another one.",
    });
    await say(ana, "plate");
    expect(ana.options("Concepts")).toEqual(["plate", "None of these"]);
    expect(shown(ana)).toBe("Fewer-01");
    await sayToTheEnd(ana, "plate");

    await eventually(async () => (await labelsOf(task)).length === 13);
    expect(told(ana, "Fewer")).toHaveLength(1);
    await ana.close();
  });

  test("the task is closed: the window says so where the next inputs would come, and what was said is kept", async () => {
    const { ana } = people;
    const task = await givenTask("Closing", 13);
    await open(ana, "Closing");
    await say(ana, "cup");
    await callTasksApi(workspace, "PATCH", "tasks", {
      action: "merge",
      tasks: [{ id: task, status: { code: "TASK_DONE" } }],
    });

    await sayToTheEnd(ana, "cup");

    expect(ana.words()).toContain("“Closing” is closed: nothing is left to label in it.");
    // That says it all.
    expect(ana.words()).not.toMatch(/is not yours any more|left for you/);
    expect(ana.words()).not.toContain("That was the last one.");
    const [, labeled] = /(\d+) labeled/.exec(ana.words()) ?? [];
    await eventually(async () => (await labelsOf(task)).length === Number(labeled));
    await ana.close();
  });

  test("the task is deleted: the window says so, and one message tells what was not taken", async () => {
    const { ana } = people;
    const task = await givenTask("Going", 13);
    await open(ana, "Going");
    await callTasksApi(workspace, "DELETE", "tasks", { ids: [task] });
    await say(ana, "cup");
    await ana.untilMessage(/of “Going” was not taken/);

    await say(ana, "cup");

    expect(ana.words()).toContain("Your answer was not needed.");
    expect(ana.words()).toContain("This task is not there any more");
    expect(ana.words()).not.toContain("form");
    expect(told(ana, "Going")).toHaveLength(1);
    await ana.close();
  });

  test("they are taken off the task and come back: the window says so, and goes on where they begin again", async () => {
    const { ana, ben } = people;
    const task = await givenTask("Off", 5, ["ana", "ben"]);
    const workers = (...who: readonly SlackPerson[]) =>
      change(task, { worker: { strategy: "FULL", workers: who.map(({ id }) => ({ user: { id } })) } });
    await open(ana, "Off");
    await workers(ben);
    await say(ana, "cup");
    await ana.untilMessage(/of “Off” was not taken/);

    await say(ana, "cup");

    expect(ana.words()).toContain("You are not a worker of “Off”. Its lead can add you with /task assign.");
    await ana.close();
    await workers(ana, ben);
    await open(ana, "Off");
    expect(counted(ana)).toBe("1 of 5");
    expect(await sayToTheEnd(ana, "plate")).toHaveLength(5);
    await eventually(async () => (await labelsOf(task)).length === 5);
    expect(workspace.slack.violations).toEqual([]);
  });
});

describe("what this app does to a task is known to whoever labels in it at the next press", () => {
  test("closed: the answer is not taken, and the window says why", async () => {
    const { lena, ana } = people;
    const task = await givenTask("shut", 12);
    await open(ana, "shut");
    await say(ana, "cup");
    await ana.untilWords(/2 of 12/);
    await eventually(async () => (await labelsOf(task)).length === 1);
    await lena.openModal("/task close shut");
    await lena.untilField("Close as");
    await lena.submit();
    await lena.untilWords("is closed as done");
    await lena.close({ isCleared: true });

    await say(ana, "plate");

    expect(ana.words()).toContain("“shut” is closed: nothing is left to label in it.");
    expect(ana.words()).toContain("Your answer was not needed.");
    expect(await labelsOf(task)).toHaveLength(1);
    await ana.close();
  });

  test("deleted", async () => {
    const { lena, ana } = people;
    await givenTask("gone", 12);
    await open(ana, "gone");
    await lena.openModal("/task delete gone");
    await lena.untilWords(/gone/);
    await lena.submit();
    await lena.untilWords(/deleted/);
    await lena.close({ isCleared: true });

    await say(ana, "cup");

    expect(ana.words()).toContain("This task is not there any more: it was deleted.");
    await ana.close();
  });

  test("divided anew: what was said is kept, and what is theirs is asked for before more of it is shown", async () => {
    const { lena, ana, ben } = people;
    const task = await givenTask("share", 12);
    await open(ana, "share");
    await lena.openModal(`/task assign share <@${ben.id}|ben>`);
    await lena.untilWords(/Ben/);
    await lena.submit();
    await ben.untilMessage('Label "share"');
    await lena.close({ isCleared: true });

    await say(ana, "cup");

    expect(ana.words()).toContain("The task was changed. Fetching what is yours of it now …");
    await ana.untilWords(/2 of \d+/);
    await sayToTheEnd(ana, "cup");
    await eventually(async () => (await labelsOf(task)).length === 12);
    expect(workspace.slack.violations).toEqual([]);
  });
});
