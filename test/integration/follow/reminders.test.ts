import { afterEach, expect, test } from "@jest/globals";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { startTeam } from "./team.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const REMIND = "Remind those who have not begun";

const opened: TestWorkspace[] = [];
afterEach(async () => {
  for (let workspace = opened.pop(); workspace; workspace = opened.pop()) await workspace.stop();
});

async function givenTeam(...args: Parameters<typeof startTeam>) {
  const team = await startTeam(...args);
  opened.push(team.workspace);
  const { people } = team;
  const cardFor = async (person: SlackPerson) => {
    await person.command("/task show digits");
    return person.untilEphemeral("Created");
  };
  const askToRemind = async (): Promise<void> => {
    await people.lena.pickInMessage(await cardFor(people.lena), REMIND);
  };
  return { ...team, cardFor, askToRemind };
}

const messagesWith = (person: SlackPerson, words: string): string[] =>
  person
    .directMessages()
    .map((message) => wordsOf(message))
    .filter((text) => text.includes(words));

test("the lead reminds those who have not begun, by name, and once a day", async () => {
  const { workspace, people, as, clock, followed, askToRemind } = await givenTeam(({ ana, ben, lena }) => ({
    workers: [ana, ben, lena],
  }));
  const ben = await as(people.ben);
  await ben.label(1);
  await people.lena.close({ isCleared: true });

  await askToRemind();
  await people.lena.untilWords("Remind one person to begin “Digits”?");
  expect(people.lena.words()).toMatch(/Ana Souza · [34] inputs left/);
  expect(people.lena.words()).toContain("Lena Fischer: that is you");
  expect(people.lena.words()).not.toContain("Ben Carter");
  await people.lena.submit();
  await people.lena.untilWords("One person is reminded:");
  const told = await people.ana.untilMessage("Lena Fischer reminds everybody who has not begun.");
  await people.lena.close({ isCleared: true });
  clock.pass(5 * HOUR);
  await askToRemind();
  await people.lena.untilWords("Ana Souza: reminded 5 hours ago");

  expect(people.lena.title()).toBe("Remind");
  await people.ana.press("Why me?", told);
  const why = wordsOf(await people.ana.untilEphemeral("Lena Fischer assigned “Digits” to you on"));
  expect(why).toContain("and its lead reminds everybody who has not begun; /task settings mutes messages");
  await followed();
  expect(messagesWith(people.ana, "reminds everybody")).toHaveLength(1);
  expect(messagesWith(people.ben, "reminds everybody")).toEqual([]);
  expect(workspace.slack.violations).toEqual([]);
});

test("who was reminded by the lead within the day is not asked by itself too, and the other way round", async () => {
  const { people, clock, followed, askToRemind } = await givenTeam(({ ana, ben }) => ({ workers: [ana, ben] }));
  await followed();
  clock.pass(DAY + 12 * HOUR);
  await people.ben.openModal("/task settings");
  await people.ben.chooseAll("Mute messages", ["About work to label"]);
  await people.ben.submit();
  await people.lena.close({ isCleared: true });

  await askToRemind();
  await people.lena.untilWords("Remind one person");
  expect(people.lena.words()).toContain("Ben Carter: gets no messages about work to label, by their own settings");
  await people.lena.submit();
  await people.ana.untilMessage("reminds everybody who has not begun");
  clock.pass(13 * HOUR);
  await followed();

  expect(messagesWith(people.ana, "for two working days")).toEqual([]);
});

test("who was asked by itself is left out of the lead's reminder", async () => {
  const { people, clock, followed, askToRemind } = await givenTeam(({ ana, ben }) => ({ workers: [ana, ben] }));
  await followed();
  clock.pass(2 * DAY + HOUR);
  await people.ana.untilMessage("have waited for you for two working days");
  await people.ben.untilMessage("have waited for you for two working days");
  await people.lena.close({ isCleared: true });

  await askToRemind();

  await people.lena.untilWords("Nobody who has not begun “Digits” can be reminded now.");
  expect(people.lena.words()).toContain("Ana Souza: reminded");
});

test("of whom Slack does not name at that moment the lead does not read that they are not in Slack", async () => {
  const { workspace, people, clock, askToRemind } = await givenTeam(({ ana, ben }) => ({ workers: [ana, ben] }));
  await people.lena.close({ isCleared: true });
  let isUnnamed = true;
  const ofAna = (args: Readonly<Record<string, unknown>>): boolean => isUnnamed && args["user"] === people.ana.id;
  workspace.slack.failNext("users.info", { status: 503 }, { times: 1_000, when: ofAna });
  workspace.slack.failNext("users.list", { status: 503 }, { times: 1_000, when: () => isUnnamed });
  // Who people are is forgotten by then.
  clock.pass(6 * 60_000);

  await askToRemind();
  await people.lena.untilWords("Remind one person to begin “Digits”?");
  expect(people.lena.words()).toContain(`${people.ana.id}: cannot be found in Slack at the moment`);
  await people.lena.submit();
  await people.lena.untilWords("One person is reminded:");
  await people.ben.untilMessage("reminds everybody");
  await people.lena.close({ isCleared: true });
  isUnnamed = false;
  await askToRemind();
  await people.lena.untilWords("Ana Souza · 5 inputs left");
  await people.lena.submit();

  await people.ana.untilMessage("reminds everybody");
  expect(messagesWith(people.ben, "reminds everybody")).toHaveLength(1);
});

test("a press twice reminds once; who begins meanwhile is not reminded; nobody but the lead has the entry", async () => {
  const { people, as, cardFor, askToRemind, followed } = await givenTeam(({ ana, ben }) => ({ workers: [ana, ben] }));
  await people.lena.close({ isCleared: true });
  await askToRemind();
  await people.lena.untilWords("Remind 2 people");
  const ben = await as(people.ben);
  await ben.label(1);

  await Promise.all([people.lena.submit(), people.lena.submit()].map((sent) => sent.catch(() => {})));
  await people.lena.untilWords("One person is reminded:");
  await people.ana.untilMessage("reminds everybody");
  await followed();

  expect(messagesWith(people.ana, "reminds everybody")).toHaveLength(1);
  expect(messagesWith(people.ben, "reminds everybody")).toEqual([]);
  expect(JSON.stringify((await cardFor(people.ana)).blocks)).not.toContain(REMIND);
});

test("everybody may ask why they have a message: who gave it to them when, in which role", async () => {
  const { people, as, clock } = await givenTeam(
    ({ ana, mei }) => ({ workers: [ana], review: "Manual", reviewers: [mei], sample: "100" }),
    { inputs: 20 },
  );
  const ask = async (person: SlackPerson, words: string): Promise<string> => {
    await person.press("Why me?", await person.untilMessage(words));
    return wordsOf(await person.untilEphemeral("/task settings"));
  };

  expect(await ask(people.ana, 'Label "Digits"')).toMatch(/^Lena Fischer assigned “Digits” to you on/);
  const ana = await as(people.ana);
  await ana.label(10);
  expect(await ask(people.mei, "labels wait for you")).toMatch(
    /^Lena Fischer made you a reviewer of “Digits” on .*, and labels wait for review; .*about work to review\.$/s,
  );
  clock.pass(2 * DAY);
  await people.ana.untilMessage("nothing has come for a working day");
  // Over the weekend.
  clock.pass(4 * DAY);
  expect(await ask(people.lena, "has stalled")).toMatch(/^You created “Digits” on/);
});
