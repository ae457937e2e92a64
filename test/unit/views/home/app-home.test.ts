import { describe, expect, test } from "@jest/globals";
import { readWords } from "../../../../sandbox/slack/blocks.ts";
import { checkMessage, checkView } from "../../../../sandbox/slack/check-view.ts";
import type { Assignment, TaskFacts } from "../../../../src/domain/assignment.ts";
import type { AppHome, HomeSection, HomeTask } from "../../../../src/domain/home/app-home.ts";
import { buildAppHome, buildFirstHome } from "../../../../src/views/home/app-home.ts";
import { askToWork } from "../../../../src/views/notifications/assignment-message.ts";
import { buildDigest } from "../../../../src/views/notifications/digest-message.ts";
import { buildNoSourceAnswer, buildSourceAnswer } from "../../../../src/views/notifications/source-answer.ts";
import { toldInWords } from "../../../../src/views/submissions/told.ts";

const NAMES = ["x", "n".repeat(3000), "<!channel> *x* &amp; <@U1>", "😀".repeat(1500)];

const task: HomeTask = { id: "t1", name: "Ninety ten", type: "POLYGON_DETECTION", status: "IN_PROGRESS" };
const EMPTY: HomeSection = { tasks: [], more: 0, isMoreExact: true };
const home: AppHome = {
  asOf: new Date("2026-01-15T12:00:00Z"),
  otherSide: "Clarifai",
  hasAccount: true,
  work: EMPTY,
  reviews: EMPTY,
  created: EMPTY,
  may: { create: true, set: true },
};
const check = (view: object) => checkView(JSON.parse(JSON.stringify(view)), "home");

describe("App Home", () => {
  test("says what would be there when there is nothing", () => {
    const view = buildAppHome(home);
    expect(check(view)).toEqual([]);
    expect(check(buildFirstHome())).toEqual([]);
    const words = readWords(view.blocks);
    expect(words).toContain("A lead assigns work with /task create.");
    expect(words).not.toContain("Your reviews");
  });

  test("what somebody may not do has no button", () => {
    const { created: _created, ...theirs } = home;
    const member = readWords(buildAppHome({ ...home, may: { create: false, set: true } }).blocks);
    const guest = buildAppHome({ ...theirs, hasAccount: false, may: { create: false, set: false } });
    expect(member).toContain("Settings");
    expect(member).not.toMatch(/Create task|button below/);
    expect(check(guest)).toEqual([]);
    expect(readWords(guest.blocks)).not.toMatch(/Create|Settings|Link my account|Tasks you created/);
  });

  test.each(NAMES)("stays within Slack's limits, however long the lists and names: %.20s", (name) => {
    const tasks = Array.from(
      { length: 8 },
      (_, index): HomeTask => ({
        ...task,
        id: `t${index}`,
        name,
        priority: "HIGH",
        own: {
          work: { isOnRequest: false, figures: { left: 1, done: 9_999 }, hasBegun: true, waits: true },
          review: { waiting: 10_000, waits: true },
        },
        work: 0.5,
        review: 1,
      }),
    );
    const full: HomeSection = { tasks, more: 9_992, isMoreExact: false };
    const view = buildAppHome({
      ...home,
      hasAccount: false,
      fault: name,
      work: full,
      reviews: full,
      created: full,
      connection: { state: "lost", userId: name, appId: name },
      unlinked: { names: Array.from({ length: 10 }, () => name), more: 15 },
    });
    expect(check(view)).toEqual([]);
    const words = readWords(view.blocks);
    expect(words).toContain("and at least 9992 more: /task mine");
    expect(words).toContain("10000 labels wait for review");
  });

  test("begins with Create task for those who may, and what waits has its button", () => {
    const work = { isOnRequest: false, figures: { left: 1, done: 9_999 }, hasBegun: true, waits: true };
    const idle = { ...work, figures: { left: 0, done: 10_000 }, waits: false };
    const onRequest = { isOnRequest: true, figures: { left: 0, done: 20 }, hasBegun: false, waits: true };
    const tasks = [
      { ...task, own: { work } },
      { ...task, id: "t2", own: { work: onRequest } },
      { ...task, id: "t3", own: { work: idle } },
    ];

    const { blocks } = buildAppHome({ ...home, work: { ...EMPTY, tasks } });

    const words = readWords(blocks);
    expect(readWords([blocks[0]])).toBe("Create task");
    expect(words).toContain("1 input left · 9999 done");
    expect(words).toContain("Ten at a time, as you ask · 20 done");
    expect(words.match(/^(Continue|Start|Open)$/gm)).toEqual(["Continue", "Open", "Start", "Open", "Open"]);
  });

  test("an admin finds the account near the settings, and first of all where its token is lost", () => {
    const [userId, appId] = ["acme", "photos"];
    const none = buildAppHome({ ...home, connection: { state: "none" } });
    const connected = buildAppHome({ ...home, connection: { state: "connected", userId, appId } });
    const lost = buildAppHome({ ...home, connection: { state: "lost", userId, appId } });

    expect([none, connected, lost].flatMap(check)).toEqual([]);
    expect(readWords(none.blocks)).toMatch(
      /No account is connected: Labeldesk keeps this workspace’s tasks and inputs itself\.\nConnect account/,
    );
    expect(readWords(connected.blocks)).toMatch(/works with acme\/photos on Clarifai\.\nChange account/);
    expect(readWords(lost.blocks)).toMatch(/token is lost[\s\S]*Connect account[\s\S]*Your work/);
    expect(readWords(lost.blocks)).not.toContain("works with acme/photos");
    expect(readWords(buildAppHome(home).blocks)).not.toMatch(/account/i);
  });

  test("figures that could not be had are left out, not shown as nothing", () => {
    const words = readWords(buildAppHome({ ...home, work: { ...EMPTY, tasks: [task] } }).blocks);
    expect(words).toContain("Ninety ten");
    expect(words).not.toContain("left");
  });
});

describe("the digest", () => {
  const facts: TaskFacts = {
    id: "t1",
    name: "Ninety ten",
    type: "POLYGON_DETECTION",
    instructions: "",
    source: "ALL_INPUTS",
    strategy: "PARTITIONED",
    review: { strategy: "NONE" },
    inputs: 200,
  };
  const assignment: Assignment = { person: "U1", role: "worker", fraction: 0.9 };

  test.each(NAMES)("stays within Slack's limits with 200 tasks: %.20s", (name) => {
    const asked = askToWork({ task: { ...facts, name }, assignment, from: name });
    const { text, blocks } = buildDigest(
      Array.from({ length: 200 }, () => asked),
      "message",
    );
    expect(checkMessage(JSON.parse(JSON.stringify({ text, blocks })))).toBeUndefined();
    expect(readWords(blocks)).toContain("and 160 more: /task mine and /task reviews");
    expect(text).not.toContain("<!channel>");
  });
});

test.each(NAMES)("answers about a message stay within Slack's limits: %.20s", (name) => {
  for (const message of [buildSourceAnswer({ task: { id: "t1", name }, by: name }), buildNoSourceAnswer(name)]) {
    expect(checkMessage(JSON.parse(JSON.stringify(message)))).toBeUndefined();
    expect(message.text).not.toContain("<!channel>");
  }
});

describe("who is told", () => {
  test.each([
    [[], "Nobody is assigned yet"],
    [[{ name: "Ana", timing: "now" }], "Everybody is told by direct message"],
    [[{ name: "Ana", timing: "none" }], "Ana has no share and is not told"],
    [[{ name: "Ana", timing: "muted" }], "Ana has muted these messages and is not told"],
    [
      [
        { name: "Ana", timing: "muted" },
        { name: "Ben", timing: "later" },
        { name: "Mei", timing: "later" },
        { name: "Mei", timing: "later" },
        { name: "Chidi", timing: "digest" },
        { name: "Lena", timing: "now" },
      ],
      "Ana has muted these messages and is not told; Ben, Mei are in quiet hours and are told afterwards; Chidi is told in their daily digest; everybody else is told by direct message",
    ],
  ] as const)("%#", (people, words) => {
    expect(toldInWords(people)).toBe(words);
  });

  test.each([
    [[], ""],
    [[{ name: "Ana", timing: "now" }], "; everybody else is told by direct message"],
    [[{ name: "Ana", timing: "muted" }], "; Ana has muted these messages and is not told"],
  ] as const)("beside some who could not be named", (people, words) => {
    const some = "Some people assigned could not be looked up just now: they are told as soon as they can be";
    expect(toldInWords(people, { areMore: true })).toBe(`${some}${words}`);
  });
});
