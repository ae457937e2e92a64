import { describe, expect, test } from "@jest/globals";
import { readWords } from "../../../sandbox/slack/blocks.ts";
import type { HeldMessage } from "../../../sandbox/slack/conversation-book.ts";
import { describeSite } from "../../../sandbox/slack/payloads.ts";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import { CARD } from "../../../src/views/cards/ids.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { postInteraction, pressOf } from "./raw-requests.ts";
import { listTasks, openTaskForm, peopleOf } from "./task-form.ts";
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
  for (const [word, told] of [
    ["is_archived", "This channel is archived"],
    ["restricted_action_read_only_channel", "does not let apps post there"],
    ["is_inactive", "This channel is archived"],
  ] as const) {
    failToPost(workspace, word);
    await lena.submit();
    await lena.untilWords(told);
  }
  expect(cardsIn(ana)).toEqual([]);
  expect(lena.directMessages()).toEqual([]);

  failToPost(workspace, "channel_not_found");
  await lena.submit();

  await lena.untilWords("as the task is at this moment");
  expect(cardsIn(ana)).toHaveLength(1);
  expect(workspace.slack.violations).toEqual([]);
});

describe("Refresh on a shared card", () => {
  /** A card that changes with its task, and one that was shared as an answer. */
  async function givenShared() {
    const world = await givenTask();
    const { workspace, lena, ana } = world;
    await lena.command("/task show ninety");
    const answer = await lena.untilEphemeral("Ninety ten");
    failToPost(workspace, "not_in_channel");
    for (const copies of [1, 2]) {
      await lena.press("Share in this channel", answer);
      await workspace.slack.until(() => cardsIn(ana).length === copies);
    }
    return { ...world, cards: cardsIn(ana) };
  }

  const isEdited = ({ slack }: TestWorkspace, { channel, ts }: HeldMessage): boolean | undefined =>
    slack.core.book.find(channel, ts)?.isEdited;

  test("brings up to date, for all who read, either kind of copy", async () => {
    const { workspace, ana, cards } = await givenShared();
    for (const card of cards) {
      await ana.press("Refresh", card);
      await workspace.slack.until(() => isEdited(workspace, card));
    }

    expect(cardsIn(ana)).toHaveLength(2);
  });

  test("changes nothing where another organization reads by now, and says so", async () => {
    const { workspace, ana, cards } = await givenShared();
    workspace.slack.core.book.connectOutside(ana.channel("labeling"));
    await workspace.restartApp();
    for (const [index, card] of cards.entries()) {
      await ana.press("Refresh", card);
      await workspace.slack.until(
        () =>
          ana.ephemerals().filter((told) => wordsOf(told).includes("People of another organization")).length > index,
      );
    }

    expect(cards.map((card) => isEdited(workspace, card))).toEqual([false, false]);
  });

  test("puts no other task in the place of the one that the card shows", async () => {
    const { workspace, lena, ana, cards } = await givenShared();
    await openTaskForm(lena, { name: "Not for all", workers: [ana] });
    await lena.submit();
    await lena.untilWords("“Not for all” is created");
    const other = (await listTasks(workspace)).find(({ name }) => name === "Not for all");
    const { core } = workspace.slack;
    for (const [index, card] of cards.entries()) {
      for (const action_id of [CARD.refresh, CARD.refreshProgress]) {
        const press = pressOf(workspace, ana, { action_id, value: other?.["id"] });
        const response_url = core.responseUrls.issue({ channel: card.channel, person: ana.id, messageTs: card.ts });
        await postInteraction(workspace, {
          ...press,
          ...describeSite(core, { kind: "message", message: card }),
          response_url,
        });
      }
      await workspace.slack.until(
        () =>
          ana.ephemerals().filter((told) => wordsOf(told).includes("This button is from another version")).length >
          2 * index + 1,
      );
    }

    expect(cards.map((card) => isEdited(workspace, card))).toEqual([false, false]);
  });
});
