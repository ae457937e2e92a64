import { expect, test } from "@jest/globals";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { listTasks, openTaskForm, peopleOf, theTask } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const start = workspacesOf();

test("who may edit and delete is asked before a form opens, and again when it is sent", async () => {
  const workspace = await start();
  const { lena, ana } = peopleOf(workspace);
  await create(lena, "Of Lena");
  await ana.openModal("/task edit Of Lena");
  await ana.untilField("Name");
  await ana.fill("Name", "Of Ana now");
  await restrict(lena, { "Who may edit tasks": "Workspace admins", "Who may delete tasks": "Workspace admins" });

  await ana.submit();
  await ana.untilWords("Only workspace admins may edit tasks that they did not create");
  expect((await theTask(workspace))["name"]).toBe("Of Lena");
  await ana.close();

  await ana.command("/task edit Of Lena");
  await ana
    .untilWords("Only workspace admins may edit")
    .catch(() => ana.untilEphemeral("Only workspace admins may edit"));
  expect(ana.findField("Name")).toBeUndefined();
  expect(workspace.slack.violations).toEqual([]);
});

test("whoever created a task edits and deletes it, whatever is set", async () => {
  const workspace = await start();
  const { lena, ana } = peopleOf(workspace);
  await restrict(lena, { "Who may edit tasks": "Workspace admins", "Who may delete tasks": "Workspace admins" });
  await create(ana, "Of Ana");
  await ana.openModal("/task edit Of Ana");
  await ana.untilField("Name");
  await ana.fill("Name", "Of Ana, round 2");
  await ana.submit();
  await ana.untilWords("is saved");
  await ana.close();
  await ana.openModal("/task delete Of Ana, round 2");
  await ana.untilWords("Of Ana, round 2");
  await ana.submit();
  await ana.untilWords("deleted");
  expect(await listTasks(workspace)).toEqual([]);
});

test("chosen people may, and the others read who they are", async () => {
  const workspace = await start();
  const { lena, ana, ben } = peopleOf(workspace);
  await lena.openModal("/task settings");
  await lena.untilField("Who may create tasks");
  await lena.choose("Who may create tasks", "Chosen people");
  await lena.untilField("People who may create");
  expect(await lena.submitExpectingErrors()).toEqual({
    "People who may create": "Choose who may, or keep it to workspace admins.",
  });
  await lena.pickPeople("People who may create", [ana.id]);
  await lena.submit();
  await lena.untilWords("those of this workspace are saved");
  await lena.close();

  await create(ana, "By Ana");
  await ben.command("/task create");
  await ben.untilEphemeral("Only workspace admins and Ana Souza may create tasks: ask one of them.");
});

async function create(person: SlackPerson, name: string): Promise<void> {
  await openTaskForm(person, { name });
  await person.submit();
  await person.untilWords("exists now");
  await person.close();
}

async function restrict(admin: SlackPerson, choices: Readonly<Record<string, string>>): Promise<void> {
  await admin.openModal("/task settings");
  await admin.untilField("Who may edit tasks");
  for (const [label, words] of Object.entries(choices)) await admin.choose(label, words);
  await admin.submit();
  await admin.untilWords("those of this workspace are saved");
  await admin.close();
}
