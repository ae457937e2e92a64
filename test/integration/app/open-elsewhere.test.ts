import { expect, test } from "@jest/globals";
import { findElements } from "../../../sandbox/slack/blocks.ts";
import { toObject, toText } from "../../../sandbox/slack/json.ts";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { openTaskForm, peopleOf, theTask } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const start = workspacesOf();

/** The links among the buttons of somebody's message, by their words. */
async function linksIn(person: SlackPerson, message: string | RegExp): Promise<Record<string, string>> {
  const { blocks } = await person.untilMessage(message);
  const links = findElements(blocks).flatMap(({ element }): [string, string][] =>
    element["url"] === undefined ? [] : [[toText(toObject(element["text"])["text"]), toText(element["url"])]],
  );
  return Object.fromEntries(links);
}

async function create(lead: SlackPerson, worker: SlackPerson, reviewer: SlackPerson): Promise<void> {
  await openTaskForm(lead, { name: "Digits", workers: [worker], review: "Manual", reviewers: [reviewer] });
  await lead.submit();
  await lead.untilWords("is created");
  await lead.close({ isCleared: true });
}

test("on Clarifai the messages of workers and reviewers lead to the task's page there, also after a change", async () => {
  const workspace = await start({ side: "clarifai" });
  const { lena, ana, mei } = peopleOf(workspace);
  await create(lena, ana, mei);
  const { userId, appId } = workspace.tasks;
  const url = `https://clarifai.com/${userId}/${appId}/tasks/${toText((await theTask(workspace))["id"])}`;

  expect(await linksIn(ana, 'Label "Digits"')).toEqual({ "Open in Clarifai": url });
  expect(await linksIn(mei, 'Review "Digits"')).toEqual({ "Open in Clarifai": url });
  await lena.openModal("/task edit Digits");
  await lena.untilField("Name");
  await lena.fill("Name", "Round digits");
  await lena.submit();
  expect(await linksIn(ana, /Label "Round digits"[\s\S]*Name changed/)).toEqual({ "Open in Clarifai": url });
  await ana.press("Open in Clarifai");
  expect(workspace.slack.violations).toEqual([]);
});

test("on the local tasks service there is no such page", async () => {
  const workspace = await start();
  const { lena, ana, mei } = peopleOf(workspace);
  await create(lena, ana, mei);

  expect(await linksIn(ana, 'Label "Digits"')).toEqual({});
});
