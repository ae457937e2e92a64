import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import type { TasksFault } from "../../support/faulty-tasks-api.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { type AppProcess, endLeases, readPromises, startAppProcess } from "./app-process.ts";
import { commandForm, postCommand, postInteraction, pressOf, shortcutOf, submissionOf } from "./raw-requests.ts";
import { messagesOf, openTaskForm, peopleOf, theTask } from "./task-form.ts";
import { describeOnBothDatabases, workspacesOf } from "./workspaces.ts";

async function create(lead: SlackPerson, name: string, workers: readonly SlackPerson[]): Promise<void> {
  await openTaskForm(lead, { name, workers });
  await lead.submit();
  await lead.untilWords("is created");
  await lead.close();
}

const cardsIn = (reader: SlackPerson) =>
  reader.messages(reader.channel("labeling")).filter(({ onlyFor, user }) => onlyFor === null && user === "U0LABELDESK");

/** Everything that was asked for before this has been done by then: the app answers it after that. */
async function untilQuiet(workspace: TestWorkspace, person: SlackPerson): Promise<void> {
  const before = person.ephemerals().length;
  await person.command("/task help");
  await workspace.slack.until(() => person.ephemerals().length > before);
}

describeOnBothDatabases("what Slack delivers several times is done once", (start) => {
  test("the same press on Share three times, at once and once more later, posts one card", async () => {
    const workspace = await start();
    const { lena, ana, ben } = peopleOf(workspace);
    await create(lena, "Shared", [ana]);
    const delivery = pressOf(workspace, lena, { action_id: "task_card.share", value: await idOf(workspace) });
    const answers = await Promise.all([1, 2, 3].map(() => postInteraction(workspace, delivery)));
    await workspace.slack.until(() => cardsIn(lena).length > 0);
    await postInteraction(workspace, delivery);
    await untilQuiet(workspace, lena);

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(cardsIn(lena)).toHaveLength(1);
    // A second press is the same wish, unless somebody else presses, or the card could not be posted.
    const value = await idOf(workspace);
    const press = (person: SlackPerson) =>
      postInteraction(workspace, pressOf(workspace, person, { action_id: "task_card.share", value }));
    await press(lena);
    await lena.untilEphemeral("You have just shared this task there");
    await press(ana);
    await workspace.slack.until(() => cardsIn(lena).length === 2);
    workspace.slack.failNext("chat.postMessage", { error: "restricted_action" });
    await press(ben);
    await ben.untilEphemeral("This workspace does not let apps post there");
    await press(ben);
    await workspace.slack.until(() => cardsIn(lena).length === 3);
  });

  test("the same form that shares a card posts one", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await create(lena, "Shared", [ana]);
    await postInteraction(
      workspace,
      pressOf(workspace, lena, { action_id: "task_card.open", value: await idOf(workspace) }),
    );
    await lena.untilWords("by Lena Fischer");
    await lena.press("Share");
    await lena.untilField("Channel");
    await lena.set("Channel", { selected_conversation: lena.channel("labeling") });
    const payload = submissionOf(workspace, lena);
    await Promise.all([1, 2, 3].map(() => postInteraction(workspace, payload)));
    await workspace.slack.until(() => cardsIn(lena).length > 0);
    await untilQuiet(workspace, lena);

    expect(cardsIn(lena)).toHaveLength(1);
  });

  test("the same command twice assigns once and tells once", async () => {
    const workspace = await start();
    const { lena, ana, ben } = peopleOf(workspace);
    await openTaskForm(lena, { name: "Full", workers: [ana], strategy: "Full" });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    const form = commandForm(workspace, lena, `assign Full <@${ben.id}|ben>`);
    const answers = await Promise.all([1, 2].map(() => postCommand(workspace, form)));
    await ben.untilMessage("Full");
    await lena.untilWords("is saved");
    await postCommand(workspace, form);
    await untilQuiet(workspace, lena);

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(ben.directMessages()).toHaveLength(1);
    expect(workspace.slack.callsOf("views.open").filter(({ status }) => status === 200)).toHaveLength(2);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("the same command, and the same shortcut, that opens the form twice opens one, and says nothing of it", async () => {
    const workspace = await start();
    const { slack } = workspace;
    const { lena, ben } = peopleOf(workspace);
    const command = commandForm(workspace, lena, "create");
    const shortcut = shortcutOf(workspace, ben, "create_task");

    const answers = await Promise.all([
      ...[1, 2].map(() => postCommand(workspace, command)),
      ...[1, 2].map(() => postInteraction(workspace, shortcut)),
    ]);
    const refused = () =>
      slack.callsOf("views.open").filter(({ answer }) => answer["error"] === "exchanged_trigger_id");
    await slack.until(() => refused().length === 2);
    await untilQuiet(workspace, lena);

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    for (const person of [lena, ben]) {
      expect(person.words()).toContain("Workers");
      expect(person.ephemerals().filter((message) => !wordsOf(message).includes("/task help"))).toEqual([]);
      expect(messagesOf(person)).toEqual([]);
    }
  });
});

async function idOf(workspace: TestWorkspace): Promise<string> {
  return String((await theTask(workspace))["id"]);
}

describe("kill -9 after the ack of a command", () => {
  const start = workspacesOf({ side: "clarifai" });
  let dataDir: string;
  let app: AppProcess | undefined;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "labeldesk-killed-"));
  });
  afterEach(async () => {
    await app?.kill();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** An app of its own with the task "Full" of Ana's, which dies while the request `fault` stands for is on its way. */
  async function assignAndDie(at: Parameters<TestWorkspace["faults"]["fail"]>[0], fault: TasksFault) {
    const workspace = await start();
    await workspace.stopApp();
    app = await startAppProcess(workspace, dataDir);
    const people = peopleOf(workspace);
    const { lena, ana, ben } = people;
    await openTaskForm(lena, { name: "Full", workers: [ana], strategy: "Full" });
    await lena.untilWords(/Ana Souza/);
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    await ana.untilMessage("Full");
    workspace.faults.fail(at, fault);
    const before = workspace.faults.requests.length;
    const isIt = ({ method, path }: { method: string; path: string }) => method === at.method && at.path?.test(path);
    await lena.command(`/task assign Full <@${ben.id}|ben>`);
    await workspace.slack.until(() => lena.currentView());
    while (!workspace.faults.requests.slice(before).some(isIt)) await new Promise((resolve) => setImmediate(resolve));
    await app.kill();
    const left = readPromises(dataDir);
    workspace.faults.heal();
    endLeases(dataDir);
    app = await startAppProcess(workspace, dataDir);
    return { workspace, left, ...people };
  }

  test("before anything was journaled for the task: the person is told, once", async () => {
    const died = await assignAndDie({ method: "GET", path: /\/tasks\/[^/?]+/ }, { silent: true });
    const { workspace, left, lena, ben } = died;

    expect(left).toEqual(["request"]);
    const told = wordsOf(await lena.untilMessage("“/task assign” was cut short"));
    expect(told).toContain("try again if not");
    await lena.openModal(`/task assign Full <@${ben.id}|ben>`);
    await ben.untilMessage("Full");
    expect(messagesOf(lena)).toHaveLength(1);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("after the change was journaled: it is done and told, and nobody is told that it was cut short", async () => {
    const { left, lena, ben } = await assignAndDie({ method: "PATCH", path: /\/tasks$/ }, { silent: true });

    expect(left).toEqual(["edit-task"]);
    await ben.untilMessage("Full");
    await lena.untilWords("is saved");
    expect(messagesOf(lena)).toEqual([]);
    expect(ben.directMessages()).toHaveLength(1);
  });
});
