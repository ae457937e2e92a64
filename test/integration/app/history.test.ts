import { expect, test } from "@jest/globals";
import { readWords } from "../../../sandbox/slack/blocks.ts";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import { openTaskForm, peopleOf, setRights } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const start = workspacesOf();

test("who did what to a task is shown to those who lead it, to others what they did, and outlives the task", async () => {
  const workspace = await start();
  const { slack } = workspace;
  const { lena, ana, ben, chidi } = peopleOf(workspace);
  await setRights(lena, { "Who may delete tasks": "Workspace admins" });
  await openTaskForm(ben, { name: "Digits", workers: [ana] });
  await ben.submit();
  await ben.untilWords("is created");
  await ben.close();
  await ben.openModal("/task close Digits");
  await ben.untilWords("Close “Digits”");
  await ben.submit();
  await ben.untilWords("closed");
  await ben.close();

  await ben.command("/task history Digits");
  const toLead = wordsOf(await ben.untilEphemeral("History of “Digits”"));
  await ana.command("/task history Digits");
  const toWorker = wordsOf(await ana.untilEphemeral("What you did"));
  await chidi.command("/task history");
  const toMember = wordsOf(await chidi.untilEphemeral("What you did"));
  await lena.openModal("/task delete Digits");
  await lena.untilWords("Delete “Digits”");
  await lena.submit();
  await lena.untilWords("deleted");
  await lena.close();
  await lena.command("/task history Digits");
  const gone = await lena.untilEphemeral("deleted “Digits”");
  await lena.press("Save as file", gone);
  await lena.untilMessage("📎 history.csv");

  expect(toLead).toMatch(/closed “Digits” as done[\s\S]*Ben Carter created “Digits”, for Ana Souza/);
  expect(toWorker).toContain("Nothing was noted");
  expect(toMember).toContain("Nothing was noted");
  expect(wordsOf(gone)).toContain("Ben Carter created “Digits”");
  const [id = ""] = slack.core.files.ids();
  const [head, ...rows] = (slack.core.files.read(id)?.toString("utf8") ?? "").trimEnd().split("\r\n");
  expect(head).toBe("at,person,name,did,task_id,task,details");
  expect(rows).toHaveLength(3);
  expect(rows[0]).toContain(`${lena.id},${lena.name},${lena.name} deleted “Digits”`);
  await lena.command("/task history");
  expect(wordsOf(await lena.untilEphemeral("History of this workspace"))).toMatch(
    /exported the history of “Digits”[\s\S]*changed the workspace’s settings: who may delete tasks/,
  );
  expect(slack.violations).toEqual([]);
});

test("a history of many pages turns in place, and comes back to the newest", async () => {
  const workspace = await start();
  const { lena } = peopleOf(workspace);
  for (const words of Array.from({ length: 12 }, (_, turn) => (turn % 2 === 0 ? "Workspace admins" : "Everyone")))
    await setRights(lena, { "Who may edit tasks": words });

  await lena.command("/task history");
  await lena.press("Older", await lena.untilEphemeral("History of this workspace"));
  const older = await lena.untilEphemeral("Newest");

  expect(readWords(older.blocks).match(/changed the workspace’s settings/g)).toHaveLength(2);
});
