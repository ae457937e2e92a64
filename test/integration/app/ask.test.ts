import { beforeAll, expect, test } from "@jest/globals";
import { findElements, readWords } from "../../../sandbox/slack/blocks.ts";
import type { HeldMessage } from "../../../sandbox/slack/conversation-book.ts";
import { toPayloadView } from "../../../sandbox/slack/modals.ts";
import { ownerOf, toEnvelope } from "../../../sandbox/slack/payloads.ts";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { QUESTION } from "../../../src/views/labeling/question-windows.ts";
import { postTasks } from "../../support/post-tasks.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { postInteraction, pressOf } from "./raw-requests.ts";
import { fillTaskForm, peopleOf } from "./task-form.ts";
import { describeOnBothDatabases } from "./workspaces.ts";

const LABELING = { submitAfterMs: 60_000, submitLastAfterMs: 50, roundMs: 50, firstPauseMs: 50, longestPauseMs: 200 };

describeOnBothDatabases("asking about an input", (start) => {
  let workspace: TestWorkspace;
  let people: ReturnType<typeof peopleOf>;

  beforeAll(async () => {
    workspace = await start({ overrides: { times: { labeling: LABELING } } });
    people = peopleOf(workspace);
  });

  /** A task of Lena's that Ana and Ben label and Mei reviews. */
  async function givenTask(name: string, reviewers = [people.mei]): Promise<void> {
    const { lena, ana, ben } = people;
    while (lena.currentView() !== undefined) await lena.close();
    await lena.openModal();
    const entries = {
      concepts: ["0", "1"],
      workers: [ana, ben],
      strategy: "Full",
      review: "Manual",
      reviewers,
    } as const;
    await fillTaskForm(lena, { name, ...entries });
    await lena.submit();
    await lena.untilWords(`“${name}” is created`);
    await lena.close();
  }

  async function open(worker: SlackPerson, name: string): Promise<void> {
    while (worker.currentView() !== undefined) await worker.close();
    await worker.openModal(`/task label ${name}`);
    await worker.untilWords(/ of \d+ · /);
  }

  async function ask(worker: SlackPerson, text: string): Promise<void> {
    await worker.press("Ask");
    await worker.untilField("Question");
    await worker.fill("Question", text);
    await worker.submit();
  }

  async function openAnswer(person: SlackPerson, message: HeldMessage): Promise<void> {
    await person.press("Answer", message);
    await person.untilField("Answer");
  }

  const wordsOf = (message: HeldMessage | undefined): string => readWords(message?.blocks);
  const now = (person: SlackPerson, message: HeldMessage): string =>
    wordsOf(person.directMessages().find(({ ts }) => ts === message.ts));

  test("goes to the lead and the reviewer; the first answer is for all who work on the task", async () => {
    const { lena, ana, ben, mei } = people;
    await givenTask("Blurred");
    await open(ana, "Blurred");
    const input = /digit-\d+/.exec(ana.words())?.[0] ?? "";

    await ask(ana, "Is this a *1* or a 7 <!here>?");

    await ana.untilWords("Not answered yet.");
    expect(ana.title()).toBe("Label");
    expect(ana.words()).toContain("Asked: Is this a *1* or a 7 <!here>?");
    expect(ana.words()).toContain(input);
    const toLena = await lena.untilMessage("Ana Souza asks about an input of “Blurred”");
    const toMei = await mei.untilMessage("Ana Souza asks about an input of “Blurred”");
    expect(JSON.stringify(toLena.blocks)).toContain('"type":"image"');
    await openAnswer(lena, toLena);
    await openAnswer(mei, toMei);
    await mei.fill("Answer", "A 1: look at its foot.");
    await mei.submit();
    await mei.untilWords("Answered by Mei Tanaka: A 1: look at its foot.");
    await lena.fill("Answer", "A 7.");
    await lena.submit();

    await lena.untilWords("Another answer was first");
    expect(lena.words()).toContain("Answered by Mei Tanaka: A 1: look at its foot.");
    await workspace.slack.until(() => now(lena, toLena).includes("Answered by Mei Tanaka: A 1"));
    expect(now(lena, toLena)).not.toMatch(/^Answer$/m);
    await workspace.slack.until(() => now(mei, toMei).includes("Answered by Mei Tanaka: A 1"));
    const reply = await ana.untilMessage("Mei Tanaka has answered about an input of “Blurred”");
    expect(wordsOf(reply)).toContain("A 1: look at its foot.");
    expect(ana.directMessages().filter(({ text }) => text.includes("has answered"))).toHaveLength(1);
    await ana.close();
    await ana.press("Continue", reply);
    await ana.untilWords("Answered by Mei Tanaka: A 1: look at its foot.");
    await open(ben, "Blurred");
    expect(ben.words()).toContain("Answered by Mei Tanaka: A 1: look at its foot.");
    expect(workspace.slack.violations).toEqual([]);
  });

  test("an open question is seen by who asks it alone, and says nothing to others who label blind", async () => {
    const { ana, ben } = people;
    await givenTask("Blind");
    await open(ana, "Blind");
    await ask(ana, "It says 3, does it not?");
    await ana.untilWords("Not answered yet.");

    await open(ben, "Blind");

    expect(ben.words()).not.toContain("It says 3");
  });

  test("twenty may wait for an answer; an empty one is none", async () => {
    const { ana } = people;
    await givenTask("Many questions");
    await open(ana, "Many questions");
    for (let count = 1; count <= 20; count += 1) {
      await ask(ana, `Question ${count}`);
      await ana.untilWords(`Question ${count}\n`);
    }
    await ana.press("Ask");
    await ana.untilField("Question");

    await ana.fill("Question", "  ");
    expect(await ana.submitExpectingErrors()).toEqual({ Question: "Say what you want to know." });
    await ana.fill("Question", "One more");
    expect(await ana.submitExpectingErrors()).toMatchObject({
      Question: expect.stringContaining("20 of your questions"),
    });
  });

  test("where there is neither lead nor reviewer, whoever asks is told so", async () => {
    const { ben } = people;
    await postTasks(workspace, [
      {
        name: "Nobody's",
        worker: { strategy: "FULL", workers: [{ user: { id: ben.id } }] },
        concepts: [{ concept: { id: "0" } }],
      },
    ]);
    await open(ben, "Nobody's");

    await ask(ben, "Anybody there?");

    const told = await ben.untilMessage("Nobody could be asked about an input of “Nobody's”");
    expect(wordsOf(told)).toContain("You asked: Anybody there?");
  });

  test("who reviews the task no more answers no more; its lead does, though they reviewed it too", async () => {
    const { lena, ana, mei, chidi } = people;
    await givenTask("Handed on", [lena, mei, chidi]);
    await open(ana, "Handed on");
    await ask(ana, "Which one?");
    const [toLena, toMei, toChidi] = [
      await lena.untilMessage("asks about an input of “Handed on”"),
      await mei.untilMessage("asks about an input of “Handed on”"),
      await chidi.untilMessage("asks about an input of “Handed on”"),
    ];
    await openAnswer(mei, toMei);
    await lena.openModal("/task edit Handed on");
    await lena.untilField("Reviewers");
    await lena.pickPeople("Reviewers", [chidi.id]);
    await lena.submit();
    await lena.untilWords("is saved");
    await lena.close();
    await mei.untilMessage(/taken you off/);

    await mei.fill("Answer", "Mine");
    await mei.submit();
    await mei.untilWords("put to others");
    await mei.close();
    await mei.press("Answer", toMei);
    await mei.untilWords("put to others");
    expect(mei.words()).not.toContain("Which one?");
    await openAnswer(chidi, toChidi);
    await openAnswer(lena, toLena);
    await lena.fill("Answer", "The left one.");
    await lena.submit();
    await lena.untilWords("Answered by Lena");
  });

  test("who reviews the task again before it was told that they do not may answer, also while Slack does not name them", async () => {
    const { lena, ana, mei, chidi } = people;
    await givenTask("Back again", [mei, chidi]);
    await mei.untilMessage('Review "Back again"');
    await open(ana, "Back again");
    await ask(ana, "Still mine?");
    const toMei = await mei.untilMessage("asks about an input of “Back again”");
    let isHeld = true;
    const edits = (args: { readonly [key: string]: unknown }) =>
      isHeld && JSON.stringify(args["blocks"]).includes("Back again");
    workspace.slack.failNext("chat.update", { status: 503 }, { times: 1_000, when: edits });
    const save = async (change: () => Promise<unknown>) => {
      await lena.openModal("/task edit Back again");
      await lena.untilField("Reviewers");
      await change();
      await lena.submit();
      await lena.untilWords("is saved");
      await lena.close();
    };
    await save(() => lena.fill("Instructions", "Look closely."));
    await save(() => lena.pickPeople("Reviewers", [chidi.id]));
    await save(() => lena.pickPeople("Reviewers", [chidi.id, mei.id]));
    // It remembers nobody.
    await workspace.restartApp();
    let isUnnamed = true;
    const when = (args: { readonly [key: string]: unknown }) => isUnnamed && args["user"] === mei.id;
    const asksForMei = () => workspace.slack.callsOf("users.info").filter(({ args }) => args["user"] === mei.id).length;
    const before = asksForMei();
    workspace.slack.failNext("users.info", { error: "internal_error" }, { times: 1_000, when });
    isHeld = false;
    // Once for certain, and once as far as it can be said.
    await workspace.slack.until(() => asksForMei() >= before + 2);
    isUnnamed = false;
    await mei.untilMessage(/taken you off/);

    await openAnswer(mei, toMei);
    await mei.fill("Answer", "Yes.");
    await mei.submit();
    await mei.untilWords("Answered by Mei Tanaka: Yes.");
  });

  test("who reviews the task no more is not asked what has waited for Slack", async () => {
    const { lena, ana, mei, chidi } = people;
    await givenTask("Too late", [mei, chidi]);
    await open(ana, "Too late");
    let isLimited = true;
    const when = (args: { readonly [key: string]: unknown }) =>
      isLimited && args["channel"] === mei.id && JSON.stringify(args["blocks"]).includes("For whom?");
    workspace.slack.failNext("chat.postMessage", { retryAfter: 1 }, { times: 100, when });
    await ask(ana, "For whom?");
    await chidi.untilMessage("asks about an input of “Too late”");
    await lena.openModal("/task edit Too late");
    await lena.untilField("Reviewers");
    await lena.pickPeople("Reviewers", [chidi.id]);
    await lena.submit();
    await lena.untilWords("is saved");
    await lena.close();

    isLimited = false;
    await mei.untilMessage('review "Too late" any more');
    // A second apart, and behind what waits for Mei.
    for (const name of ["Afterwards", "Thereafter"]) {
      await givenTask(name);
      await mei.untilMessage(name);
    }

    expect(mei.directMessages().filter((told) => wordsOf(told).includes("For whom?"))).toEqual([]);
  });

  test("a reviewer whom Slack does not name is asked once it does; the others are asked meanwhile", async () => {
    const { lena, ana, mei, chidi } = people;
    await givenTask("Unnamed", [mei, chidi]);
    // It remembers nobody.
    await workspace.restartApp();
    await open(ana, "Unnamed");
    let isUnnamed = true;
    const when = (args: { readonly [key: string]: unknown }) => isUnnamed && args["user"] === mei.id;
    workspace.slack.failNext("users.info", { status: 503 }, { times: 1_000, when });

    await ask(ana, "Whose hand?");
    const toLena = await lena.untilMessage("asks about an input of “Unnamed”");
    await chidi.untilMessage("asks about an input of “Unnamed”");
    isUnnamed = false;
    const toMei = await mei.untilMessage("asks about an input of “Unnamed”");

    expect([toLena, toMei].map(wordsOf)).toEqual([
      expect.stringContaining("Whose hand?"),
      expect.stringContaining("Whose hand?"),
    ]);
    const asked = (person: SlackPerson) =>
      person.directMessages().filter((told) => wordsOf(told).includes("Whose hand?"));
    expect([lena, chidi, mei].map((person) => asked(person).length)).toEqual([1, 1, 1]);
  });

  test("only who was asked answers", async () => {
    const { lena, ana, chidi } = people;
    await givenTask("Not for Chidi");
    await open(ana, "Not for Chidi");
    await ask(ana, "Which one?");
    const message = await lena.untilMessage("asks about an input of “Not for Chidi”");
    const aboutIt = () => lena.directMessages().filter((told) => wordsOf(told).includes("Not for Chidi"));
    const before = aboutIt().length;
    const id = findElements(message.blocks).find(({ element }) => element["action_id"] === QUESTION.open)?.element[
      "value"
    ];
    await postInteraction(workspace, pressOf(workspace, chidi, { action_id: QUESTION.open, value: id }));
    await chidi.untilWords("put to others");
    expect(chidi.words()).not.toContain("Which one?");
    await chidi.close();
    await openAnswer(lena, message);
    const { blockId, actionId } = lena.field("Answer");

    const answer = await postInteraction(workspace, {
      type: "view_submission",
      ...toEnvelope(workspace.slack.core, chidi.id, true),
      trigger_id: workspace.slack.core.triggers.issue(chidi.id, lena.view().id),
      view: toPayloadView(
        { ...lena.view(), values: { [blockId]: { [actionId]: { type: "plain_text_input", value: "Mine" } } } },
        ownerOf(workspace.slack.core),
      ),
      response_urls: [],
    });

    expect(JSON.stringify(answer.json)).toContain("put to others");
    expect(aboutIt()).toHaveLength(before);
  });
});
