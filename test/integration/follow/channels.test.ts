import { afterEach, describe, expect, test } from "@jest/globals";
import type { HeldMessage } from "../../../sandbox/slack/conversation-book.ts";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import { eventually } from "../../support/eventually.ts";
import { callTasksApi } from "../../support/post-tasks.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { openTaskForm } from "../app/task-form.ts";
import { startTeam } from "./team.ts";

/** When all tasks are listed anew, if the round before was soon done. */
const NEXT_ROUND_MS = 70_000;

const opened: TestWorkspace[] = [];
afterEach(async () => {
  for (let workspace = opened.pop(); workspace; workspace = opened.pop()) await workspace.stop();
});

async function givenTeam(...args: Parameters<typeof startTeam>) {
  const team = await startTeam(...args);
  opened.push(team.workspace);
  const { workspace, people } = team;
  const general = people.lena.channel("general");
  const inGeneral = (): readonly HeldMessage[] =>
    people.lena.messages(general).filter(({ onlyFor, user }) => onlyFor === null && user === "U0LABELDESK");
  const cardsOf = (name: string): readonly HeldMessage[] =>
    inGeneral().filter((message) => message.threadTs === null && wordsOf(message).includes(name));
  const untilCard = (words: string): Promise<HeldMessage> =>
    workspace.slack.until(() => inGeneral().find((each) => each.threadTs === null && wordsOf(each).includes(words)));
  const news = ({ ts }: HeldMessage): string[] =>
    inGeneral()
      .filter(({ threadTs }) => threadTs === ts)
      .map((message) => wordsOf(message));
  const untilNews = async (card: HeldMessage, words: string): Promise<void> => {
    await workspace.slack.until(() => news(card).some((each) => each.includes(words)));
  };
  const follow = (person: SlackPerson, what: string) => person.command(`/task follow ${what}`, general);
  return { ...team, general, cardsOf, untilCard, news, untilNews, follow };
}

type Team = Awaited<ReturnType<typeof givenTeam>>;
const reviewed: Parameters<typeof startTeam>[0] = ({ ana, ben, mei }) => ({
  workers: [ana, ben],
  review: "Manual",
  reviewers: [mei],
  sample: "100",
});

async function reviewAll({ as, people }: Team): Promise<void> {
  const mei = await as(people.mei);
  await mei.review(() => "APPROVE");
}

describe("a channel that follows a task", () => {
  test("has one card that changes with it, and reads in its thread what happens, each once", async () => {
    const team = await givenTeam(reviewed, { inputs: 40 });
    const { workspace, people, as, follow, cardsOf, untilCard, untilNews, news, followed } = team;

    await follow(people.ben, "digits");
    const card = await untilCard("Digits");
    await untilNews(card, "Created");
    const [ana, ben] = [await as(people.ana), await as(people.ben)];
    await ana.label(12);
    await untilNews(card, "labels wait for the reviewers of “Digits”");
    await ana.label(8);
    await untilNews(card, "50\u00a0% of “Digits” is labeled");
    await untilCard("50\u00a0%");
    await ben.label(20);
    await reviewAll(team);
    await untilNews(card, "40 labels of “Digits” by 2 people");
    await followed();

    expect(cardsOf("Digits").map(({ ts }) => ts)).toEqual([card.ts]);
    await untilCard("100\u00a0%");
    expect(news(card).map((words) => words.split(":")[0])).toEqual([
      "Created",
      "Waiting for review",
      "Half done",
      "Finished",
    ]);
    expect(news(card)[0]).toContain("Lena Fischer");
    // Who has done how much is for the lead alone.
    for (const said of news(card).slice(1)) expect(said).not.toMatch(/Ana|Ben/);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("is told only what is chosen, and nothing once it is unfollowed", async () => {
    const team = await givenTeam(reviewed);
    const { people, as, follow, untilCard, untilNews, news, followed } = team;
    await follow(people.lena, "digits");
    const card = await untilCard("Digits");
    await untilNews(card, "Created");

    await people.ana.press("What to tell", card);
    await people.ana.untilWords("What to tell");
    await people.ana.chooseAll("Told in the thread", ["Finished or closed"]);
    await people.ana.submit();
    await people.ana.untilWords("Saved");
    await untilCard("Told in its thread: finished or closed.");
    const ana = await as(people.ana);
    await ana.label(4);
    await followed();
    await people.mei.press("Unfollow", card);
    await untilCard("“Digits” is not followed here any more");
    const ben = await as(people.ben);
    await ana.label(1);
    await ben.label(5);
    await reviewAll(team);
    await people.lena.untilMessage('"Digits" is finished');
    await followed();

    expect(news(card)).toHaveLength(1);
    const left = await untilCard("“Digits” is not followed here any more");
    expect(wordsOf(left)).toContain("Unfollowed, by Mei Tanaka");
    expect(JSON.stringify(left.blocks)).not.toContain('Unfollow"');
  });

  test("follows it once, however often and by however many it is asked", async () => {
    const { people, follow, cardsOf, untilCard, general } = await givenTeam(reviewed);

    await Promise.all([people.lena, people.ana, people.ben].map((person) => follow(person, "digits")));
    await untilCard("Digits");
    await follow(people.mei, "digits");
    await people.mei.untilEphemeral("This channel follows “Digits” already");
    await people.mei.command("/task follow", general);

    const list = await people.mei.untilEphemeral("This channel follows 1 task");
    expect(cardsOf("Digits")).toHaveLength(1);
    await people.mei.press("Unfollow", list);
    await untilCard("“Digits” is not followed here any more");
  });

  test("goes on after a restart, and repeats nothing", async () => {
    const { workspace, people, as, follow, cardsOf, untilCard, untilNews, news, followed } = await givenTeam(reviewed);
    await follow(people.lena, "digits");
    const card = await untilCard("Digits");
    await untilNews(card, "Created");
    const ana = await as(people.ana);
    await ana.label(5);
    await untilNews(card, "50\u00a0% of “Digits” is labeled");

    await workspace.restartApp();
    await followed();

    expect(cardsOf("Digits")).toHaveLength(1);
    expect(news(card).filter((words) => words.includes("is labeled"))).toHaveLength(1);
  });

  test("is told that it was closed, and reads who deleted it", async () => {
    const { people, task, follow, untilCard, untilNews } = await givenTeam(reviewed);
    await follow(people.lena, "digits");
    const card = await untilCard("Digits");
    await untilNews(card, "Created");

    await people.lena.openModal(`/task close ${task}`);
    await people.lena.untilField("Close as");
    await people.lena.choose("Close as", "Won’t do");
    await people.lena.submit();
    await untilNews(card, "“Digits” was closed: won’t do.");
    await people.lena.openModal(`/task delete ${task}`);
    await people.lena.untilWords("This cannot be undone");
    await people.lena.submit();

    await untilCard("“Digits” was deleted");
  });

  test("does not read who labels where reviewers may not know it", async () => {
    const { people, follow, untilCard } = await givenTeam(reviewed);
    await people.lena.openModal("/task settings");
    await people.lena.untilField("Hide labelers' names from reviewers");
    await people.lena.chooseAll("Hide labelers' names from reviewers", [
      "Reviewers read “Labeler 1” instead of a name",
    ]);
    await people.lena.submit();

    await follow(people.lena, "digits");

    const card = wordsOf(await untilCard("Digits"));
    expect(card).toContain("2 workers · reviewed by Mei Tanaka");
    expect(card).not.toMatch(/Ana|Ben/);
  });
});

describe("a channel that follows a lead's tasks", () => {
  test("of more than a hundred open ones it follows those changed last, and says so", async () => {
    const { workspace, people, clock, general, follow, untilCard } = await givenTeam(reviewed);
    const { lena } = people;
    const metadata = {
      labeldesk: { v: 1, created_by: { team: workspace.slack.core.workspace.team.id, user: lena.id } },
    };
    const task = { type: "CONCEPTS_CLASSIFICATION", input_source: { type: "ALL_INPUTS" }, metadata };
    for (let made = 1; made <= 101; made += 1)
      await callTasksApi(workspace, "POST", "tasks", {
        tasks: [{ ...task, name: `Of many ${made}`, concept_ids: ["3"], worker: { strategy: "FULL" } }],
      });
    clock.pass(NEXT_ROUND_MS);
    await eventually(async () => {
      await lena.command("/task list created");
      return lena.ephemerals().some((answer) => wordsOf(answer).includes("of 102"));
    });

    await follow(lena, "mine");

    const card = await untilCard("Tasks of Lena Fischer are followed here");
    expect(wordsOf(card)).toContain("The 100 changed last of 102 that are open now (/task follow NAME adds another)");
    await eventually(async () => {
      await lena.command("/task follow", general);
      return lena.ephemerals().some((answer) => wordsOf(answer).includes("This channel follows 100 tasks"));
    });
  });

  test("has a card for each open one, and for those to come; unfollowing ends them all", async () => {
    const { people, follow, untilCard, cardsOf } = await givenTeam(reviewed);

    await follow(people.lena, "mine");
    const all = await untilCard("Tasks of Lena Fischer are followed here");
    expect(wordsOf(all)).toContain("Those that are open now, and those to come");
    await untilCard("Digits");
    await people.lena.close({ isCleared: true });
    await openTaskForm(people.lena, { name: "To come" });
    await people.lena.submit();
    await untilCard("To come");
    await openTaskForm(people.ben, { name: "Of Ben" });
    await people.ben.submit();
    await people.ben.untilWords("“Of Ben”");
    await people.ana.press("Unfollow", all);

    await untilCard("“To come” is not followed here any more");
    await untilCard("“Digits” is not followed here any more");
    await untilCard("Tasks of Lena Fischer are not followed here any more");
    expect(cardsOf("Of Ben")).toEqual([]);
  });
});

describe("where it cannot go on", () => {
  test("a channel without the app says how to invite it, and nothing is followed", async () => {
    const { workspace, people, general, follow, untilCard } = await givenTeam(reviewed);
    workspace.slack.failNext("chat.postMessage", { error: "not_in_channel" }, { when: inChannel(general), times: 2 });

    await follow(people.lena, "digits");
    await people.lena.untilEphemeral("Type /invite @Labeldesk here, then /task follow again.");
    await follow(people.lena, "mine");
    await eventually(async () => people.lena.ephemerals().length >= 2);
    await follow(people.lena, "digits");

    await untilCard("Digits");
  });

  test("what Slack does not take at the moment is promised, and comes later, once", async () => {
    const { workspace, people, clock, general, follow, cardsOf, untilCard, followed } = await givenTeam(reviewed);
    workspace.slack.failNext("chat.postMessage", { status: 503 }, { when: inChannel(general) });

    await follow(people.lena, "digits");
    await people.lena.untilEphemeral("It is tried again in a minute.");
    clock.pass(61_000);
    await untilCard("Digits");
    await followed();

    expect(cardsOf("Digits")).toHaveLength(1);
  });

  test.each([
    ["channel_not_found", "chat.update", "Labeldesk is not in it any more"],
    ["not_in_channel", "chat.update", "Labeldesk is not in it any more"],
    ["is_archived", "chat.update", "It was archived"],
    ["message_not_found", "chat.update", "The card there was deleted"],
    ["thread_not_found", "chat.postMessage", "The card there was deleted"],
  ])("%s ends it, and whoever asked is told once", async (error, method, words) => {
    const { workspace, people, as, general, follow, untilCard, untilNews, followed } = await givenTeam(reviewed);
    await follow(people.ben, "digits");
    const card = await untilCard("Digits");
    await untilNews(card, "Created");
    workspace.slack.failNext(method, { error }, { when: inChannel(general), times: 100 });

    const ana = await as(people.ana);
    await ana.label(5);

    const told = await people.ben.untilMessage(words);
    expect(wordsOf(told)).toContain("“Digits” is not followed any more in");
    await followed();
    expect(people.ben.directMessages().filter((each) => wordsOf(each).includes("not followed any more"))).toHaveLength(
      1,
    );
    await people.ben.command("/task follow", general);
    await people.ben.untilEphemeral("Which task?");
  });
});

describe("a channel that people of another organization read", () => {
  test("shows no task: neither followed, nor shared, nor listed", async () => {
    const { workspace, people, clock, general, follow } = await givenTeam(reviewed);
    workspace.slack.core.book.connectOutside(general);
    const read = (): readonly HeldMessage[] =>
      people.ben.messages(general).filter(({ onlyFor, user }) => onlyFor === null && user === "U0LABELDESK");

    workspace.slack.failNext("conversations.info", { status: 503 });
    await follow(people.lena, "digits");
    await people.lena.untilEphemeral("Slack did not say who reads this channel");
    clock.pass(5_001);
    await follow(people.lena, "digits");
    await people.lena.untilEphemeral("People of another organization read this channel");
    await follow(people.ben, "mine");
    await people.ben.untilEphemeral("People of another organization read this channel");
    await people.ana.command("/task show digits", general);
    await people.ana.press("Share in this channel", await people.ana.untilEphemeral("Digits"));
    await people.ana.untilEphemeral("People of another organization read this channel");
    await people.mei.command("/task list", general);
    await people.mei.press("Share in this channel", await people.mei.untilEphemeral("1 task"));
    await people.mei.untilEphemeral("People of another organization read this channel");

    expect(read()).toEqual([]);
    await follow(people.lena, "");
    await people.lena.untilEphemeral("Which task?");
  });

  test("stops following when it becomes one, and whoever asked is told once", async () => {
    const { workspace, people, as, clock, general, follow, untilCard, untilNews, news, followed } =
      await givenTeam(reviewed);
    // Where the app may not ask, nobody else is taken to read it.
    workspace.slack.failNext("conversations.info", { error: "missing_scope" });
    await follow(people.ben, "digits");
    const card = await untilCard("Digits");
    await untilNews(card, "Created");

    workspace.slack.core.book.connectOutside(general);
    clock.pass(61_000);
    const ana = await as(people.ana);
    await ana.label(5);

    const told = await people.ben.untilMessage("People of another organization read it now");
    expect(wordsOf(told)).toContain("“Digits” is not followed any more in");
    await followed();
    expect(news(card)).toHaveLength(1);
  });
});

const inChannel =
  (channel: string) =>
  (args: { readonly channel?: unknown }): boolean =>
    args.channel === channel;
