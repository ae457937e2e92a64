import { expect, test } from "@jest/globals";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { eventually } from "../../support/eventually.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { changeElsewhere, createElsewhere } from "../app/other-side.ts";
import { readHistory } from "../app/read-history.ts";
import { type Entries, messagesOf, openTaskForm, theTask } from "../app/task-form.ts";
import { describeOnBothDatabases } from "../app/workspaces.ts";
import { CONCEPTS, untilTold, watch, worker } from "./watched-workspace.ts";

/** A task “Digits”, of which each of its workers has been told. */
async function createTaskFor(lead: SlackPerson, workers: readonly SlackPerson[], entries: Entries = {}): Promise<void> {
  await openTaskForm(lead, { workers, ...entries });
  await lead.submit();
  await lead.untilWords("is created");
  await lead.close();
  for (const person of workers) await untilTold(person, "Digits");
}

describeOnBothDatabases("what is done here while somebody assigned cannot be named", (start) => {
  /** Slack does not say who somebody is, until what this gives is called. */
  async function loseNameOf(workspace: TestWorkspace, person: SlackPerson): Promise<() => void> {
    let isDown = true;
    const ofThem = ({ user, email }: Readonly<Record<string, unknown>>): boolean =>
      isDown && (user === person.id || email === person.email);
    for (const method of ["users.info", "users.lookupByEmail"] as const)
      workspace.slack.failNext(method, { error: "internal_error" }, { times: 1_000, when: ofThem });
    // Who people are is remembered for some minutes, also from what an app does as it starts.
    await workspace.restartApp();
    return () => {
      isDown = false;
    };
  }

  test.each([
    ["closed", '"Digits" was closed as done by Lena Fischer', "Lena Fischer closed “Digits” as done", 1],
    ["reopened", "Open again, by Lena Fischer,", "Lena Fischer reopened “Digits”", 2],
    ["deleted", '"Digits" was deleted by Lena Fischer', "Lena Fischer deleted “Digits”", 1],
    ["edited", "Name changed, by Lena Fischer,", "Lena Fischer changed “Numbers”: name", 1],
  ])("is told once they can be, and noted once: a task is %s", async (done, told, noted, messages) => {
    const { workspace, afterRounds, lena, ana, ben } = await watch(start);
    await createTaskFor(lena, [ana, ben]);
    if (done === "reopened") {
      await lena.openModal("/task close Digits");
      await lena.untilField("Close as");
      await lena.submit();
      await lena.untilWords("is closed as done");
      await lena.close();
      for (const person of [ana, ben]) await untilTold(person, "was closed as done");
    }
    await afterRounds();
    const recover = await loseNameOf(workspace, ana);

    if (done === "closed") {
      await lena.openModal("/task close Digits");
      await lena.untilField("Close as");
      await lena.submit();
      await lena.untilWords("is closed as done");
    } else if (done === "reopened") {
      await lena.openModal("/task reopen Digits");
      await lena.untilWords("is open again");
    } else if (done === "edited") {
      await lena.openModal("/task edit Digits");
      await lena.untilField("Name");
      await lena.fill("Name", "Numbers");
      await lena.submit();
      await lena.untilWords("“Numbers” is saved");
    } else {
      await lena.openModal("/task delete Digits");
      await lena.untilWords("Delete “Digits”?");
      await lena.submit();
      await lena.untilWords("is deleted");
    }
    await lena.untilWords("they are told as soon as they can be");
    await afterRounds();
    recover();

    for (const person of [ana, ben]) await untilTold(person, told);
    await afterRounds();
    for (const person of [ana, ben]) expect(messagesOf(person)).toHaveLength(messages);
    const history = await readHistory(workspace, lena);
    expect(history).toContain(noted);
    expect(history).not.toContain("not with Labeldesk");
  });

  test("is not said to be told where nobody is told of it anyway", async () => {
    const { workspace, afterRounds, lena, ana, ben } = await watch(start);
    await createTaskFor(lena, [ana, ben], { sampleMs: "1000" });
    const told = [ana, ben].map(messagesOf);
    const saveSampling = async (ms: string): Promise<string> => {
      await lena.openModal("/task edit Digits");
      await lena.untilField("Sample every (ms)");
      await lena.fill("Sample every (ms)", ms);
      await lena.submit();
      await lena.untilWords("“Digits” is saved");
      const words = lena.words();
      await lena.close();
      return words;
    };

    const recover = await loseNameOf(workspace, ana);
    const unnamed = await saveSampling("500");
    recover();
    const named = await saveSampling("250");
    for (const words of [unnamed, named]) {
      expect(words).toContain("Sample every (ms)");
      expect(words).not.toMatch(/told|messages now say/);
    }
    await afterRounds();
    expect([ana, ben].map(messagesOf)).toEqual(told);
  });

  test("is told once they can be: they are taken off a task", async () => {
    const { workspace, afterRounds, lena, ana, ben } = await watch(start);
    await createTaskFor(lena, [ana, ben]);
    await afterRounds();
    await lena.openModal("/task edit Digits");
    await lena.untilField("Name");
    await lena.pickPeople("Workers", [ben.id]);
    await lena.untilWords("What Ana Souza labeled stays");
    const recover = await loseNameOf(workspace, ana);
    await lena.submit();
    await lena.untilWords("“Digits” is saved");
    expect(lena.words()).toContain("Workers: − Ana Souza");
    await afterRounds();
    recover();

    await untilTold(ana, 'You do not label "Digits" any more');
    await untilTold(ben, "Share 50\u00a0% → 100\u00a0%, by Lena Fischer,");
    expect(await theTask(workspace)).toMatchObject({ worker: { workers: [{ user: { id: ben.id } }] } });
    await afterRounds();
    expect([ana, ben].map((person) => messagesOf(person).length)).toEqual([2, 1]);
    const history = await readHistory(workspace, lena);
    expect(history).toContain("Lena Fischer changed “Digits”: workers; Ana Souza taken off");
    expect(history).not.toContain("not with Labeldesk");
  });

  test("is told as it was left where somebody has changed it elsewhere, too, and noted as two", async () => {
    const { workspace, afterRounds, lena, ana, ben } = await watch(start);
    await createTaskFor(lena, [ana, ben]);
    await afterRounds();
    const recover = await loseNameOf(workspace, ana);
    await lena.openModal("/task edit Digits");
    await lena.untilField("Name");
    await lena.fill("Name", "Numbers");
    await lena.submit();
    await lena.untilWords("“Numbers” is saved");
    await changeElsewhere(workspace, String((await theTask(workspace))["id"]), { priority: "HIGH" });
    await afterRounds();
    recover();

    for (const person of [ana, ben]) await untilTold(person, "Name, Priority changed, on the local tasks service,");
    const history = await readHistory(workspace, lena);
    expect(history).toContain("Lena Fischer changed “Numbers”: name");
    expect(history).toContain("Somebody changed “Numbers”: priority");
    expect(history.match(/not with Labeldesk/g)).toHaveLength(1);
  });

  test("is told once they can be: a task is duplicated", async () => {
    const { workspace, afterRounds, lena, ana, ben } = await watch(start);
    await createTaskFor(lena, [ana, ben]);
    const recover = await loseNameOf(workspace, ana);
    await lena.command("/task show Digits");
    await lena.pickInMessage(await lena.untilEphemeral("Digits"), "Duplicate");
    await lena.untilField("Name");
    await lena.submit();
    await lena.untilWords("“Digits copy” is created");
    expect(lena.words()).toContain("they are told as soon as they can be");
    expect(lena.words()).not.toContain("Everybody is told");
    await untilTold(ben, 'Label "Digits copy"');
    await afterRounds();
    recover();

    await untilTold(ana, 'Label "Digits copy"');
    await afterRounds();
    expect([ana, ben].map((person) => messagesOf(person).length)).toEqual([2, 2]);
    expect(messagesOf(ana).join()).not.toContain("on the local tasks service");
    const history = await readHistory(workspace, lena);
    expect(history).toContain("Lena Fischer created “Digits copy”, for Ben Carter, Ana Souza");
    expect(history).not.toContain("not with Labeldesk");
  });

  test("is told once they can be, and no admin is asked whether: many tasks are deleted", async () => {
    const { workspace, log, afterRounds, lena, ana, ben } = await watch(start, { side: "clarifai" });
    const names = ["one", "two", "three", "four", "five", "six"];
    for (const name of names) await createElsewhere(workspace, { ...CONCEPTS, name, worker: worker("ana", "ben") });
    const areAllIn = (person: SlackPerson, words: (name: string) => string): boolean =>
      names.every((name) => messagesOf(person).join().includes(words(name)));
    for (const person of [ana, ben]) await eventually(async () => areAllIn(person, (name) => name));
    await afterRounds();
    const recover = await loseNameOf(workspace, ana);

    await lena.openModal(`/task delete ${names.join(" ")}`);
    await lena.untilWords("Delete these 6 tasks?");
    await lena.submit();
    await lena.untilWords("6 tasks are deleted");
    expect(lena.words()).toContain("they are told as soon as they can be");
    const failures = () =>
      log.lines.filter(({ message }) => message.startsWith("what was changed elsewhere could not"));
    await eventually(async () => failures().length >= 6);
    recover();

    for (const person of [ana, ben])
      await eventually(async () => areAllIn(person, (name) => `"${name}" was deleted by Lena Fischer`));
    await afterRounds();
    expect(messagesOf(lena).join()).not.toContain("are not on Clarifai any more");
  });

  test("is told once they can be: a creation whose answer was lost is found", async () => {
    const { workspace, afterRounds, lena, ana, ben } = await watch(start, { side: "clarifai" });
    // The form does not come to know who is who.
    workspace.faults.fail({ path: /\/collaborators/ }, { status: 500 });
    await openTaskForm(lena, { workers: [ana, ben] });
    await workspace.faults.untilSeen({ path: /\/collaborators/ });
    workspace.faults.heal();
    workspace.faults.fail({ method: "POST", path: /\/tasks(\?|$)/ }, { lost: true }, 1);
    let isDown = true;
    const ofAna = (args: Readonly<Record<string, unknown>>): boolean => isDown && args["email"] === ana.email;
    workspace.slack.failNext("users.lookupByEmail", { error: "internal_error" }, { times: 1_000, when: ofAna });
    await lena.submit();
    await lena.untilWords("is created");
    await afterRounds();
    isDown = false;

    for (const person of [ana, ben]) await untilTold(person, 'Label "Digits"');
    await afterRounds();
    for (const person of [ana, ben]) expect(messagesOf(person)).toHaveLength(1);
  });

  test("is told once they can be: a deletion whose answer was lost is found later, and they could not be named when it was asked", async () => {
    const { workspace, afterRounds, lena, ana, ben } = await watch(start, { side: "clarifai" });
    await createTaskFor(lena, [ana, ben]);
    const recover = await loseNameOf(workspace, ana);
    await lena.openModal("/task delete Digits");
    await lena.untilWords("Delete “Digits”?");
    expect(lena.words()).toContain("Who is assigned cannot be looked up just now");
    recover();
    workspace.faults.fail({ method: "DELETE" }, { lost: true });
    const submitted = lena.submit();
    await workspace.faults.untilSeen({ method: "DELETE" });
    workspace.faults.fail({ method: "GET", path: /\/tasks\/[^/?]+\?/ }, { status: 500 });
    await submitted;
    await lena.untilWords("As far as can be seen nothing was deleted");
    workspace.faults.heal();
    await lena.press("Try again");
    await lena.untilWords("“Digits” is deleted");
    await lena.untilWords("they are told as soon as they can be");

    for (const person of [ana, ben]) await untilTold(person, '"Digits" was deleted by Lena Fischer');
    await afterRounds();
    for (const person of [ana, ben]) expect(messagesOf(person)).toHaveLength(1);
  });
});
