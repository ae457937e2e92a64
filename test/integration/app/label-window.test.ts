import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Json, toObject, toObjects, toText } from "../../../sandbox/slack/json.ts";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { eventually } from "../../support/eventually.ts";
import { callTasksApi, postTasks } from "../../support/post-tasks.ts";
import { startTestWorkspace, type TestWorkspace } from "../../support/start-workspace.ts";
import { deliverView } from "./raw-requests.ts";
import { peopleOf } from "./task-form.ts";

const TIMES = { submitAfterMs: 60_000, submitLastAfterMs: 50, roundMs: 50, firstPauseMs: 50, longestPauseMs: 200 };

const KINDS = Array.from({ length: 30 }, (_, at) => ({ id: `kind-${at}`, name: `Kind ${at}` }));

let workspace: TestWorkspace;
let people: ReturnType<typeof peopleOf>;

beforeAll(async () => {
  workspace = await startTestWorkspace({
    overrides: { times: { labeling: TIMES } },
    env: { PUBLIC_URL: "https://labeldesk.example" },
  });
  people = peopleOf(workspace);
  await callTasksApi(workspace, "POST", "concepts", { concepts: KINDS });
  const collaborators = Object.values(people).map(({ id }) => ({ user: { id } }));
  await callTasksApi(workspace, "POST", "collaborators", { collaborators });
});
afterAll(async () => {
  await workspace?.stop();
});

const digits = (count: number) => Array.from({ length: count }, (_, digit) => String(digit));

/** A task of its own over all digits, made past the app: nothing that another test does is in it. */
async function givenTask(
  name: string,
  { workers, concepts = 3, perInput, instructions = "" }: TaskOptions,
): Promise<string> {
  const [id = ""] = await postTasks(workspace, [
    {
      name,
      description: instructions,
      type: "CONCEPTS_CLASSIFICATION",
      worker: { strategy: "FULL", workers: workers.map((worker) => ({ user: { id: worker.id } })) },
      concepts: digits(concepts).map((digit) => ({ concept: { id: digit } })),
      metadata: { labeldesk: { v: 1, ...(perInput && { concepts_per_input: perInput }) } },
    },
  ]);
  return id;
}
type TaskOptions = {
  readonly workers: readonly SlackPerson[];
  readonly concepts?: number;
  readonly perInput?: "one" | "several";
  readonly instructions?: string;
};

async function open(worker: SlackPerson, name: string): Promise<void> {
  await worker.openModal(`/task label ${name}`);
  await worker.untilWords(/ of \d+ · /);
}

const shownInput = (worker: SlackPerson): string => /· (digit-\d+)/.exec(worker.words())?.[1] ?? "";
const counted = (worker: SlackPerson): string => /\d+ of \d+/.exec(worker.words())?.[0] ?? "";

async function labelsOf(task: string, worker: SlackPerson): Promise<readonly Json[]> {
  const path = `annotations?task_id=${task}&user_ids=${worker.id}&per_page=1000`;
  return toObjects((await callTasksApi(workspace, "GET", path))["annotations"]);
}

const saidOf = (label: Json | undefined): string[] =>
  toObjects(toObject(label?.["data"])["concepts"])
    .filter(({ value }) => value === 1)
    .map(({ id }) => toText(id));

describe("the window in which one labels", () => {
  test("one concept: radio buttons, the choice None of these, and a mistake under the field", async () => {
    const { ana } = people;
    const task = await givenTask("One of three", { workers: [ana], perInput: "one" });

    await open(ana, "One of three");

    expect(ana.title()).toBe("Label");
    expect(ana.options("Concept")).toEqual(["0", "1", "2", "None of these"]);
    const first = shownInput(ana);
    await ana.choose("Concept", "None of these");
    await ana.submit();
    const second = shownInput(ana);
    expect(second).not.toBe(first);
    await ana.choose("Concept", "1");
    await ana.submit();
    await eventually(async () => (await labelsOf(task, ana)).length === 2);
    const labels = await labelsOf(task, ana);
    expect(Object.fromEntries(labels.map((label) => [label["input_id"], saidOf(label)]))).toEqual({
      [first]: [],
      [second]: ["1"],
    });
  });

  test("several concepts beside ten: None of these is a field of its own, and does not go with another", async () => {
    const { ana } = people;
    await givenTask("Ten concepts", { workers: [ana], concepts: 10 });

    await open(ana, "Ten concepts");

    expect(ana.labels()).toEqual(["Concepts", "Or"]);
    const first = shownInput(ana);
    expect(await ana.submitExpectingErrors()).toEqual({ Concepts: "Choose what shows, or None of these." });
    await ana.chooseAll("Concepts", ["3", "4"]);
    await ana.chooseAll("Or", ["None of these"]);
    expect(await ana.submitExpectingErrors()).toEqual({
      Concepts: "You chose “3” and None of these: take one of them away.",
    });
    await ana.chooseAll("Or", []);
    await ana.submit();
    expect(shownInput(ana)).not.toBe(first);
    expect(ana.value("Concepts").selected_options ?? []).toEqual([]);
  });

  test("more than ten concepts: a type-ahead", async () => {
    const { ben } = people;
    const concepts = KINDS;
    const [task = ""] = await postTasks(workspace, [
      {
        name: "Thirty kinds",
        type: "CONCEPTS_CLASSIFICATION",
        worker: { strategy: "FULL", workers: [{ user: { id: ben.id } }] },
        concepts: concepts.map(({ id }) => ({ concept: { id } })),
      },
    ]);

    await open(ben, "Thirty kinds");

    expect(await ben.suggestions("Concepts", "kind 2")).toEqual(
      ["2", ...Array.from({ length: 10 }, (_, at) => `2${at}`)].map((at) => `Kind ${at}`),
    );
    expect(await ben.suggestions("Concepts", "none")).toEqual(["None of these"]);
    await ben.chooseAll("Concepts", ["Kind 7"]);
    await ben.submit();
    await eventually(async () => (await labelsOf(task, ben)).length === 1);
    expect(saidOf((await labelsOf(task, ben))[0])).toEqual(["kind-7"]);
  });

  test("Skip puts an input at the end, Undo last brings the answer back, and a closed window submits", async () => {
    const { ana } = people;
    const task = await givenTask("Back and forth", { workers: [ana] });
    await open(ana, "Back and forth");
    const first = shownInput(ana);
    expect(counted(ana)).toBe("1 of 200");

    await ana.press("Skip");
    await ana.untilWords(/· (?!digit-001)digit/);
    const second = shownInput(ana);
    await ana.chooseAll("Concepts", ["2"]);
    await ana.submit();
    expect(counted(ana)).toBe("2 of 200");
    await ana.press("Undo last");
    await ana.untilWords("Taken back: this is what you said.");
    expect(shownInput(ana)).toBe(second);
    expect(ana.value("Concepts").selected_options).toEqual([
      expect.objectContaining({ text: expect.objectContaining({ text: "2" }) }),
    ]);
    await ana.chooseAll("Concepts", ["1"]);
    await ana.submit();
    await ana.close();

    await eventually(async () => (await counts(task, ana))["success"] === 1);
    const labels = await labelsOf(task, ana);
    expect(labels.map((label) => [label["input_id"], saidOf(label)])).toEqual([[second, ["1"]]]);
    expect(first).not.toBe(second);
  });

  test("a picture that Slack does not load is told in its place, and answered all the same", async () => {
    const { chidi } = people;
    await callTasksApi(workspace, "POST", "datasets", { datasets: [{ id: "far" }] });
    const inputs = ["far-1", "far-2"].map((id) => ({
      id,
      dataset_ids: ["far"],
      data: { image: { url: `https://pictures.example/${id}.jpg` } },
    }));
    await callTasksApi(workspace, "POST", "inputs", { inputs });
    const [task = ""] = await postTasks(workspace, [
      {
        name: "Far away",
        type: "CONCEPTS_CLASSIFICATION",
        worker: { strategy: "FULL", workers: [{ user: { id: chidi.id } }] },
        concepts: [{ concept: { id: "1" } }],
        input_source: { type: "DATASET", id: "far" },
      },
    ]);
    const shows = (input: string) => (call: Json) => JSON.stringify(call).includes(`${input}.jpg`);
    workspace.slack.failNext("views.update", { error: "invalid_blocks" }, { when: shows("far-1") });

    await open(chidi, "Far away");

    await chidi.untilWords("Slack cannot load this picture");
    await chidi.chooseAll("Concepts", ["1"]);
    await chidi.submit();
    await chidi.untilWords("2 of 2 · Far away · far-2");
    expect(JSON.stringify(chidi.view().view["blocks"])).toContain("https://pictures.example/far-2.jpg");
    await eventually(async () => (await labelsOf(task, chidi)).length === 1);
  });

  test("the end of a task says what was done, and leads to what waits next in the same window", async () => {
    const { chidi } = people;
    await callTasksApi(workspace, "POST", "datasets", { datasets: [{ id: "short" }] });
    const text = { data: { text: { raw: "A short one." } }, dataset_ids: ["short"] };
    await callTasksApi(workspace, "POST", "inputs", { inputs: [{ id: "short-1", ...text }] });
    const about = (name: string, source: object) => ({
      name,
      type: "CONCEPTS_CLASSIFICATION",
      input_source: source,
      concepts: [{ concept: { id: "1" } }],
      worker: { strategy: "FULL", workers: [{ user: { id: chidi.id } }] },
    });
    await postTasks(workspace, [about("Only one", { type: "DATASET", id: "short" })]);
    await postTasks(workspace, [{ ...about("And then", { type: "ALL_INPUTS" }), priority: "HIGH" }]);
    await chidi.openModal("/task label Only one");
    await chidi.untilWords("1 of 1");
    await chidi.chooseAll("Concepts", ["None of these"]);

    await chidi.submit();

    await chidi.untilWords(/That was the last one\.[\s\S]*Next: “And then”/);
    await chidi.press("Start");
    await chidi.untilWords(/^Label[\s\S]*1 of \d+ · And then/);
  });

  test("boxes lead to the page in the browser, by a link that is this person's; classification has the same way", async () => {
    const { mei } = people;
    await postTasks(workspace, [
      {
        name: "Boxes",
        type: "BOUNDING_BOX_DETECTION",
        worker: { strategy: "FULL", workers: [{ user: { id: mei.id } }] },
        concepts: [{ concept: { id: "1" } }],
      },
    ]);
    await givenTask("Both ways", { workers: [mei] });
    const link = () => /"url":"([^"]+)"/.exec(JSON.stringify(mei.view().view["blocks"]))?.[1] ?? "";

    await mei.openModal("/task label Boxes");
    await mei.untilWords("Label “Boxes” in the browser");
    const first = link();
    await mei.close();
    await open(mei, "Both ways");
    await mei.press("Open in browser");
    await mei.untilWords("Label “Both ways” in the browser");

    expect(first).toMatch(/^https:\/\/labeldesk\.example\/label\//);
    expect(link()).toMatch(/^https:\/\/labeldesk\.example\/label\//);
    expect(link()).not.toBe(first);
  });

  test("two windows on the same input make one answer, and the second is told so", async () => {
    const { ana } = people;
    const task = await givenTask("Two windows", { workers: [ana] });
    await open(ana, "Two windows");
    const view = ana.view();
    await ana.chooseAll("Concepts", ["1"]);
    await ana.submit();

    const again = await deliverView(workspace, ana, { ...view, values: { ...view.values, ...answerTo(view, "2") } });

    expect(JSON.stringify(again)).toContain("You have answered the last one already");
    await eventually(async () => (await labelsOf(task, ana)).length === 1);
    expect(saidOf((await labelsOf(task, ana))[0])).toEqual(["1"]);
  });

  test("somebody else's payload on a window, and a window of another version, do nothing", async () => {
    const { ana, ben } = people;
    const task = await givenTask("Whose window", { workers: [ana, ben] });
    await open(ana, "Whose window");
    const view = ana.view();
    const values = { ...view.values, ...answerTo(view, "2") };

    expect(JSON.stringify(await deliverView(workspace, ben, { ...view, values }))).toContain(
      "This window is another person’s",
    );
    const old = { ...view, values, view: { ...view.view, private_metadata: '{"v":0}' } };
    expect(JSON.stringify(await deliverView(workspace, ana, old))).toContain("from another version of Labeldesk");
    expect(await labelsOf(task, ana)).toEqual([]);
    expect(await labelsOf(task, ben)).toEqual([]);
  });

  test("who does not work on it, and a task that is closed, are told in the window", async () => {
    const { ana, ben } = people;
    const task = await givenTask("Not for Ben", { workers: [ana] });

    await ben.openModal("/task label Not for Ben");
    await ben.untilWords("You are not a worker of “Not for Ben”");
    await callTasksApi(workspace, "PATCH", "tasks", {
      action: "merge",
      tasks: [{ id: task, status: { code: "TASK_DONE" } }],
    });
    await ana.openModal("/task label Not for Ben");
    await ana.untilWords("“Not for Ben” is closed");
  });

  test("labels of a task that is gone are refused in words, once, and nothing else is lost", async () => {
    const { ben } = people;
    const task = await givenTask("Soon gone", { workers: [ben] });
    await open(ben, "Soon gone");
    await callTasksApi(workspace, "DELETE", "tasks", { ids: [task] });
    await ben.chooseAll("Concepts", ["1"]);

    await ben.submit();

    const message = await ben.untilMessage(/of “Soon gone” was not taken/);
    expect(message.text).toContain("refused it");
  });
});

async function counts(task: string, worker: SlackPerson): Promise<Json> {
  const all = toObjects((await callTasksApi(workspace, "GET", `tasks/${task}/inputs/count`))["counts"]);
  return toObject(all.find((one) => one["user_id"] === worker.id));
}

type View = ReturnType<SlackPerson["view"]>;

/** The values of a window with this concept chosen. */
function answerTo(view: View, concept: string): View["values"] {
  const block = toObjects(view.view["blocks"]).find((one) => one["type"] === "input");
  const element = toObject(block?.["element"]);
  const option = toObjects(element["options"]).find((one) => toObject(one["text"])["text"] === concept);
  const field = { type: "checkboxes", selected_options: [option] } as unknown as View["values"][string][string];
  return { [toText(block?.["block_id"])]: { [toText(element["action_id"])]: field } };
}
