import { expect, test } from "@jest/globals";
import { toObjects } from "../../../sandbox/slack/json.ts";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { eventually } from "../../support/eventually.ts";
import { fillTaskForm, listTasks, openTaskForm, peopleOf, theTask } from "./task-form.ts";
import { describeOnBothDatabases } from "./workspaces.ts";

const HOUR_MS = 60 * 60 * 1000;

/** What stands in the form's fields, by their labels. */
const filled = (person: SlackPerson): Record<string, unknown> =>
  Object.fromEntries(person.labels().map((label) => [label, person.value(label)]));

/** The words of the open window's buttons. */
const buttons = (person: SlackPerson): string =>
  JSON.stringify(toObjects(person.view().view["blocks"]).filter(({ type }) => type === "actions"));

/** Opens the form until it offers this, or nothing: what was typed last is kept in the moment after it. */
async function openOffering(person: SlackPerson, offer: string | undefined, command = "/task create"): Promise<void> {
  await eventually(async () => {
    if (person.currentView() !== undefined) await person.close();
    await person.openModal(command);
    await person.untilField("Name");
    return offer === undefined ? !buttons(person).includes("Continue") : buttons(person).includes(`Continue ${offer}`);
  });
}

describeOnBothDatabases("a form that is closed unsent", (start) => {
  test("is offered by the next one, and goes on with everything that stood in it", async () => {
    const workspace = await start();
    const { lena, ana, ben, mei } = peopleOf(workspace);
    await openTaskForm(lena, {
      name: "Lunch photos",
      instructions: "Mind\nthe spoons.",
      dataset: "first-hundred",
      workers: [ana, ben],
      weights: ["3", "1"],
      review: "Manual",
      reviewers: [mei],
      sample: "12.5",
      priority: "High",
      sampleMs: "500",
    });
    await lena.untilWords(/Ana Souza 75\s% · about 75 of 100/);
    const typed = filled(lena);

    await openOffering(lena, "“Lunch photos”");
    expect(lena.words()).toContain("You left “Lunch photos” unsent");
    expect(lena.value("Name").value).toBeNull();
    await lena.press("Continue “Lunch photos”");
    await lena.untilField(`Weight for ${ana.name}`);
    expect(filled(lena)).toEqual(typed);
    expect(lena.words()).not.toContain("unsent");

    await lena.fill("Name", "Lunch photos, again");
    await lena.submit();
    await lena.untilWords("“Lunch photos, again” is created");
    await openOffering(lena, undefined);
    expect(await listTasks(workspace)).toHaveLength(1);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("asks to be told when it is closed, and nothing is said of it to anybody", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await openTaskForm(lena, { name: "Mine" });
    expect(lena.view().view["notify_on_close"]).toBe(true);
    await lena.close();

    await openOffering(lena, "“Mine”");
    await ana.openModal();
    expect(ana.words()).not.toContain("Mine");
    expect(buttons(ana)).not.toContain("Continue");
    expect(lena.directMessages()).toEqual([]);
    expect(lena.ephemerals()).toEqual([]);
  });

  test("in which nothing was typed is offered to nobody", async () => {
    const workspace = await start();
    const { lena } = peopleOf(workspace);
    await lena.openModal();
    await lena.fill("Name", "Almost");
    await lena.fill("Name", "");

    await openOffering(lena, undefined);
  });

  test("is discarded by a press, which loses nothing of the form that is open", async () => {
    const workspace = await start();
    const { lena } = peopleOf(workspace);
    await openTaskForm(lena, { name: "Old" });
    await openOffering(lena, "“Old”");
    await fillTaskForm(lena, { name: "New" });
    await lena.press("Discard");
    await workspace.slack.until(() => !lena.words().includes("unsent"));
    expect(lena.value("Name").value).toBe("New");

    await openOffering(lena, "“New”");
    await lena.press("Discard");
    await workspace.slack.until(() => !lena.words().includes("unsent"));
    await openOffering(lena, undefined);
  });

  test("is offered after a failure too, and by nobody's button but its owner's", async () => {
    const workspace = await start({ side: "clarifai" });
    const { lena, ana } = peopleOf(workspace);
    await openTaskForm(lena, { name: "Refused" });
    workspace.faults.fail({ method: "POST", path: /\/tasks$/ }, { status: 400 }, 1);
    await lena.submit();
    await lena.untilWords("“Refused” was not created");
    await openOffering(lena, "“Refused”");
    const [value] = /[0-9a-f-]{36}/.exec(buttons(lena)) ?? [];
    await openTaskForm(ana, { name: "Hers" });
    await openOffering(ana, "“Hers”");
    const forged = JSON.stringify(ana.view().view).replace(/"value":"[0-9a-f-]{36}"/, `"value":"${value}"`);
    expect(forged).toContain(String(value));
    workspace.slack.core.modals.update(ana.view().id, JSON.parse(forged));
    await ana.press("Continue “Hers”");
    await ana.untilWords("That form is not kept any more");
    expect(ana.words()).not.toContain("Refused");
  });

  test("is kept for a day, and over a restart", async () => {
    let passed = 0;
    const overrides = { now: () => new Date(Date.now() + passed) };
    const workspace = await start({ overrides, slack: { now: () => new Date() } });
    const { lena } = peopleOf(workspace);
    await openTaskForm(lena, { name: "Tomorrow" });
    await openOffering(lena, "“Tomorrow”");
    await workspace.restartApp();
    passed = 23 * HOUR_MS;
    await openOffering(lena, "“Tomorrow”");

    passed = 25 * HOUR_MS;
    await openOffering(lena, undefined);
  });

  test("of a task's changes is offered by the next edit of that task, on the task as it is then", async () => {
    const workspace = await start();
    const { lena, ana, ben } = peopleOf(workspace);
    for (const name of ["First", "Second"]) {
      await openTaskForm(lena, { name, workers: [ana] });
      await lena.submit();
      await lena.untilWords("is created");
      await lena.close();
    }
    await lena.openModal("/task edit First");
    await lena.untilField("Name");
    await lena.fill("Instructions", "Mind the spoons.");
    await lena.pickPeople("Workers", [ana.id, ben.id]);
    await lena.untilWords(/Ben Carter 50\s%/);

    await openOffering(lena, undefined, "/task edit Second");
    await openOffering(lena, undefined);
    await openOffering(lena, "“First”", "/task edit First");
    expect(lena.words()).toContain("You changed “First” and did not save");
    expect(lena.value("Instructions").value).toBeNull();
    await lena.press("Continue “First”");
    await lena.untilWords(/Ben Carter 50\s%/);
    expect(lena.value("Instructions").value).toBe("Mind the spoons.");
    await lena.submit();
    await lena.untilWords("“First” is saved");
    await openOffering(lena, undefined, "/task edit First");
    expect(workspace.slack.violations).toEqual([]);
  });

  test("takes somebody off also where Slack does not name them when it is gone on with", async () => {
    const workspace = await start();
    const { lena, ana, ben } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana, ben] });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    await lena.openModal("/task edit Digits");
    await lena.untilField("Name");
    await lena.pickPeople("Workers", [ben.id]);
    await lena.untilWords("What Ana Souza labeled stays");
    // It remembers nobody.
    await workspace.restartApp();
    const when = (args: { readonly [key: string]: unknown }) => args["user"] === ana.id;
    workspace.slack.failNext("users.info", { error: "internal_error" }, { times: 1_000, when });

    await openOffering(lena, "“Digits”", "/task edit Digits");
    await lena.press("Continue “Digits”");
    await lena.untilWords("What Ana Souza labeled stays");
    await lena.submit();

    await lena.untilWords("“Digits” is saved");
    expect(await theTask(workspace)).toMatchObject({ worker: { workers: [{ user: { id: ben.id } }] } });
  });
});
