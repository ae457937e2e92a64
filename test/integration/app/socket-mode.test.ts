import { expect, test } from "@jest/globals";
import { openTaskForm, peopleOf, theTask } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const start = workspacesOf();

test("without a public address: the main job works over Socket Mode, and a watchdog can ask how the app is", async () => {
  const workspace = await start({ delivery: "socket" });
  const { lena, ana, ben } = peopleOf(workspace);
  await openTaskForm(lena, { name: "By socket", workers: [ana, ben], weights: ["3", "1"] });
  await lena.untilWords(/Ana Souza 75\u00a0% · about 150 of 200/);
  await lena.submit();

  await lena.untilWords("“By socket” is created");
  await ana.untilMessage("75\u00a0% · about 150 of 200 inputs");
  await ben.untilMessage("25\u00a0% · about 50 of 200 inputs");
  expect(await theTask(workspace)).toMatchObject({ name: "By socket" });
  for (const path of ["healthz", "readyz"]) expect((await fetch(`${workspace.appUrl}/${path}`)).status).toBe(200);
  expect((await fetch(`${workspace.appUrl}/slack/events`, { method: "POST" })).status).toBe(404);
  expect(workspace.slack.violations).toEqual([]);
});

test("a connection that Slack renews loses nothing", async () => {
  const workspace = await start({ delivery: "socket" });
  const { lena } = peopleOf(workspace);
  await openTaskForm(lena, { name: "Renewed" });
  workspace.slack.socketMode.refresh();
  await workspace.slack.until(() => workspace.slack.socketMode.count() === 0);
  await workspace.slack.until(() => workspace.slack.socketMode.count() > 0);
  await lena.submit();

  await lena.untilWords("“Renewed” is created");
});
