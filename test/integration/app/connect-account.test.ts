import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readWords } from "../../../sandbox/slack/blocks.ts";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import type { FaultyTasksApi } from "../../support/faulty-tasks-api.ts";
import { createRecordingLog } from "../../support/recording-log.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { connect, startWithOtherAccount } from "./other-account.ts";
import { openTaskForm, peopleOf } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const start = workspacesOf();
const log = createRecordingLog();
let clarifai: FaultyTasksApi;
let workspace: TestWorkspace;
/** Of the account's owner, who is nobody in Slack. */
let key: string;

beforeAll(async () => {
  const started = await startWithOtherAccount(start, { overrides: { log } });
  ({ workspace, clarifai } = started);
  key = started.acme.token;
});
afterAll(() => clarifai.close());

const homeOf = (person: SlackPerson): string => readWords(person.home()?.view);

const untilHome = (person: SlackPerson, words: string | RegExp) =>
  workspace.slack.until(() => homeOf(person).match(words));

/** What `/task list` answers this time. */
async function listOf(person: SlackPerson): Promise<string> {
  const before = person.ephemerals().length;
  await person.command("/task list");
  return wordsOf(await workspace.slack.until(() => person.ephemerals()[before]));
}

test("an admin alone connects an account; one that does not work is refused in words, and nothing changes", async () => {
  const { lena, ana } = peopleOf(workspace);
  await ana.command("/task connect");
  await ana.untilEphemeral("Only workspace admins connect an account");
  await lena.openModal("/task connect");

  await connect(lena, { token: "nobody's", user: "acme", app: "photos" });
  await lena.untilWords("Clarifai does not know this token");
  expect(lena.value("User").value).toBe("acme");
  expect(lena.value("Personal access token").value ?? "").toBe("");
  await connect(lena, { token: key, user: "acme", app: "nowhere" });
  await lena.untilWords("finds no app nowhere of acme");
  await lena.fill("App", "two words");
  await lena.fill("Personal access token", key);
  expect(await lena.submitExpectingErrors()).toEqual({
    App: "Enter the app as it stands in the address: clarifai.com/USER/APP.",
  });

  await lena.close();
  expect(await listOf(lena)).not.toContain("Theirs");
});

test("a connected account is the workspace's side at once and after a restart, until it is disconnected", async () => {
  const { lena, ana } = peopleOf(workspace);
  await openTaskForm(lena, { name: "Ours", workers: [ana] });
  await lena.submit();
  await lena.untilWords("is created");
  await lena.close();
  await ana.openHome();
  await untilHome(ana, "Your work");
  expect(homeOf(ana)).not.toContain("Connect account");
  await lena.openHome();
  await untilHome(lena, "No account is connected");
  await lena.press("Connect account");
  await lena.untilField("App");

  const from = Date.now();
  await connect(lena, { token: key, user: "acme", app: "photos" });
  await lena.untilWords("works with acme/photos on Clarifai now");
  const to = Date.now();
  await lena.close();
  // It is shown without being opened again.
  await untilHome(lena, /works with acme\/photos on Clarifai\.\nChange account/);

  const connected = await listOf(lena);
  expect(connected).toContain("Theirs");
  expect(connected).not.toContain("Ours");
  await workspace.restartApp();
  expect(await listOf(lena)).toContain("Theirs");
  await lena.openModal("/task settings");
  await lena.untilField("Who may create tasks");
  await lena.press("Connect account");
  await lena.untilWords("Connected with *acme/photos*");
  const [, by, at] = /by <@(\w+)>, <!date\^(\d+)\^/.exec(readWords(lena.currentView()?.view)) ?? [];
  expect(by).toBe(lena.id);
  expect(Number(at)).toBeGreaterThanOrEqual(Math.floor(from / 1000));
  expect(Number(at)).toBeLessThanOrEqual(to / 1000);
  await lena.press("Disconnect");
  await lena.untilWords("disconnected and its token forgotten");
  await lena.close();
  await lena.close();
  const disconnected = await listOf(lena);
  expect(disconnected).toContain("Ours");
  expect(disconnected).not.toContain("Theirs");
  expect(workspace.slack.violations).toEqual([]);
});

test("the token is in no answer, no window and no log", () => {
  const { calls, deliveries } = workspace.slack;
  const told = JSON.stringify([calls, deliveries.map(({ answer }) => answer), log.lines]);

  expect(told).not.toContain(key);
  expect(log.lines.filter(({ level }) => level === "error")).toEqual([]);
});
