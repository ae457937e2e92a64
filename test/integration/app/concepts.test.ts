import { expect, test } from "@jest/globals";
import { toObject, toObjects } from "../../../sandbox/slack/json.ts";
import { type TasksFault, THROTTLED } from "../../support/faulty-tasks-api.ts";
import { callTasksApi } from "../../support/post-tasks.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { askedForPeople } from "./asked-for-people.ts";
import { fillTaskForm, openTaskForm, peopleOf, theTask } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const SEARCH = { method: "POST", path: /\/concepts\/searches/ };
const LOOK = { path: /\/concepts(\/|\?|$)/ };
const TOLD_WITHIN_MS = 60_000;

const start = workspacesOf({ side: "clarifai" });

const makeConcepts = (workspace: TestWorkspace, concepts: readonly { id: string; name: string }[]) =>
  callTasksApi(workspace, "POST", "concepts", { concepts });

const made = ({ faults }: TestWorkspace) =>
  faults.requests.filter(({ method, path }) => method === "POST" && /\/concepts$/.test(path));

const conceptsOf = async (workspace: TestWorkspace): Promise<unknown[]> =>
  toObjects((await theTask(workspace))["concepts"]).map((each) => toObject(each["concept"])["id"]);

const SILENCES: [string, TasksFault][] = [
  ["slow", { delayMs: 4_000 }],
  ["throttled", THROTTLED],
  ["unavailable", { status: 503 }],
];

test.each(SILENCES)("while the other side is %s, no concept is offered as new", async (_how, fault) => {
  const workspace = await start();
  const { lena } = peopleOf(workspace);
  await makeConcepts(workspace, [{ id: "bun", name: "hot dog “bun”" }]);
  await lena.openModal();
  workspace.faults.fail(LOOK, fault);

  expect(await lena.suggestions("Concepts", 'hot dog "bun"')).toEqual(["Clarifai is not answering: type again"]);
  workspace.faults.heal();
  expect(await lena.suggestions("Concepts", "HOT  DOG 'bun'")).toEqual(["Create “HOT  DOG 'bun'”"]);
  expect(await lena.suggestions("Concepts", 'HOT  DOG "bun"')).toEqual(["hot dog “bun”"]);
});

test("a concept that is there by now is taken, however it is spelled, and not made a second time", async () => {
  const workspace = await start();
  const { lena } = peopleOf(workspace);
  const chosen = { words: 'Create “Hot dog "bun"”', query: 'Hot dog "bun"' };
  await openTaskForm(lena, { name: "Buns", concepts: [chosen] });
  await makeConcepts(workspace, [{ id: "the-bun", name: "hot dog “bun”" }]);
  await lena.submit();

  await lena.untilWords("“Buns” is created", TOLD_WITHIN_MS);
  expect(await conceptsOf(workspace)).toEqual(["the-bun"]);
  expect(made(workspace)).toEqual([]);
});

test("nothing is made before the search for it was answered; then it is made once", async () => {
  const workspace = await start();
  const { lena } = peopleOf(workspace);
  await openTaskForm(lena, { name: "Buns", concepts: [{ words: "Create “Hot dog”", query: "Hot dog" }] });
  workspace.faults.fail(SEARCH, { status: 503 });
  await lena.submit();
  await lena.untilWords("“Buns” was not created", TOLD_WITHIN_MS);
  expect(made(workspace)).toEqual([]);
  expect(lena.words()).not.toContain("may have been created");

  workspace.faults.heal();
  await lena.press("Try again");
  await lena.untilWords("“Buns” is created", TOLD_WITHIN_MS);
  expect(made(workspace)).toHaveLength(1);
  expect(await conceptsOf(workspace)).toEqual([expect.stringMatching(/^hot-dog-/)]);
});

test("a failure after a concept was made says so, and trying again takes that concept", async () => {
  const workspace = await start();
  const { lena } = peopleOf(workspace);
  await openTaskForm(lena, { name: "Buns", concepts: [{ words: "Create “Hot dog”", query: "Hot dog" }] });
  workspace.faults.fail({ method: "POST", path: /\/tasks(\?|$)/ }, { status: 503 }, 1);
  await lena.submit();
  await lena.untilWords("The concept “Hot dog” may have been created already", TOLD_WITHIN_MS);
  expect(lena.words()).toContain("No task was created so far");
  expect(lena.words()).not.toContain("Nothing was created");

  await lena.press("Try again");
  await lena.untilWords("“Buns” is created", TOLD_WITHIN_MS);
  expect(made(workspace)).toHaveLength(1);
});

test("a concept whose id another one has gets one of its own", async () => {
  const workspace = await start();
  const { lena } = peopleOf(workspace);
  await makeConcepts(workspace, [{ id: "felis", name: "Wild cat" }]);
  await openTaskForm(lena, { name: "Cats", concepts: [{ words: "Create “Felis”", query: "Felis" }] });
  await lena.submit();

  await lena.untilWords("“Cats” is created", TOLD_WITHIN_MS);
  expect(await conceptsOf(workspace)).toEqual([expect.stringMatching(/^felis-/)]);
});

test("a dataset whose id has 99 characters can be chosen, and stays chosen", async () => {
  const workspace = await start();
  const { lena, ana } = peopleOf(workspace);
  const id = "lunch-photos-".padEnd(99, "x");
  await callTasksApi(workspace, "POST", "datasets", { datasets: [{ id }] });
  const [words = ""] = await lena.openModal().then(async () => {
    await lena.choose("Input source", "Dataset");
    await lena.untilField("Dataset");
    return lena.suggestions("Dataset", "lunch-photos-x");
  });
  await lena.choose("Dataset", words, "lunch-photos-x");
  await lena.fill("Name", "Long");
  await lena.chooseAll("Concepts", ["3"]);
  await lena.pickPeople("Workers", [ana.id]);
  await lena.untilField("Workers per input");
  await workspace.restartApp();
  await lena.submit();

  await lena.untilWords("“Long” is created", TOLD_WITHIN_MS);
  expect(await theTask(workspace)).toMatchObject({ input_source: { type: "DATASET", id } });
  expect(workspace.slack.violations).toEqual([]);
});

test("a search for more than can be found, and a name that nobody can read, are refused in words", async () => {
  const workspace = await start();
  const { lena } = peopleOf(workspace);
  await openTaskForm(lena);
  const asked = askedForPeople(workspace).length;

  expect(await lena.suggestions("Concepts", "x".repeat(20_000))).toEqual([
    "Too long to look for: type at most 255 characters",
  ]);
  expect(askedForPeople(workspace)).toHaveLength(asked);
  await fillTaskForm(lena, { name: "\u200b\u2060" });
  expect(await lena.submitExpectingErrors()).toEqual({
    Name: "This name consists of characters that nobody can see: type one that can be read.",
  });
});
