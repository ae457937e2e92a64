import { expect, test } from "@jest/globals";
import { findElements, readWords } from "../../../sandbox/slack/blocks.ts";
import type { HeldMessage } from "../../../sandbox/slack/conversation-book.ts";
import { toObjects } from "../../../sandbox/slack/json.ts";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { changeElsewhere } from "./other-side.ts";
import { type Entries, listTasks, openTaskForm, peopleOf, setRights, theTask } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const start = workspacesOf();

test("who may edit and delete is asked before a form opens, and again when it is sent", async () => {
  const workspace = await start();
  const { lena, ana } = peopleOf(workspace);
  await create(lena, "Of Lena");
  await setRights(lena, { "Who may edit tasks": "Everyone" });
  await ana.openModal("/task edit Of Lena");
  await ana.untilField("Name");
  await ana.fill("Name", "Of Ana now");
  await setRights(lena, { "Who may edit tasks": "Workspace admins", "Who may delete tasks": "Workspace admins" });

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
  await setRights(lena, { "Who may edit tasks": "Workspace admins", "Who may delete tasks": "Workspace admins" });
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

test("unless an admin says otherwise, a task is its creator's and the admins'", async () => {
  const workspace = await start();
  const { lena, ana, ben, mei } = peopleOf(workspace);
  await create(ben, "Of Ben", { workers: [ana], review: "Manual", reviewers: [mei] });

  for (const person of [ana, mei])
    for (const verb of ["edit", "close", "reopen", "delete", `assign <@${lena.id}|lena>`]) {
      await person.openModal(`/task ${verb} Of Ben`);
      await person.untilWords("Only Ben Carter, who created this task, and workspace admins may");
      await person.close();
    }
  await ana.command("/task show Of Ben");
  const seen = await ana.untilEphemeral("Of Ben");
  expect(buttonsOf(seen)).toEqual(["Start", "Progress", "Refresh", ...SHARE]);
  expect(entriesOf(seen)).toEqual(["Duplicate", "Copy id"]);
  await mei.command("/task show Of Ben");
  expect(buttonsOf(await mei.untilEphemeral("Of Ben"))).not.toEqual(expect.arrayContaining(["Edit"]));
  for (const person of [ben, lena]) {
    await person.command("/task show Of Ben");
    const shown = await person.untilEphemeral("Of Ben");
    expect(buttonsOf(shown)).toEqual(expect.arrayContaining(["Edit", "Assign", "Close"]));
    expect(entriesOf(shown)).toEqual(["Remind those who have not begun", "Duplicate", "Copy id", "Delete"]);
    await person.openModal("/task edit Of Ben");
    await person.untilField("Name");
    await person.close();
  }
});

test("an admin can open changing to reviewers, of whom only those may who could create tasks themselves", async () => {
  const workspace = await start();
  const { lena, ana, ben, mei } = peopleOf(workspace);
  await create(ben, "Of Ben", { workers: [ana], review: "Manual", reviewers: [mei] });
  await setRights(lena, { "Who may edit tasks": "Its creator, and reviewers who may create tasks" });

  await mei.openModal("/task edit Of Ben");
  await mei.untilField("Name");
  await mei.close();
  await ana.openModal("/task edit Of Ben");
  await ana.untilWords("Only Ben Carter, who created this task, its reviewers who may create tasks themselves, and");
  await ana.close();
  await mei.openModal("/task delete Of Ben");
  await mei.untilWords("Only Ben Carter, who created this task, and workspace admins may delete it");
  await mei.close();

  await setRights(lena, { "Who may create tasks": "Workspace admins" });
  await mei.openModal("/task edit Of Ben");
  await mei.untilWords("Only Ben Carter, who created this task");
  await mei.close();
  await ben.openModal("/task edit Of Ben");
  await ben.untilField("Name");
});

test("a task that was made elsewhere is changed by admins, until the settings name others", async () => {
  const workspace = await start();
  const { lena, ana, mei } = peopleOf(workspace);
  await create(ana, "Of nobody", { workers: [ana], review: "Manual", reviewers: [mei] });
  await changeElsewhere(workspace, String((await theTask(workspace))["id"]), { metadata: {} });

  for (const person of [ana, mei]) {
    await person.openModal("/task edit Of nobody");
    await person.untilWords("This task was not made with Labeldesk, so only workspace admins may edit it");
    await person.close();
  }
  await lena.openModal("/task edit Of nobody");
  await lena.untilField("Name");
  await lena.close();
  await setRights(lena, { "Who may edit tasks": "Its creator, and reviewers who may create tasks" });
  await mei.openModal("/task edit Of nobody");
  await mei.untilField("Name");
});

test("a card that everybody reads has no button that only some may press, and opens as each one's own", async () => {
  const workspace = await start();
  const { ana, ben } = peopleOf(workspace);
  await create(ben, "Of Ben");
  await ben.command("/task show Of Ben");
  await ben.press("Share in this channel", await ben.untilEphemeral("Of Ben"));
  const shared = await workspace.slack.until(() => sharedIn(ben)[0]);
  expect(buttonsOf(shared)).toEqual(["Details", "Refresh"]);
  expect(entriesOf(shared)).toEqual([]);

  await ana.press("Details", shared);
  await ana.untilWords("Of Ben");
  await expect(ana.pickInWindow("Delete")).rejects.toThrow("No entry");
  await ben.press("Details", shared);
  await ben.untilWords("Of Ben");
  await ben.pickInWindow("Delete");
  await ben.untilWords("Delete “Of Ben”?");
});

const SHARE = ["Share in this channel"];

/** What the app has posted for everybody. */
const sharedIn = (reader: SlackPerson) =>
  reader.messages(reader.channel("labeling")).filter(({ onlyFor }) => onlyFor === null);

const buttonsOf = ({ blocks }: HeldMessage): string[] =>
  findElements(blocks)
    .filter(({ type }) => type === "button")
    .map(({ element }) => readWords([element]));

/** What its overflow menus offer. */
const entriesOf = ({ blocks }: HeldMessage): string[] =>
  findElements(blocks)
    .filter(({ type }) => type === "overflow")
    .flatMap(({ element }) => toObjects(element["options"]).map((entry) => readWords([entry])));

async function create(person: SlackPerson, name: string, entries: Entries = {}): Promise<void> {
  await openTaskForm(person, { name, ...entries });
  await person.submit();
  await person.untilWords("is created");
  await person.close();
}
