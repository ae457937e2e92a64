import { expect, test } from "@jest/globals";
import { readWords } from "../../../sandbox/slack/blocks.ts";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { openTaskForm, peopleOf } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const start = workspacesOf();

async function givenTask() {
  const workspace = await start();
  const people = peopleOf(workspace);
  await openTaskForm(people.lena, { name: "Ninety ten", workers: [people.ana] });
  await people.lena.submit();
  await people.lena.untilWords("“Ninety ten” is created");
  await people.lena.close({ isCleared: true });
  return { workspace, ...people };
}

const cardsIn = (reader: SlackPerson) =>
  reader
    .messages(reader.channel("labeling"))
    .filter((message) => message.onlyFor === null && wordsOf(message).includes("Ninety ten"));

const failToPost = ({ slack }: TestWorkspace, error: string): void => slack.failNext("chat.postMessage", { error });

test("where the app is not, a card is shared as an answer, once, and whoever shares reads how to have it change", async () => {
  const { workspace, lena, ana } = await givenTask();
  await lena.command("/task show ninety");
  const card = await lena.untilEphemeral("Ninety ten");

  for (const told of ["/invite @Labeldesk", "You have just shared this task there"]) {
    failToPost(workspace, "not_in_channel");
    await lena.press("Share in this channel", card);
    await lena.untilEphemeral(told);
  }

  expect(cardsIn(ana)).toHaveLength(1);
  expect(wordsOf(cardsIn(ana)[0] ?? card)).toMatch(/Ana Souza[\s\S]*Details\s+Refresh/);
  // Invited by now, it posts a card that changes.
  await lena.press("Share in this channel", card);
  await workspace.slack.until(() => cardsIn(ana).length === 2);
  expect(workspace.slack.violations).toEqual([]);
});

test("from a window it is shared in the channel that is chosen; what is in the way is said there, and can be mended", async () => {
  const { workspace, lena, ana } = await givenTask();
  await lena.openHome();
  await workspace.slack.until(() => readWords(lena.home()?.view["blocks"]).includes("Ninety ten"));
  await lena.press("Open");
  await lena.untilWords("by Lena Fischer");
  await lena.press("Share");
  await lena.untilField("Channel");
  await lena.set("Channel", { selected_conversation: lena.channel("labeling") });
  failToPost(workspace, "is_archived");
  await lena.submit();
  await lena.untilWords("This channel is archived");
  expect(cardsIn(ana)).toEqual([]);

  failToPost(workspace, "channel_not_found");
  await lena.submit();

  await lena.untilWords("as the task is at this moment");
  expect(cardsIn(ana)).toHaveLength(1);
  expect(workspace.slack.violations).toEqual([]);
});
