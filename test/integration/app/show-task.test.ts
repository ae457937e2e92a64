import { beforeAll, describe, expect, test } from "@jest/globals";
import { toText } from "../../../sandbox/slack/json.ts";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import { callTasksApi, postTasks } from "../../support/post-tasks.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { openTaskForm, peopleOf, theTask } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

describe("a task's card", () => {
  const start = workspacesOf();
  let workspace: TestWorkspace;
  let lena: SlackPerson;
  let ana: SlackPerson;
  let taskId: string;

  beforeAll(async () => {
    workspace = await start();
    const people = peopleOf(workspace);
    ({ lena, ana } = people);
    await openTaskForm(lena, {
      name: "Ninety ten",
      instructions: "Mind the <sevens>.",
      type: "Polygon detection",
      concepts: ["3", { words: "Create “big smudge”", query: "big smudge" }],
      dataset: "first-hundred",
      workers: [people.ana, people.ben],
      weights: ["90", "10"],
      review: "Consensus",
      reviewers: [people.mei],
      labelersMustAgree: "1",
      priority: "High",
    });
    await lena.submit();
    await lena.untilWords("“Ninety ten” is created");
    taskId = toText((await theTask(workspace))["id"]);
  });

  const answerTo = async (person: SlackPerson, text: string) => {
    const before = person.ephemerals().length;
    expect(await person.command(text)).toEqual({ notice: null });
    return workspace.slack.until(() => person.ephemerals()[before]);
  };

  test("the created view opens it", async () => {
    await lena.press("Open");
    await lena.untilWords("Created");

    expect(lena.title()).toBe("Task");
    expect(lena.words()).toContain("Ninety ten");
    await lena.close({ isCleared: true });
  });

  test("says in words everything that the task holds", async () => {
    const words = wordsOf(await answerTo(lena, "/task show ninety ten"));

    for (const expected of [
      "In progress · Polygon detection · high priority",
      "Mind the <sevens>.",
      "3, big smudge",
      "dataset first-hundred · about 100",
      "2 people · Partitioned, weighted · each input labeled by one",
      "Consensus: one label approves, else one reviewer decides · by Mei Tanaka",
      "by Lena Fischer",
      taskId.slice(0, 8),
    ])
      expect(words).toContain(expected);
    expect(words).toMatch(/Ana Souza\s+90\u00a0% · \d+\sleft · 0\sdone/);
    expect(words).toMatch(/Together\s+100\sleft · 0\sdone/);
    expect(words).toMatch(/Ninety ten\s+Work 0\u00a0% · Review 0\u00a0%/);
  });

  test.each(["/task show", "/task SHOW  ", "/task progress"])(
    "%p without a task offers the last ones",
    async (text) => {
      const answer = await answerTo(lena, text);
      expect(wordsOf(answer)).toContain("Which task?");
      const before = lena.ephemerals().length;
      await lena.press("Ninety ten", answer);
      const card = await workspace.slack.until(() => lena.ephemerals()[before]);

      expect(wordsOf(card)).toContain("Ana Souza");
    },
  );

  test("progress is the figures alone", async () => {
    const words = wordsOf(await answerTo(lena, `/task progress ${taskId.slice(0, 8)}`));

    expect(words).toContain("Ana Souza");
    expect(words).not.toContain("Mind the");
  });

  test("a worker's message opens it", async () => {
    const message = await ana.untilMessage("Ninety ten");
    await ana.press("Open", message);
    await ana.untilWords("big smudge");
    await ana.press("Progress");
    await ana.untilWords(/^Progress/);
    await ana.untilWords("Together");

    expect(ana.words()).not.toContain("Mind the");
    await ana.close({ isCleared: true });
  });

  test("gives the id to be copied", async () => {
    await lena.pickInMessage(await answerTo(lena, "/task show ninety"), "Copy id");
    await lena.untilWords(taskId);

    expect(lena.title()).toBe("Task id");
    await lena.close();
  });

  test("refreshes in place", async () => {
    const card = await answerTo(lena, "/task show ninety");
    const before = lena.ephemerals().length;
    await lena.press("Refresh", card);
    await workspace.slack.until(() => workspace.slack.core.book.find(card.channel, card.ts)?.isEdited);

    expect(lena.ephemerals()).toHaveLength(before);
  });

  test("shared, it is everybody's", async () => {
    const card = await answerTo(lena, "/task show ninety");
    await lena.press("Share in this channel", card);
    const shared = await workspace.slack.until(() =>
      ana
        .messages(ana.channel("labeling"))
        .find((message) => message.onlyFor === null && wordsOf(message).includes("Ninety ten")),
    );

    expect(wordsOf(shared)).toContain("Ana Souza");
    expect(wordsOf(shared)).not.toContain("Share in this channel");
    await ana.press("Refresh", shared);
    await workspace.slack.until(() => workspace.slack.core.book.find(shared.channel, shared.ts)?.isEdited);
  });

  test("shared from a window, into the channel that is chosen", async () => {
    await ana.press("Open", await ana.untilMessage("Ninety ten"));
    await ana.untilWords("big smudge");
    await ana.press("Share");
    await ana.untilField("Channel");
    await ana.set("Channel", { selected_conversation: ana.channel("labeling") });
    await ana.submit();

    await ana.untilWords("The task’s card is in the channel now.");
    await ana.close({ isCleared: true });
  });

  test("a link to it becomes a card with actions, once in half an hour and channel", async () => {
    const { slack, tasks } = workspace;
    const channel = lena.channel("labeling");
    const url = `https://clarifai.com/${tasks.userId}/${tasks.appId}/tasks/${taskId}`;
    const links = [{ domain: "clarifai.com", url }];
    const event = { type: "link_shared", channel, user: lena.id, message_ts: "1.0", links };
    await slack.sendEvent({ ...event, is_bot_user_member: false });
    await slack.sendEvent({ ...event, is_bot_user_member: true, source: "composer" });
    await lena.say(`Not ours: ${url.replace(tasks.userId, "somebody-else")}`);
    await lena.say(`Look: ${url}`);
    const linked = await slack.until(() =>
      ana.messages(channel).find((message) => message.text.includes(url) && message.attachments.length > 0),
    );
    await lena.say(`Look again: ${url}`);

    expect(wordsOf(linked)).toContain("In progress · Polygon detection");
    expect(slack.callsOf("chat.unfurl")).toHaveLength(1);
    await ana.press("Open", linked);
    await ana.untilWords("big smudge");
    await ana.close();
  });

  test("a card that Slack does not take at once comes later", async () => {
    const { slack, tasks } = workspace;
    const [other] = await postTasks(workspace, [{ name: "Other", concepts: [{ concept: { id: "3" } }] }]);
    const url = `https://clarifai.com/${tasks.userId}/${tasks.appId}/tasks/${other}`;
    const before = slack.callsOf("chat.unfurl").length;
    slack.failNext("chat.unfurl", { retryAfter: 1 });
    await lena.say(url);
    await slack.until(() => slack.callsOf("chat.unfurl").length === before + 2);

    expect(slack.callsOf("chat.unfurl").at(-1)?.answer).toEqual({ ok: true });
  });

  const sharedCopies = () =>
    ana
      .messages(ana.channel("labeling"))
      .filter(
        (message) => message.onlyFor === null && (message.text.includes("Ninety") || message.attachments.length > 0),
      )
      .filter((message) => wordsOf(message).includes("Ninety"));

  test("an edit from its button reaches every copy, and the card under the link", async () => {
    const copies = sharedCopies().length;
    expect(copies).toBeGreaterThan(2);
    await lena.press("Edit", await answerTo(lena, "/task show ninety"));
    await lena.untilField("Name");
    await lena.fill("Name", "Ninety-five five");
    await lena.submit();

    const changed = () => sharedCopies().filter((message) => wordsOf(message).includes("Ninety-five five"));
    await workspace.slack.until(() => changed().length === copies);
    await lena.close({ isCleared: true });
  });

  test("a deletion from its button takes the buttons off every copy", async () => {
    const copies = sharedCopies().length;
    await lena.pickInMessage(await answerTo(lena, "/task show ninety"), "Delete");
    await lena.untilWords("Delete “Ninety-five five”?");
    await lena.submit();

    const gone = () => sharedCopies().filter((message) => /was deleted\s+By Lena Fischer\./.test(wordsOf(message)));
    await workspace.slack.until(() => gone().length === copies);
    for (const { blocks, attachments } of gone()) {
      expect(JSON.stringify([blocks, attachments])).not.toContain('"button"');
    }
    await lena.close({ isCleared: true });
  });

  test("a task that was deleted elsewhere takes the buttons off its card", async () => {
    const [other] = await postTasks(workspace, [{ name: "Short lived", concepts: [{ concept: { id: "3" } }] }]);
    const card = await answerTo(lena, `/task show ${other}`);
    await callTasksApi(workspace, "DELETE", "tasks", { ids: [other] });
    await lena.press("Refresh", card);
    const gone = await lena.untilEphemeral("does not exist any more");

    expect(JSON.stringify(gone.blocks)).not.toContain("button");
  });

  test("nothing of all this was beyond Slack's limits", () => {
    expect(workspace.slack.violations).toEqual([]);
    expect(workspace.slack.deliveries.filter(({ answer }) => answer.outcome !== "answered")).toEqual([]);
  });
});
