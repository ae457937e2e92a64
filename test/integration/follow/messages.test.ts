import { afterEach, describe, expect, test } from "@jest/globals";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import { eventually } from "../../support/eventually.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { startTeam } from "./team.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const opened: TestWorkspace[] = [];
afterEach(async () => {
  for (let workspace = opened.pop(); workspace; workspace = opened.pop()) await workspace.stop();
});

async function givenTeam(...args: Parameters<typeof startTeam>) {
  const team = await startTeam(...args);
  opened.push(team.workspace);
  return team;
}

const messagesWith = (person: SlackPerson, words: string | RegExp): string[] =>
  person
    .directMessages()
    .map((message) => wordsOf(message))
    .filter((text) => (typeof words === "string" ? text.includes(words) : words.test(text)));

describe("review is ready", () => {
  test("the reviewer is asked with the first ten, and an hour later reads there how many came since", async () => {
    const { people, as, clock } = await givenTeam(
      ({ ana, mei }) => ({ workers: [ana], review: "Manual", reviewers: [mei], sample: "100" }),
      { inputs: 40 },
    );
    const [ana, mei] = [await as(people.ana), await as(people.mei)];

    await ana.label(9);
    await ana.label(1);
    await people.mei.untilMessage("10 labels wait for you");
    await ana.label(5);
    clock.pass(61 * 60_000);
    await people.mei.untilMessage("15 labels wait for you");
    expect(messagesWith(people.mei, "wait for you")).toHaveLength(1);
    await mei.approveAllOf(people.ana);
    await people.mei.untilMessage("Nothing waits for review at the moment");
    await ana.label(12);
    clock.pass(61 * 60_000);
    await people.mei.untilMessage("12 labels wait for you");

    expect(messagesWith(people.mei, 'Review "Digits"').filter((words) => words.includes("wait"))).toHaveLength(2);
    expect(messagesWith(people.ana, "wait for you")).toEqual([]);
  });

  test("a reviewer whom Slack does not name at that moment is asked once it does", async () => {
    const { workspace, people, as, clock } = await givenTeam(
      ({ ana, mei }) => ({ workers: [ana], review: "Manual", reviewers: [mei], sample: "100" }),
      { inputs: 20 },
    );
    const ana = await as(people.ana);
    let isUnnamed = true;
    let asked = 0;
    const ofMei = (args: Readonly<Record<string, unknown>>): boolean => {
      const isOfMei = isUnnamed && args["user"] === people.mei.id;
      if (isOfMei) asked += 1;
      return isOfMei;
    };
    workspace.slack.failNext("users.info", { status: 503 }, { times: 1_000, when: ofMei });
    workspace.slack.failNext("users.list", { status: 503 }, { times: 1_000, when: () => isUnnamed });
    // Who people are is forgotten by then.
    clock.pass(6 * 60_000);

    await ana.label(10);
    asked = 0;
    await eventually(async () => asked > 0);
    expect(messagesWith(people.mei, "wait for you")).toEqual([]);
    isUnnamed = false;
    clock.pass(6 * 60_000);

    await people.mei.untilMessage("10 labels wait for you");
    expect(messagesWith(people.mei, "wait for you")).toHaveLength(1);
  });

  test("in quiet hours it is put off, and told as it is by then; whoever muted reviews hears nothing", async () => {
    const { people, as, clock } = await givenTeam(
      ({ ana, ben, mei, lena }) => ({ workers: [ana], review: "Manual", reviewers: [mei, ben, lena], sample: "100" }),
      { inputs: 60 },
    );
    await people.mei.openModal("/task settings");
    await people.mei.choose("Quiet hours from", "00:00");
    await people.mei.choose("Quiet hours until", "23:30");
    await people.mei.submit();
    await people.lena.openModal("/task settings");
    await people.lena.chooseAll("Mute messages", ["About work to review"]);
    await people.lena.submit();
    const ana = await as(people.ana);

    await ana.label(10);
    await people.ben.untilMessage("10 labels wait for you");
    await ana.label(20);
    clock.pass(61 * 60_000);
    await people.ben.untilMessage("30 labels wait for you");
    expect(messagesWith(people.mei, "wait for you")).toEqual([]);
    clock.pass(24 * HOUR);
    await people.mei.untilMessage("30 labels wait for you");

    expect(messagesWith(people.mei, "wait for you")).toHaveLength(1);
    expect(messagesWith(people.lena, "wait for you")).toEqual([]);
  });
});

describe("work stalls", () => {
  test("the worker is asked after two working days, the lead a working day later, each once", async () => {
    const { workspace, people, as, clock, followed } = await givenTeam(({ ana, ben }) => ({ workers: [ana, ben] }));
    const ben = await as(people.ben);
    await ben.label(2);
    await followed();

    clock.pass(DAY + HOUR);
    const toBen = await people.ben.untilMessage("3 inputs are left, and nothing has come for a working day");
    expect(messagesWith(people.ana, "working day")).toEqual([]);
    await ben.label(1);
    await followed();
    clock.pass(DAY);
    await people.ana.untilMessage("5 inputs have waited for you for two working days");
    // Over the weekend nobody is told anything.
    clock.pass(2 * DAY);
    await followed();
    expect(messagesWith(people.lena, "has stalled")).toEqual([]);
    clock.pass(2 * DAY);
    const toLena = await people.lena.untilMessage('Work on "Digits" has stalled');

    expect(wordsOf(toLena)).toContain("Ana Souza has not begun: 5 left.");
    await people.ben.press("Continue", toBen);
    await people.ben.untilWords("Digits");
    expect(people.ben.title()).toBe("Label");
    clock.pass(9 * DAY);
    await followed();
    expect(messagesWith(people.ana, "working days")).toHaveLength(1);
    expect(messagesWith(people.lena, "Ana Souza has not begun")).toHaveLength(1);
    expect(workspace.slack.violations).toEqual([]);
  });
});

describe("a task is finished", () => {
  test("the lead reads who did how much, how far they agreed, and how long it took", async () => {
    const { workspace, people, as, clock, followed } = await givenTeam(({ ana, ben }) => ({
      workers: [ana, ben],
      workersPerInput: "2",
    }));
    const [ana, ben] = [await as(people.ana), await as(people.ben)];
    await ana.label(10);
    await followed();
    clock.pass(3 * HOUR);
    await ben.label(10);

    const told = wordsOf(await people.lena.untilMessage('"Digits" is finished'));
    expect(told).toContain("20 labels by 2 people, in 3 hours.");
    expect(told).toMatch(/Ana Souza\s+10/);
    expect(told).toMatch(/Krippendorff’s α\u00a01\.00/);
    await followed();
    expect(messagesWith(people.lena, "is finished")).toHaveLength(1);
    expect(messagesWith(people.ana, "is finished")).toEqual([]);
    expect(workspace.slack.violations).toEqual([]);
  });
});

test("the lead alone is told, once and with the interval, of a labeler who falls far below the others", async () => {
  const { people, as, followed } = await givenTeam(
    ({ ana, ben, mei }) => ({ workers: [ana, ben], review: "Manual", reviewers: [mei], sample: "100" }),
    { inputs: 60 },
  );
  const [ana, ben, mei] = [await as(people.ana), await as(people.ben), await as(people.mei)];
  await ana.label(30);
  await mei.approveAllOf(people.ana);
  await ben.label(20);
  let rejected = 0;
  await mei.review(() => {
    rejected += 1;
    return rejected > 12 ? "APPROVE" : "REJECT";
  });

  const told = wordsOf(await people.lena.untilMessage("falls far below the others"));
  expect(told).toContain("40\u00a0% of Ben Carter’s 20 decided labels were accepted the first time");
  expect(told).toContain("22 to 61\u00a0%");
  expect(told).toContain("of all others’ 30 it was 100\u00a0%");
  await followed();
  expect(messagesWith(people.lena, "falls far below")).toHaveLength(1);
  for (const person of [people.ana, people.ben, people.mei])
    expect(messagesWith(person, "falls far below")).toEqual([]);

  await people.lena.command("/task progress digits");
  const progress = wordsOf(await people.lena.untilEphemeral("accepted the first time"));
  expect(progress).toMatch(/Ana Souza\n.* · 100\u00a0% of 30 accepted the first time/);
  expect(progress).toMatch(/Ben Carter\n.* · 40\u00a0% of 20 accepted the first time/);
});

test("where nobody reviews, the lead is told of a labeler who agrees with the others far less than they do among themselves", async () => {
  const { people, as, followed } = await givenTeam(
    ({ ana, ben, mei }) => ({ workers: [ana, ben, mei], workersPerInput: "3" }),
    { inputs: 30 },
  );
  const [ana, ben, mei] = [await as(people.ana), await as(people.ben), await as(people.mei)];
  await ana.label(30);
  await mei.label(30);
  await ben.label(30, () => "0");

  const told = wordsOf(await people.lena.untilMessage("Ben Carter falls far below the others"));

  expect(told).toMatch(/On \d\d inputs that others have labeled too, Ben Carter agrees with them in \d+(\.\d)?\s%/);
  expect(told).toMatch(/among themselves the others agree in 100\s%/);
  expect(told).toContain("no proof of who is right");
  await followed();
  expect(messagesWith(people.lena, "falls far below")).toHaveLength(1);
  for (const person of [people.ana, people.ben, people.mei])
    expect(messagesWith(person, "falls far below")).toEqual([]);
});
