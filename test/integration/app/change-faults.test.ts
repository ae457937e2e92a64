import { describe, expect, test } from "@jest/globals";
import { HTML_ERROR, type TasksFault } from "../../support/faulty-tasks-api.ts";
import { createSubmissionTimes, QUICK_SEND } from "../../support/quick-times.ts";
import type { TestWorkspaceOptions } from "../../support/start-workspace.ts";
import { askedForPeople } from "./asked-for-people.ts";
import { createElsewhere, deleteElsewhere } from "./other-side.ts";
import { listTasks, messagesOf, openTaskForm, peopleOf, setRights, theTask } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const PATCH = { method: "PATCH", path: /\/tasks/ };
const READ = { method: "GET", path: /\/tasks\/[^/?]+\?/ };
const TOLD_WITHIN_MS = 60_000;

const start = workspacesOf({ side: "clarifai" });

/** The edit form is open and filled: Ben is to share with Ana. */
async function openedEdit(options: TestWorkspaceOptions = {}) {
  const workspace = await start(options);
  const people = peopleOf(workspace);
  const { lena, ana, ben } = people;
  await openTaskForm(lena, { workers: [ana] });
  await lena.submit();
  await lena.untilWords("is created");
  await lena.close();
  await ana.untilMessage("Digits");
  await lena.openModal("/task edit Digits");
  await lena.untilField("Name");
  await lena.pickPeople("Workers", [ana.id, ben.id]);
  await lena.untilWords("Ben Carter 50\u00a0%");
  return { workspace, ...people };
}

async function expectSavedOnce({ workspace, ana, ben, lena }: Awaited<ReturnType<typeof openedEdit>>): Promise<void> {
  await lena.untilWords("“Digits” is saved", TOLD_WITHIN_MS);
  await ana.untilMessage("Share 100\u00a0% → 50\u00a0%");
  await ben.untilMessage('Label "Digits"');
  expect(messagesOf(ana)).toHaveLength(1);
  expect(messagesOf(ben)).toHaveLength(1);
  expect((await theTask(workspace))["worker"]).toMatchObject({ workers: [{}, {}] });
  expect(workspace.slack.violations).toEqual([]);
}

describe("the Tasks API fails while an edit is saved", () => {
  const faults: Record<string, TasksFault> = {
    "500": { status: 500 },
    "an HTML page": HTML_ERROR,
    silence: { silent: true },
  };
  test.each(Object.entries(faults))(
    "%s: the lead is told, nothing is lost, trying again saves it",
    async (_name, fault) => {
      const { submissions, become } = createSubmissionTimes();
      const opened = await openedEdit({ overrides: { times: { submissions } } });
      const { workspace, lena, ben } = opened;
      workspace.faults.fail(PATCH, fault);
      become(QUICK_SEND);
      await lena.submit();
      await lena.untilWords("“Digits” was not saved", TOLD_WITHIN_MS);
      expect(messagesOf(ben)).toEqual([]);
      workspace.faults.heal();
      become({});
      await lena.press("Try again");
      await expectSavedOnce(opened);
    },
  );

  test("carried out, and the answer lost: the task is read again, and it is told as saved", async () => {
    const opened = await openedEdit();
    opened.workspace.faults.fail(PATCH, { lost: true }, 1);
    await opened.lena.submit();
    await expectSavedOnce(opened);
  });

  test("carried out, the answer lost and nobody to ask: trying again finds it done", async () => {
    const opened = await openedEdit();
    const { workspace, lena } = opened;
    workspace.faults.fail(PATCH, { lost: true }, 1);
    workspace.faults.fail(READ, { delayMs: 0 }, 1);
    workspace.faults.fail(READ, { status: 500 });
    await lena.submit();
    await lena.untilWords("As far as can be seen nothing was saved", TOLD_WITHIN_MS);
    workspace.faults.heal();
    await lena.press("Try again");
    await expectSavedOnce(opened);
  });

  test("back to the form holds what was typed", async () => {
    const { workspace, lena, ana, ben } = await openedEdit();
    workspace.faults.fail(PATCH, { status: 500 });
    await lena.submit();
    await lena.untilWords("“Digits” was not saved", TOLD_WITHIN_MS);
    await lena.press("Back to the form");
    await lena.untilField("Name");
    expect(lena.value("Workers").selected_users).toEqual([ana.id, ben.id]);
  });

  test("the app is stopped before it could save: after its start it does, once", async () => {
    const opened = await openedEdit();
    const { workspace, lena } = opened;
    workspace.faults.fail(READ, { status: 500 }, 1);
    await lena.submit();
    await lena.untilWords("“Digits” was not saved", TOLD_WITHIN_MS);
    await workspace.restartApp();
    await lena.press("Try again");
    await expectSavedOnce(opened);
  });
});

test("the task cannot be read: the window says why, instead of a form", async () => {
  const workspace = await start();
  const { lena } = peopleOf(workspace);
  await openTaskForm(lena);
  await lena.submit();
  await lena.untilWords("is created");
  await lena.close();
  workspace.faults.fail({ method: "GET" }, { status: 500 });
  await lena.openModal("/task edit Digits");
  await lena.untilWords("is not reachable or failed");
  expect(workspace.slack.violations).toEqual([]);
});

describe("the Tasks API refuses what is asked", () => {
  const REFUSAL = { status: 400, body: JSON.stringify({ status: { code: 11102, description: "Nope" } }) };

  test.each([
    ["close", "PATCH", "Close “Digits”", "“Digits” was not changed"],
    ["delete", "DELETE", "Delete “Digits”?", "“Digits” was not deleted"],
  ])("/task %s: nobody is sent back to a form that there is not", async (verb, method, question, told) => {
    const { workspace, lena } = await openedEdit();
    await lena.close();
    await lena.openModal(`/task ${verb} Digits`);
    await lena.untilWords(question);
    workspace.faults.fail({ method }, REFUSAL);
    await lena.submit();
    await lena.untilWords(told, TOLD_WITHIN_MS);
    expect(lena.words()).toContain("Clarifai refused this. It says: “Nope”. Try again; if it keeps happening");
    expect(lena.words()).not.toContain("form");
  });

  test("/task edit: the form is a press away", async () => {
    const { workspace, lena } = await openedEdit();
    workspace.faults.fail(PATCH, REFUSAL);
    await lena.submit();
    await lena.untilWords("Go back to the form and change what it names.", TOLD_WITHIN_MS);
    expect(lena.words()).toContain("Back to the form");
  });
});

test("the Tasks API asks to be left alone for an hour: the window says so at once, and nobody waits for it", async () => {
  const workspace = await start();
  const { lena } = peopleOf(workspace);
  await openTaskForm(lena, { name: "First" });
  await lena.submit();
  await lena.untilWords("is created");
  await lena.close();
  await openTaskForm(lena, { name: "Second" });
  workspace.faults.fail({}, { status: 429, headers: { "retry-after": "3600" } });
  await lena.submit();
  await lena.untilWords("Try again in an hour.", TOLD_WITHIN_MS);
  expect(lena.words()).toContain("“Second” was not created");
  await lena.close();
  await lena.openModal("/task edit First");
  await lena.untilWords("Try again in an hour.");
});

test("of several tasks to delete one is gone, and the Tasks API fails: what is left can be deleted later", async () => {
  const workspace = await start();
  const { lena } = peopleOf(workspace);
  const ids: string[] = [];
  for (const name of ["One", "Two", "Three"])
    ids.push(await createElsewhere(workspace, { name, concept_ids: ["3"], worker: { strategy: "FULL" } }));
  await lena.openModal(`/task delete ${ids.join(" ")}`);
  await lena.untilWords("Delete these 3 tasks?");
  await deleteElsewhere(workspace, ids.slice(1, 2));
  await lena.submit();
  await lena.untilWords("“Two” does not exist any more");
  workspace.faults.fail({ method: "GET" }, { status: 500 });
  const asked = askedForPeople(workspace).length;
  await lena.press("Delete the other 2");
  await lena.untilWords("2 tasks were not deleted", TOLD_WITHIN_MS);
  expect(lena.words()).not.toContain("does not exist");
  expect(askedForPeople(workspace).slice(asked)).toHaveLength(1);
  workspace.faults.heal();
  expect(await listTasks(workspace)).toHaveLength(2);
  await lena.press("Try again");
  await lena.untilWords("2 tasks are deleted", TOLD_WITHIN_MS);
  expect(await listTasks(workspace)).toEqual([]);
  expect(workspace.slack.violations).toEqual([]);
});

describe("two leads change one task at the same moment, and the Tasks API takes its time", () => {
  const slow = { delayMs: 300 };

  async function opened() {
    const { workspace, lena, ana, ben, chidi } = await openedEdit();
    await lena.submit();
    await lena.untilWords("“Digits” is saved");
    await lena.close();
    await setRights(lena, { "Who may edit tasks": "Everyone" });
    for (const lead of [lena, chidi]) {
      await lead.openModal("/task edit Digits");
      await lead.untilField("Name");
    }
    workspace.faults.fail(READ, slow);
    workspace.faults.fail(PATCH, slow);
    return { workspace, lena, ana, ben, chidi };
  }

  test("one is saved, the other reads what changed meanwhile: saving then keeps both", async () => {
    const { workspace, lena, chidi } = await opened();
    await lena.fill("Name", "Crooked digits");
    await chidi.fill("Instructions", "Draw tightly.");
    await Promise.all([lena.submit(), chidi.submit()]);
    const ends = (lead: typeof lena) => () =>
      /” is saved|changed while you had it open/i.test(lead.words()) && lead.words();
    const [first, second] = await Promise.all([lena, chidi].map((lead) => workspace.slack.until(ends(lead))));
    expect([first, second].filter((words) => /” is saved/.test(String(words)))).toHaveLength(1);
    const late = /” is saved/.test(String(first)) ? chidi : lena;
    await late.press("Save mine anyway");
    await late.untilWords("” is saved", TOLD_WITHIN_MS);
    expect(await theTask(workspace)).toMatchObject({ name: "Crooked digits", description: "Draw tightly." });
    expect(workspace.slack.violations).toEqual([]);
  });

  test("closing and editing both hold", async () => {
    const { workspace, lena, chidi } = await opened();
    await chidi.close();
    await chidi.openModal("/task close Digits");
    await chidi.untilWords("Close “Digits”");
    await lena.fill("Name", "Crooked digits");
    await Promise.all([chidi.submit(), lena.submit()]);
    await workspace.slack.until(() => /is closed as done/.test(chidi.words()));
    await workspace.slack.until(() => /” is saved|changed while you had it open/i.test(lena.words()));
    if (!/” is saved/.test(lena.words())) await lena.press("Save mine anyway");
    await lena.untilWords("” is saved", TOLD_WITHIN_MS);
    expect(await theTask(workspace)).toMatchObject({ name: "Crooked digits", status: { code: 54002 } });
  });
});

describe("the app that the tasks are in is not found", () => {
  const NO_APP = {
    status: 404,
    body: JSON.stringify({ status: { code: 11101, description: "Resource does not exist" } }),
  };

  test("nothing is taken for deleted: not by a deletion that is tried again, not by a card", async () => {
    const { workspace, lena, ana } = await openedEdit();
    await lena.close();
    await lena.openModal("/task delete Digits");
    await lena.untilWords("Delete “Digits”?");
    workspace.faults.fail({ method: "DELETE" }, { status: 500 });
    await lena.submit();
    await lena.untilWords("“Digits” was not deleted", TOLD_WITHIN_MS);
    workspace.faults.heal();
    workspace.faults.fail({}, NO_APP);
    await lena.press("Try again");
    await lena.untilWords("CLARIFAI_APP_ID", TOLD_WITHIN_MS);
    expect(lena.words()).toContain("“Digits” was not deleted");
    workspace.faults.heal();
    await lena.close();
    expect(messagesOf(ana)).toEqual([expect.stringContaining("Open")]);
    await lena.command("/task show Digits");
    await lena.untilEphemeral("Ana Souza");
    expect(await listTasks(workspace)).toHaveLength(1);
  });
});
