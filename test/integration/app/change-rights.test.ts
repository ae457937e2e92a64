import { expect, test } from "@jest/globals";
import { openTaskForm, peopleOf } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const start = workspacesOf();

test("who may not change a task is told who may; whoever created it always may", async () => {
  const { lena, ana, mei } = peopleOf(await start());
  await openTaskForm(mei, { name: "Of Mei" });
  await mei.submit();
  await mei.untilWords("is created");
  await mei.close();
  await lena.openModal("/task settings");
  await lena.untilField("Who may edit tasks");
  await lena.choose("Who may edit tasks", "Workspace admins");
  await lena.choose("Who may delete tasks", "Workspace admins");
  await lena.submit();
  await lena.untilWords("of this workspace are saved");

  for (const verb of ["edit", "close", "reopen", "delete", `assign <@${ana.id}|ana>`]) {
    await ana.openModal(`/task ${verb} Of Mei`);
    await ana.untilWords("Only workspace admins may");
    await ana.close();
  }
  await mei.openModal("/task edit Of Mei");
  await mei.untilField("Name");
  expect(mei.value("Name").value).toBe("Of Mei");
});
