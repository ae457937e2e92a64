import { expect, test } from "@jest/globals";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import { callTasksApi } from "../../support/post-tasks.ts";
import { openTaskForm, peopleOf, theTask } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const start = workspacesOf({ side: "clarifai" });
const SHARED = "Several accounts on Clarifai have the e-mail of Ana Souza (ana, ana-2)";

test("two accounts with one e-mail: none is taken, in the form and in a link, until somebody chooses; then it is that one", async () => {
  const workspace = await start();
  const { lena, ana } = peopleOf(workspace);
  const { email } = workspace.slack.workspace.people.find(({ id }) => id === ana.id) ?? { email: "" };
  const collaborators = [{ user: { id: "ana-2", user_detail: { primary_email: email.toUpperCase() } } }];
  await callTasksApi(workspace, "POST", "collaborators", { collaborators });
  await openTaskForm(lena, { name: "Whose", workers: [ana] });
  await lena.untilWords(SHARED);
  expect(lena.words()).not.toContain("No account on Clarifai");
  expect(await lena.submitExpectingErrors()).toEqual({
    Workers: `${SHARED}: choose one with /task link, or remove them.`,
  });
  await lena.close({ isCleared: true });

  await ana.openModal("/task link");
  await ana.submit();
  await ana.untilWords(`${SHARED}: choose the one that is meant.`);
  await ana.choose("Account on Clarifai", "ana-2", "ana-2");
  await ana.submit();
  await ana.untilWords("Ana Souza is now linked to ana-2 on Clarifai.");
  await ana.close();

  await openTaskForm(lena, { name: "Whose", workers: [ana] });
  await lena.untilWords(/Ana Souza 100\u00a0%/);
  await lena.submit();
  await lena.untilWords("“Whose” is created");
  expect(await theTask(workspace)).toMatchObject({ worker: { workers: [{ user: { id: "ana-2" } }] } });
  expect(wordsOf(await ana.untilMessage("Whose"))).toContain("100\u00a0%");
  expect(workspace.slack.violations).toEqual([]);
});
