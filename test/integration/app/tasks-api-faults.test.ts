import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { createGate } from "../../support/create-gate.ts";
import { HTML_ERROR, type RequestMatch, type TasksFault, THROTTLED } from "../../support/faulty-tasks-api.ts";
import { createSubmissionTimes, QUICK_SEND, QUICK_SUBMISSIONS } from "../../support/quick-times.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { type Entries, listTasks, messagesOf, openTaskForm, peopleOf } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const POST_TASKS: RequestMatch = { method: "POST", path: /\/tasks(\?|$)/ };
const EVERYTHING: RequestMatch = {};

/** The lead hears within ten seconds (`SUBMISSION_TIMES`), or as soon after them as a busy machine comes to it. */
const TOLD_WITHIN_MS = 18_000;
/** Below what an ack would take that waits for a call without an answer (`interactiveMs` of the API's limits), above what a busy machine needs. */
const ACK_MS = 2_000;
/** A type-ahead is the one answer that asks the other side first. */
const SUGGESTION_MS = 1_500;

const start = workspacesOf({ side: "clarifai" });

type Case = { workspace: TestWorkspace } & ReturnType<typeof peopleOf>;

/** A form filled while all was well, submitted while the fault stands. */
async function submitUnder(fault: TasksFault, match: RequestMatch, entries: Entries = {}): Promise<Case> {
  const workspace = await start();
  const people = peopleOf(workspace);
  const { lena, ana, ben, mei } = people;
  const all = { workers: [ana, ben], review: "Consensus", reviewers: [mei], labelersMustAgree: "1" } as const;
  await openTaskForm(lena, { name: "Kept", instructions: "All of it", ...all, ...entries });
  await lena.untilWords(/Ana Souza 50\u00a0% · about 100 of 200/);
  workspace.faults.fail(match, fault);
  await lena.submit();
  return { workspace, ...people };
}

function expectQuickAcks({ slack }: TestWorkspace): void {
  const late = slack.deliveries.filter(
    ({ kind, answer }) =>
      answer.outcome !== "answered" || answer.ms > (kind === "block_suggestion" ? SUGGESTION_MS : ACK_MS),
  );
  expect(late.map(({ kind, answer }) => ({ kind, answer }))).toEqual([]);
}

/** The failure is told in the modal, and everything is as if nothing had happened but that. */
async function expectToldWithWaysOn({ workspace, lena, ana, mei }: Case): Promise<void> {
  await lena.untilWords("“Kept” was not created", TOLD_WITHIN_MS);
  expect(lena.words()).toContain("Try again");
  expect(lena.words()).toContain("Back to the form");
  expect([...messagesOf(ana), ...messagesOf(mei)]).toEqual([]);
  expectQuickAcks(workspace);
  expect(workspace.slack.violations).toEqual([]);
}

async function expectCreatedOnce({ workspace, lena, ana, ben, mei }: Case): Promise<void> {
  await lena.untilWords("“Kept” is created", TOLD_WITHIN_MS);
  for (const person of [ana, ben, mei]) {
    await person.untilMessage("Kept");
    expect(person.directMessages()).toHaveLength(1);
  }
  expect(await listTasks(workspace)).toHaveLength(1);
  expect(workspace.slack.violations).toEqual([]);
}

const FAULTS: Record<string, TasksFault> = {
  "500": { status: 500 },
  "429": THROTTLED,
  "an HTML page": HTML_ERROR,
  "HTTP 200 and no body": { status: 200, body: "" },
  "HTTP 200 and JSON of another shape": { status: 200, body: "[]" },
  "a key that is not taken": { status: 401, body: JSON.stringify({ status: { code: 11002, description: "Bad key" } }) },
  "a refusal": {
    status: 400,
    body: JSON.stringify({ status: { code: 11102, description: "Nope", details: "No <b>" } }),
  },
};

describe.each(Object.entries(FAULTS))("the Tasks API answers %s", (_name, fault) => {
  test.each([
    ["the creation", POST_TASKS],
    ["everything", EVERYTHING],
  ])("to %s: the lead is told, tries again, and there is one task", async (_call, match) => {
    const told = await submitUnder(fault, match, { concepts: [{ words: "Create “cat”", query: "cat" }] });
    await expectToldWithWaysOn(told);
    expect(await listTasks(told.workspace)).toEqual([]);

    told.workspace.faults.heal();
    await told.lena.press("Try again");
    await expectCreatedOnce(told);
  });
});

test("back to the form: everything that was typed is there again, and it can be sent", async () => {
  const told = await submitUnder({ status: 500 }, EVERYTHING);
  const { lena, ana, ben, mei } = told;
  await expectToldWithWaysOn(told);
  told.workspace.faults.heal();
  await lena.press("Back to the form");
  await lena.untilField("Labelers who must agree");

  expect(lena.value("Name").value).toBe("Kept");
  expect(lena.value("Instructions").value).toBe("All of it");
  expect(lena.value("Concepts").selected_options?.map((option) => option.text.text)).toEqual(["3"]);
  expect(lena.value("Workers").selected_users).toEqual([ana.id, ben.id]);
  expect(lena.value("Reviewers").selected_users).toEqual([mei.id]);
  expect(lena.value("Labelers who must agree").value).toBe("1");
  await lena.submit();
  await expectCreatedOnce(told);
});

test.each<[string, TasksFault]>([
  ["is lost", { lost: true }],
  ["breaks off in the middle", { half: true }],
  ["has no body", { empty: true }],
])("a task that was created although the answer %s is found, and told as created", async (_how, fault) => {
  const told = await submitUnder(fault, POST_TASKS);

  await expectCreatedOnce(told);
  expectQuickAcks(told.workspace);
});

test("while the Tasks API takes 20 s for every answer, the lead is told in time and has one task in the end", async () => {
  const told = await submitUnder({ delayMs: 20_000 }, EVERYTHING);
  await expectToldWithWaysOn(told);

  told.workspace.faults.heal();
  await told.lena.press("Try again");
  await expectCreatedOnce(told);
});

test("while the Tasks API says nothing at all, what is typed into the form is not lost", async () => {
  // Calls keep the product's limits: with quick ones an ack could wait for a call and still be quick.
  const { submissions, become } = createSubmissionTimes();
  const workspace = await start({ overrides: { times: { submissions } } });
  const { lena, ana } = peopleOf(workspace);
  await lena.openModal();
  await lena.chooseAll("Concepts", ["3"]);
  workspace.faults.fail(EVERYTHING, { silent: true });
  await lena.pickPeople("Workers", [ana.id]);
  await lena.untilField("Workers per input");
  await lena.fill("Name", "Typed while it waited");
  become(QUICK_SUBMISSIONS);
  await lena.submit();
  await lena.untilWords("“Typed while it waited” was not created", TOLD_WITHIN_MS);
  await lena.press("Back to the form");
  await lena.untilField("Name");

  expect(lena.value("Name").value).toBe("Typed while it waited");
  expectQuickAcks(workspace);
  workspace.faults.heal();
  become({});
  await lena.submit();
  await lena.untilWords("“Typed while it waited” is created", TOLD_WITHIN_MS);
});

test("while nobody listens at the Tasks API's address, the lead is told", async () => {
  const workspace = await start();
  const { lena } = peopleOf(workspace);
  await openTaskForm(lena, { name: "Kept" });
  await workspace.faults.close();
  await lena.submit();

  await lena.untilWords("“Kept” was not created", TOLD_WITHIN_MS);
  expectQuickAcks(workspace);
});

test("a failure that comes when the window is closed is told by direct message, with the same ways on", async () => {
  const workspace = await start();
  const { lena } = peopleOf(workspace);
  await openTaskForm(lena, { name: "Kept", instructions: "All of it" });
  workspace.faults.fail(POST_TASKS, { status: 503 }, 1);
  workspace.slack.failNext("views.update", { error: "not_found" });
  await lena.submit();
  await lena.close();
  const told = await lena.untilMessage("“Kept” was not created", TOLD_WITHIN_MS);

  await lena.press("Back to the form", told);
  await lena.untilField("Name");
  expect(lena.value("Instructions").value).toBe("All of it");
  await lena.close();
  await lena.press("Try again", told);
  await lena.untilMessage("“Kept” is created");
  expect(await listTasks(workspace)).toHaveLength(1);
  await lena.press("Try again", told).catch(() => undefined);
  expect(await listTasks(workspace)).toHaveLength(1);
  expect(workspace.slack.violations).toEqual([]);
});

test("after a refusal that leaves no doubt, trying again does not look through all tasks first", async () => {
  const { workspace, lena } = await submitUnder(THROTTLED, POST_TASKS);
  await lena.untilWords("“Kept” was not created", TOLD_WITHIN_MS);
  workspace.faults.heal();
  const before = workspace.faults.requests.length;
  await lena.press("Try again");
  await lena.untilWords("“Kept” is created", TOLD_WITHIN_MS);
  const asked = workspace.faults.requests.slice(before).findIndex(({ method }) => method === "POST");
  expect(workspace.faults.requests.slice(before, before + asked).filter(({ path }) => /\/tasks\?/.test(path))).toEqual(
    [],
  );
});

test("carried out late, and the form changed and sent again meanwhile: what is told is what exists", async () => {
  const { submissions, become } = createSubmissionTimes();
  const workspace = await start({ overrides: { times: { submissions } } });
  const { lena, ana, ben } = peopleOf(workspace);
  await openTaskForm(lena, { name: "Kept", workers: [ana] });
  await lena.untilWords(/Ana Souza 100\u00a0%/);
  const late = createGate();
  workspace.faults.fail(POST_TASKS, { after: late.opened }, 1);
  become(QUICK_SEND);
  await lena.submit();
  await lena.untilWords("“Kept” was not created", TOLD_WITHIN_MS);
  become({});
  await lena.press("Back to the form");
  await lena.untilField("Name");
  await lena.fill("Name", "Changed");
  await lena.pickPeople("Workers", [ben.id]);
  await lena.untilWords(/Ben Carter 100\u00a0%/);
  late.open();
  while ((await listTasks(workspace)).length === 0) await delay(100);
  await lena.submit();

  await lena.untilWords("“Kept” is created", TOLD_WITHIN_MS);
  await ana.untilMessage('Label "Kept"');
  expect(messagesOf(ben)).toEqual([]);
  expect(await listTasks(workspace)).toMatchObject([{ name: "Kept" }]);
  expect(workspace.slack.violations).toEqual([]);
});
