import { expect, test } from "@jest/globals";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import { eventually } from "../../support/eventually.ts";
import { THROTTLED } from "../../support/faulty-tasks-api.ts";
import { QUICK_PAUSES, QUICK_TIMES } from "../../support/quick-times.ts";
import { createRecordingLog } from "../../support/recording-log.ts";
import type { TestWorkspace, TestWorkspaceOptions } from "../../support/start-workspace.ts";
import { changeElsewhere, createElsewhere, deleteElsewhere } from "../app/other-side.ts";
import { readHistory } from "../app/read-history.ts";
import { listTasks, messagesOf, openTaskForm, peopleOf, theTask } from "../app/task-form.ts";
import { describeOnBothDatabases, type Start } from "../app/workspaces.ts";

/** Rounds follow each other so fast that a test sees several. */
const INDEX = { round: 150, look: 40, pause: 2, retry: 60 };
const NOTIFICATIONS = { ...QUICK_PAUSES.notifications, gather: 1_000 };

/** A workspace that is watched already, and what waits until whatever was done before has been looked at. */
async function watch(start: Start, options: TestWorkspaceOptions = {}) {
  const log = createRecordingLog();
  const workspace = await start({
    ...options,
    overrides: { log, times: { ...options.overrides?.times, index: INDEX, notifications: NOTIFICATIONS } },
  });
  const rounds = (): number => log.lines.filter(({ message }) => message === "a round over all tasks has ended").length;
  /** The one that is under way may have begun before. */
  const afterRounds = async (): Promise<void> => {
    const before = rounds();
    await eventually(async () => rounds() >= before + 2);
  };
  await afterRounds();
  return { workspace, log, afterRounds, ...peopleOf(workspace) };
}

/** On the Clarifai side accounts are called by the people's handles. */
const worker = (...handles: string[]) => ({
  strategy: "FULL",
  workers: handles.map((id) => ({ user: { id } })),
});
const weighted = (weights: Readonly<Record<string, number>>) => ({
  ...worker(...Object.keys(weights)),
  strategy: "PARTITIONED",
  partitioned_strategy_info: { type: "WEIGHTED", workers_per_input: 1, weights },
});
const CONCEPTS = { concept_ids: ["3"] };

const untilTold = (person: SlackPerson, words: string): Promise<unknown> => person.untilMessage(words, 20_000);

describeOnBothDatabases("what is done to a task on the other side", (start) => {
  const startWatched = (options: TestWorkspaceOptions = {}) => watch(start, options);

  test("is told as if it had been done here, to each in the message that they have", async () => {
    const { workspace, afterRounds, lena, ana, ben, chidi, mei } = await startWatched({ side: "clarifai" });
    const review = {
      strategy: "MANUAL",
      manual_strategy_info: { sample_percentage: 0.5 },
      users: [{ id: "mei" }],
    };

    const id = await createElsewhere(workspace, {
      ...CONCEPTS,
      name: "Ninety ten",
      worker: weighted({ ana: 90, ben: 10 }),
      review,
    });
    await untilTold(ana, "90\u00a0% · about 180 of 200 inputs");
    await untilTold(ben, "10\u00a0% · about 20 of 200 inputs");
    await untilTold(mei, 'Review "Ninety ten"');
    expect(messagesOf(ana)[0]).toContain("assigned on Clarifai");

    await changeElsewhere(workspace, id, { worker: weighted({ ana: 50, ben: 50 }) });
    await untilTold(ana, "Share 90\u00a0% → 50\u00a0%, changed on Clarifai,");
    await untilTold(ben, "Share 10\u00a0% → 50\u00a0%, changed on Clarifai,");
    expect([ana, ben, mei].map((person) => messagesOf(person).length)).toEqual([1, 1, 1]);

    await changeElsewhere(workspace, id, {
      name: "Halves",
      priority: "HIGH",
      worker: weighted({ ana: 50, chidi: 50 }),
    });
    await untilTold(chidi, 'Label "Halves"');
    await untilTold(ben, 'You do not label "Halves" any more');
    await untilTold(mei, "Name, Priority changed, on Clarifai,");
    await untilTold(ana, 'Label "Halves"');
    expect(messagesOf(ben)).toHaveLength(2);
    expect(messagesOf(ben).join()).toContain("You were taken off on Clarifai. What you have labeled stays.");

    await changeElsewhere(workspace, id, { status: { code: 54002 } });
    await untilTold(ana, '"Halves" was closed as done on Clarifai');
    await untilTold(mei, '"Halves" was closed as done on Clarifai');
    expect([ana, chidi, mei].map((person) => messagesOf(person).length)).toEqual([1, 1, 1]);

    await changeElsewhere(workspace, id, { status: { code: 54001 } });
    await untilTold(ana, "Open again, on Clarifai,");
    await untilTold(mei, "Open again, on Clarifai,");
    expect(messagesOf(mei)).toHaveLength(1);

    await deleteElsewhere(workspace, [id]);
    await untilTold(ana, '"Halves" was deleted on Clarifai');
    await untilTold(mei, '"Halves" was deleted on Clarifai');
    await afterRounds();
    expect(messagesOf(mei)).toHaveLength(1);
    expect(messagesOf(lena)).toEqual([]);
    await lena.command("/task history Halves");
    const history = wordsOf(await lena.untilEphemeral("History of “Halves”"));
    for (const line of [
      "Somebody created “Ninety ten”, for Ana Souza, Ben Carter, Mei Tanaka",
      "Somebody changed “Ninety ten”: workers",
      "Somebody changed “Halves”: name, priority, workers; Chidi Okafor added; Ben Carter taken off",
      "Somebody closed “Halves” as done",
      "Somebody reopened “Halves”",
      "Somebody deleted “Halves”",
    ])
      expect(history).toContain(line);
    expect(history.match(/ · not with Labeldesk/g)).toHaveLength(6);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("shows on App Home and on cards in channels", async () => {
    const { workspace, lena, ana } = await startWatched();
    await openTaskForm(lena, { workers: [ana] });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    await untilTold(ana, "Digits");
    await lena.command("/task follow Digits");
    await ana.openHome();
    const home = (): string => JSON.stringify(ana.home() ?? {});
    const inChannel = (): string => JSON.stringify(lena.messages(lena.channel("labeling")));
    await eventually(async () => inChannel().includes("Digits"));
    await eventually(async () => home().includes("Digits"));

    const [task] = await listTasks(workspace);
    await changeElsewhere(workspace, String(task?.["id"]), { name: "Numbers" });

    await untilTold(ana, "Name changed, on the local tasks service,");
    await eventually(async () => home().includes("Numbers"));
    await eventually(async () => inChannel().includes("Numbers"));
  });
});

describeOnBothDatabases("what is done here while somebody assigned cannot be named", (start) => {
  /** Slack does not say who somebody is, until what this gives is called. */
  async function loseNameOf(workspace: TestWorkspace, person: SlackPerson): Promise<() => void> {
    // Who people are is remembered for some minutes.
    await workspace.restartApp();
    let isDown = true;
    const ofThem = ({ user, email }: Readonly<Record<string, unknown>>): boolean =>
      isDown && (user === person.id || email === person.email);
    for (const method of ["users.info", "users.lookupByEmail"] as const)
      workspace.slack.failNext(method, { error: "internal_error" }, { times: 1_000, when: ofThem });
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
    await openTaskForm(lena, { workers: [ana, ben] });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    for (const person of [ana, ben]) await untilTold(person, "Digits");
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
    await openTaskForm(lena, { workers: [ana, ben], sampleMs: "1000" });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    for (const person of [ana, ben]) await untilTold(person, "Digits");
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
      expect(words).not.toMatch(/told|Messages about it/);
    }
    await afterRounds();
    expect([ana, ben].map(messagesOf)).toEqual(told);
  });

  test("is told once they can be: they are taken off a task", async () => {
    const { workspace, afterRounds, lena, ana, ben } = await watch(start);
    await openTaskForm(lena, { workers: [ana, ben] });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    for (const person of [ana, ben]) await untilTold(person, "Digits");
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
    await openTaskForm(lena, { workers: [ana, ben] });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    for (const person of [ana, ben]) await untilTold(person, "Digits");
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
    await openTaskForm(lena, { workers: [ana, ben] });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    for (const person of [ana, ben]) await untilTold(person, "Digits");
    const recover = await loseNameOf(workspace, ana);
    await lena.command("/task show Digits");
    await lena.pickInMessage(await lena.untilEphemeral("Digits"), "Duplicate");
    await lena.untilField("Name");
    await lena.submit();
    await lena.untilWords("“Digits copy” is created");
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
    const { workspace, afterRounds, lena, ana, ben } = await watch(start, {
      side: "clarifai",
      overrides: { times: { submissions: QUICK_TIMES.submissions, tasksApi: QUICK_TIMES.tasksApi } },
    });
    await openTaskForm(lena, { workers: [ana, ben] });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    for (const person of [ana, ben]) await untilTold(person, "Digits");
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

describeOnBothDatabases("what is not told again, or not at all", (start) => {
  const startWatched = (options: TestWorkspaceOptions = {}) => watch(start, options);

  test("what the app itself has done, however it is found", async () => {
    const { workspace, afterRounds, lena, ana, ben } = await startWatched();
    await openTaskForm(lena, { workers: [ana] });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    await untilTold(ana, "Digits");
    await afterRounds();

    await lena.openModal(`/task assign Digits <@${ben.id}|ben>`);
    await lena.untilWords("Ana Souza 100\u00a0% → 50\u00a0%");
    await lena.submit();
    await lena.untilWords("“Digits” is saved");
    await lena.close();
    await untilTold(ana, "by Lena Fischer,");
    await untilTold(ben, "Digits");
    await afterRounds();
    expect(messagesOf(ana).join()).toContain("by Lena Fischer,");

    await lena.openModal("/task delete Digits");
    await lena.untilWords("Delete “Digits”");
    await lena.submit();
    await untilTold(ana, '"Digits" was deleted by Lena Fischer');
    await afterRounds();
    expect([ana, ben].map((person) => messagesOf(person).length)).toEqual([1, 1]);
    expect(messagesOf(ana).join() + messagesOf(ben).join()).not.toContain("local tasks service");
    expect(workspace.slack.violations).toEqual([]);
  });

  test("an account that looks empty: an admin is asked once, and it ends when the tasks are there again", async () => {
    const { workspace, afterRounds, log, lena, ana } = await startWatched({ side: "clarifai" });
    const { faults } = workspace;
    const ids: string[] = [];
    for (const n of [1, 2, 3, 4, 5, 6])
      ids.push(
        await createElsewhere(workspace, {
          ...CONCEPTS,
          name: `Task ${n}`,
          worker: worker("ben"),
          status: { code: 54002 },
        }),
      );
    await createElsewhere(workspace, { ...CONCEPTS, name: "For Ana", worker: worker("ana") });
    await untilTold(ana, "For Ana");
    await afterRounds();
    const told = messagesOf(ana);

    faults.fail({ method: "GET", path: /\/tasks\?/ }, { status: 401 });
    const failures = () => log.lines.filter(({ message }) => message.startsWith("the index could not list tasks"));
    await eventually(async () => failures().length >= 2);
    faults.heal();
    faults.fail({ method: "GET", path: /\/tasks\?/ }, THROTTLED, 2);
    await afterRounds();

    faults.fail({ method: "GET", path: /\/tasks\?/ }, { status: 200, body: '{"status":{"code":10000},"tasks":[]}' });
    const alert = await lena.untilMessage("7 of 7 tasks are not on Clarifai any more", 20_000);
    await afterRounds();
    faults.heal();
    await afterRounds();
    await lena.press("Tell nobody", alert);
    await lena.untilMessage("There is nothing to decide any more");

    expect(messagesOf(lena)).toHaveLength(1);
    expect(messagesOf(ana)).toEqual(told);

    await deleteElsewhere(workspace, ids);
    const again = await lena.untilMessage("6 of 7 tasks are not on Clarifai any more", 20_000);
    await lena.press("They were deleted: tell people", again);
    await untilTold(workspace.slack.person("ben"), "was deleted on Clarifai");
    expect(messagesOf(ana)).toEqual(told);
    const read = () => readHistory(workspace, lena);
    const deleted = (history: string) => new Set(history.match(/Somebody deleted “Task \d”/g));
    await eventually(async () => deleted(await read()).size === 6);
    expect(await read()).toContain("Lena Fischer said of many missing tasks that they were deleted");
    expect(workspace.slack.violations).toEqual([]);
  });
});

describeOnBothDatabases("after a while in which the app did not run", (start) => {
  const startWatched = (options: TestWorkspaceOptions = {}) => watch(start, options);

  test("what came meanwhile is told, and much of it in one message", async () => {
    const { workspace, afterRounds, ana, ben } = await startWatched({ side: "clarifai" });
    await createElsewhere(workspace, { ...CONCEPTS, name: "Before", worker: worker("ana", "ben") });
    await untilTold(ana, "Before");
    await untilTold(ben, "Before");
    await workspace.stopApp();

    for (const n of [1, 2, 3, 4, 5, 6, 7])
      await createElsewhere(workspace, { ...CONCEPTS, name: `Task ${n}`, worker: worker("ana") });
    await createElsewhere(workspace, { ...CONCEPTS, name: "One for Ben", worker: worker("ben") });
    await workspace.restartApp();

    const isAllTold = (): boolean => [1, 2, 3, 4, 5, 6, 7].every((n) => messagesOf(ana).join().includes(`Task ${n}`));
    await eventually(async () => isAllTold());
    await untilTold(ben, "One for Ben");
    await afterRounds();
    expect(messagesOf(ana).join()).toMatch(/[234] new assignments, gathered for you/);
    // One before, three by themselves, and the rest at once, or in two parts where a moment of gathering ends in between.
    expect([5, 6]).toContain(messagesOf(ana).length);
    expect(messagesOf(ben)).toHaveLength(2);
    expect(workspace.slack.violations).toEqual([]);
  });
});
