import { expect, test } from "@jest/globals";
import { toObject } from "../../../sandbox/slack/json.ts";
import { PEOPLE } from "../../../sandbox/slack/people.ts";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import { postInteraction, submissionOf } from "./raw-requests.ts";
import { readHistory } from "./read-history.ts";
import { messagesOf, openTaskForm, peopleOf, theTask } from "./task-form.ts";
import { describeOnBothDatabases, type Start } from "./workspaces.ts";

const START = new Date("2026-03-02T12:00:00Z");

describeOnBothDatabases("settings", (start) => {
  test("an admin keeps creating to admins, and the form opens with the default review", async () => {
    const workspace = await start();
    const { lena, ana, mei } = peopleOf(workspace);
    await lena.openModal("/task settings");
    await lena.untilField("Who may create tasks");
    await lena.choose("Who may create tasks", "Workspace admins");
    await lena.choose("Default review", "Manual");
    await lena.untilField("Default sample to review (%)");
    await lena.pickPeople("Default reviewers", [mei.id]);
    await lena.fill("Default sample to review (%)", "0");
    expect(await lena.submitExpectingErrors()).toEqual({
      "Default sample to review (%)": "Enter a percentage above 0 and up to 100.",
    });
    await lena.fill("Default sample to review (%)", "20");
    await lena.submit();
    await lena.untilWords("those of this workspace are saved");
    await lena.close();

    await ana.command("/task create");
    expect(wordsOf(await ana.untilEphemeral("Only workspace admins may create tasks"))).toContain("ask one of them");
    expect(ana.currentView()).toBeUndefined();

    await openTaskForm(lena, { name: "With review" });
    expect(lena.value("Reviewers").selected_users).toEqual([mei.id]);
    expect(lena.value("Sample to review (%)").value).toBe("20");
    await lena.submit();
    await lena.untilWords("“With review” is created");
    expect(toObject((await theTask(workspace))["review"])["strategy"]).toBe("MANUAL");
    expect(workspace.slack.violations).toEqual([]);
  });

  test("somebody who is no admin sees their own part alone", async () => {
    const { ana } = peopleOf(await start());
    await ana.openModal("/task settings");
    await ana.untilWords(/America\/Sao_Paulo/);
    expect(ana.labels()).toEqual(["Mute messages", "Daily digest", "Quiet hours from", "Quiet hours until"]);
    await ana.choose("Quiet hours from", "08:00");
    expect(Object.keys(await ana.submitExpectingErrors())).toEqual(["Quiet hours until"]);
  });

  test("somebody who is no admin changes nothing of the workspace, whatever the form they send holds", async () => {
    const workspace = await start();
    const { lena, ana, ben } = peopleOf(workspace);
    // As an older version has opened it.
    const view = { callback_id: "settings", private_metadata: "workspace" };
    const forged = { values: choose("settings:who:create", "ADMINS"), view };
    await ana.openModal("/task settings");
    await postInteraction(workspace, submissionOf(workspace, ana, forged));
    await workspace.slack.until(() => workspace.slack.callsOf("views.update").length > 1);
    await ben.openModal("/task create");
    await ben.close();

    await lena.openModal("/task settings");
    await lena.untilField("Who may create tasks");
    expect(lena.value("Who may create tasks").selected_option?.value).toBe("EVERYONE");
    // The same form of an admin is taken.
    await postInteraction(workspace, submissionOf(workspace, lena, forged));
    await workspace.slack.until(() => workspace.slack.callsOf("views.update").some(saysSaved));
    await ben.command("/task create");
    await ben.untilEphemeral("Only workspace admins may create tasks");
  });

  test("an admin who changes their own settings takes back nothing that another has changed meanwhile", async () => {
    const people = PEOPLE.map((each) => (each.handle === "mei" ? { ...each, isAdmin: true } : each));
    const workspace = await start({ slack: { people } });
    const { lena, ana, mei } = peopleOf(workspace);
    for (const admin of [lena, mei]) {
      await admin.openModal("/task settings");
      await admin.untilField("Who may create tasks");
    }
    await mei.choose("Who may create tasks", "Workspace admins");
    await mei.submit();
    await mei.untilWords("those of this workspace are saved");

    await lena.choose("Default review", "Consensus");
    await lena.untilField("Default labelers who must agree");
    await lena.chooseAll("Mute messages", ["About work to label"]);
    await lena.submit();
    await lena.untilWords("those of this workspace are saved");

    await ana.command("/task create");
    await ana.untilEphemeral("Only workspace admins may create tasks");
    await lena.close();
    await lena.openModal("/task settings");
    await lena.untilField("Who may create tasks");
    expect(lena.value("Default review").selected_option?.value).toBe("CONSENSUS");
    await lena.close();
    const history = await readHistory(workspace, lena);
    expect(history).toContain("Lena Fischer changed the workspace’s settings: how new tasks are reviewed.");
    expect(history).not.toMatch(/Lena Fischer changed the workspace’s settings:[^.\n]*create/);
  });

  test("what is saved from one of two open windows stays when the other is saved", async () => {
    const workspace = await start();
    const { ana } = peopleOf(workspace);
    await ana.openModal("/task settings");
    await ana.untilWords(/America/);
    const first = submissionOf(workspace, ana, { values: choose("settings:digest", "9") });
    await ana.chooseAll("Mute messages", ["About work to label"]);
    await ana.submit();
    await ana.untilWords("Your settings are saved");
    await ana.close();

    await postInteraction(workspace, first);

    await ana.openModal("/task settings");
    expect(ana.value("Mute messages").selected_options?.map(({ value }) => value)).toEqual(["worker"]);
    expect(ana.value("Daily digest").selected_option?.value).toBe("9");
  });

  test("a muted role gets no message, and the lead reads so", async () => {
    const workspace = await start();
    const { lena, ana, ben } = peopleOf(workspace);
    await ana.openModal("/task settings");
    await ana.chooseAll("Mute messages", ["About work to label"]);
    await ana.submit();
    await ana.close();

    await openTaskForm(lena, { name: "Quietly", workers: [ana, ben] });
    await lena.submit();
    await lena.untilWords("“Quietly” is created");
    await ben.untilMessage("Quietly");
    expect(lena.words()).toContain("Ana Souza has muted");
    expect(messagesOf(ana)).toEqual([]);
  });

  test("quiet hours put a message off until they end in the person's own time zone", async () => {
    const clock = createClock();
    const workspace = await startAt(start, clock);
    const { lena, ana, ben } = peopleOf(workspace);
    // 12:00 in UTC is 09:00 in São Paulo.
    await setQuietHours(ana, "08:30", "10:00");

    await openTaskForm(lena, { name: "Later", workers: [ana] });
    await lena.submit();
    await lena.untilWords("“Later” is created");
    expect(lena.words()).toContain("Ana Souza is in quiet hours");
    await lena.close();
    await untilDispatched(lena, ben);
    clock.set(new Date("2026-03-02T12:59:00Z"));
    expect(messagesOf(ana)).toEqual([]);
    clock.set(new Date("2026-03-02T13:00:01Z"));
    const message = await ana.untilMessage("Later");
    expect(wordsOf(message)).toContain('Label "Later"');
  });

  test("what several people asked in quiet hours is one message, and its buttons do what they say", async () => {
    const clock = createClock();
    const workspace = await startAt(start, clock);
    const { lena, ana, ben } = peopleOf(workspace);
    await setQuietHours(ana, "08:30", "10:00");
    for (const name of ["One", "Two"]) {
      await openTaskForm(lena, { name, workers: [ana] });
      await lena.submit();
      await lena.untilWords(`“${name}” is created`);
      await lena.close();
    }
    await untilDispatched(lena, ben);
    expect(messagesOf(ana)).toEqual([]);
    clock.set(new Date("2026-03-02T13:00:01Z"));

    const gathered = await ana.untilMessage("2 new assignments, gathered for you");
    await ana.press("Start", gathered);
    await ana.untilWords(/1 of 200 · One/);

    expect(ana.directMessages()).toHaveLength(1);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("a digest gathers what came in a day", async () => {
    const clock = createClock();
    const workspace = await startAt(start, clock);
    const { lena, ana, ben } = peopleOf(workspace);
    await ana.openModal("/task settings");
    await ana.choose("Daily digest", "Daily at 17:00");
    await ana.submit();
    await ana.close();

    for (const name of ["One", "Two"]) {
      await openTaskForm(lena, { name, workers: [ana] });
      await lena.submit();
      await lena.untilWords(`“${name}” is created`);
      await lena.close();
    }
    await untilDispatched(lena, ben);
    expect(messagesOf(ana)).toEqual([]);
    clock.set(new Date("2026-03-02T20:00:01Z"));
    const digest = await ana.untilMessage("2 new assignments");
    expect(wordsOf(digest)).toContain('Label "One"');
    expect(wordsOf(digest)).toContain('Label "Two"');
    expect(ana.directMessages()).toHaveLength(1);
    expect(workspace.slack.violations).toEqual([]);
  });
});

const choose = (id: string, value: string) => ({
  [id]: { [id]: { type: "static_select", selected_option: { value } } },
});

const saysSaved = ({ args }: { args: object }): boolean =>
  JSON.stringify(args).includes("those of this workspace are saved");

function createClock() {
  let offset = START.getTime() - Date.now();
  return {
    now: () => new Date(Date.now() + offset),
    set: (to: Date) => {
      offset = to.getTime() - Date.now();
    },
  };
}

/** An app whose clock is the test's; Slack's is the real one, since Bolt compares its signatures with that. */
const startAt = (start: Start, { now }: ReturnType<typeof createClock>) =>
  start({ overrides: { now }, slack: { now: () => new Date() } });

/**
 * Everything that was written to the outbox before has been taken up when a message that was written later arrives. The second
 * message to one person is a second behind the first, as is whatever waits its turn for somebody else.
 */
async function untilDispatched(lead: SlackPerson, worker: SlackPerson): Promise<void> {
  for (const name of ["Afterwards", "Thereafter"]) {
    await openTaskForm(lead, { name, workers: [worker] });
    await lead.submit();
    await worker.untilMessage(name);
    await lead.close();
  }
}

async function setQuietHours(person: SlackPerson, from: string, until: string): Promise<void> {
  await person.openModal("/task settings");
  await person.choose("Quiet hours from", from);
  await person.choose("Quiet hours until", until);
  await person.submit();
  await person.untilWords("Your settings are saved");
  await person.close();
}
