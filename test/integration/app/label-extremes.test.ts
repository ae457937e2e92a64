import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Json, toObject, toObjects } from "../../../sandbox/slack/json.ts";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { eventually } from "../../support/eventually.ts";
import { callTasksApi, postTasks } from "../../support/post-tasks.ts";
import { startTestWorkspace, type TestWorkspace } from "../../support/start-workspace.ts";

const TIMES = { submitAfterMs: 60_000, submitLastAfterMs: 50, roundMs: 50, firstPauseMs: 50, longestPauseMs: 200 };
const LONG = `${"“Ünbelievably” long <name> & more ".repeat(9)}`.slice(0, 290);
const CONCEPTS = Array.from({ length: 11 }, (_, at) => ({ id: `kind ${at}|:"<&>`, name: `${at} ${LONG}` }));

let workspace: TestWorkspace;
let people: Readonly<Record<"ana" | "ben" | "gil" | "sol", SlackPerson>>;

beforeAll(async () => {
  workspace = await startTestWorkspace({ overrides: { times: { labeling: TIMES } } });
  const person = (handle: string) => workspace.slack.person(handle);
  people = { ana: person("ana"), ben: person("ben"), gil: person("gil"), sol: person("sol") };
  await callTasksApi(workspace, "POST", "concepts", { concepts: CONCEPTS });
});
afterAll(async () => {
  await workspace?.stop();
});

/** A task over these texts alone, with eleven concepts and long instructions. */
async function givenTask(name: string, person: SlackPerson, texts: readonly string[]): Promise<string> {
  await callTasksApi(workspace, "POST", "collaborators", { collaborators: [{ user: { id: person.id } }] });
  const inputs = texts.map((raw, at) => ({ id: `${name}-${at}`, dataset_ids: [name], data: { text: { raw } } }));
  await callTasksApi(workspace, "POST", "datasets", { datasets: [{ id: name }] });
  for (const input of inputs) await callTasksApi(workspace, "POST", "inputs", { inputs: [input] });
  const [id = ""] = await postTasks(workspace, [
    {
      name,
      description: "Read <this> & that. ".repeat(1000),
      worker: { strategy: "FULL", workers: [{ user: { id: person.id } }] },
      concepts: CONCEPTS.map((concept) => ({ concept: { id: concept.id } })),
      input_source: { type: "DATASET", id: name },
    },
  ]);
  return id;
}

async function labelsOf(task: string): Promise<readonly Json[]> {
  return toObjects((await callTasksApi(workspace, "GET", `annotations?task_id=${task}&per_page=1000`))["annotations"]);
}

/** Finds a concept by its number, as one types it, and says that it shows. */
async function say(worker: SlackPerson, number: number): Promise<void> {
  const query = `${number} `;
  const [words = ""] = await worker.suggestions("Concepts", query);
  await worker.chooseAll("Concepts", [{ words, query }]);
  await worker.submit();
}

test("texts of a million characters, and the longest names, ids and instructions", async () => {
  const { ana } = people;
  const text = "Ab <c> & ".repeat(120_000).slice(0, 1_000_000);
  const task = await givenTask("long", ana, Array<string>(11).fill(text));
  await ana.openModal("/task label long");

  for (let at = 0; at < 11; at += 1) {
    await ana.untilWords(new RegExp(`^${at + 1} of 11 `, "m"));
    await say(ana, at);
  }

  await ana.untilWords("That was the last one.");
  await eventually(async () => (await labelsOf(task)).length === 11);
  const said = (await labelsOf(task)).flatMap((label) => toObjects(toObject(label["data"])["concepts"]));
  const shown = said.filter(({ value }) => value === 1).map(({ id }) => id);
  expect(shown.sort()).toEqual(CONCEPTS.map(({ id }) => id).sort());
  await ana.close();
});

test("a task of one input: Skip says that it is the only one, and its instructions are there in full", async () => {
  const { ben } = people;
  const task = await givenTask("single", ben, ["one"]);
  await ben.openModal("/task label single");
  await ben.untilWords("1 of 1");

  await ben.press("Skip");

  await ben.untilWords("This is the only one left.");
  await ben.press("Instructions");
  await ben.untilWords("Cut here");
  await ben.close();
  await say(ben, 3);
  await ben.untilWords("That was the last one.");
  await eventually(async () => (await labelsOf(task)).length === 1);
  await ben.close();
});

test("a guest labels what is theirs; of what is not, they and somebody of another company get nothing", async () => {
  const { gil, sol, ana } = people;
  const task = await givenTask("guests", gil, ["one", "two"]);
  await givenTask("others", ana, ["one"]);
  await gil.openModal("/task label guests");
  await gil.untilWords("1 of 2");
  await say(gil, 3);
  await gil.untilWords("2 of 2");
  await gil.press("Undo last");
  await gil.untilWords("Taken back");
  await eventually(async () => (await labelsOf(task)).length === 0);
  await say(gil, 4);
  await gil.close();

  await gil.command("/task label others");
  await sol.command("/task label guests");

  await gil.untilEphemeral(/others/);
  await eventually(async () => (await labelsOf(task)).length === 1);
  expect(gil.currentView()).toBeUndefined();
  expect(sol.currentView()).toBeUndefined();
  expect(workspace.slack.violations).toEqual([]);
});
