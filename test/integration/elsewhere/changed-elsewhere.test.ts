import { expect, test } from "@jest/globals";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import { eventually } from "../../support/eventually.ts";
import { THROTTLED } from "../../support/faulty-tasks-api.ts";
import type { TestWorkspaceOptions } from "../../support/start-workspace.ts";
import { changeElsewhere, createElsewhere, deleteElsewhere } from "../app/other-side.ts";
import { readHistory } from "../app/read-history.ts";
import { listTasks, messagesOf, openTaskForm, theTask } from "../app/task-form.ts";
import { describeOnBothDatabases } from "../app/workspaces.ts";
import { CONCEPTS, NOTIFICATIONS, untilTold, watch, weighted, worker } from "./watched-workspace.ts";

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

  test("is told to whoever is put on it, also where a change here gives everybody another share before it is seen", async () => {
    const { workspace, afterRounds, lena, ana, ben, chidi } = await startWatched({ side: "clarifai" });
    await openTaskForm(lena, { workers: [ben] });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    await untilTold(ben, "Digits");
    await afterRounds();
    // Nobody sees what is there meanwhile.
    workspace.faults.fail({ method: "GET", path: /\/tasks\?/ }, { status: 500 });
    const id = String((await theTask(workspace))["id"]);
    await changeElsewhere(workspace, id, { worker: weighted({ ben: 50, ana: 50 }) });

    await lena.openModal(`/task assign Digits <@${chidi.id}|chidi>`);
    await lena.untilWords("Ben Carter 50\u00a0% → 33.3\u00a0%");
    await lena.submit();
    await lena.untilWords("“Digits” is saved");
    workspace.faults.heal();

    await untilTold(ana, 'Label "Digits"');
    expect(messagesOf(ana).join()).toContain("33.3\u00a0%");
    expect(messagesOf(ana).join()).toContain("assigned on Clarifai");
    await afterRounds();
    expect([ana, ben, chidi].map((person) => messagesOf(person).length)).toEqual([1, 1, 1]);
    expect(messagesOf(ben).join()).toContain("Share 50\u00a0% → 33.3\u00a0%, by Lena Fischer,");
    expect(await readHistory(workspace, lena)).toContain("Somebody changed “Digits”: workers; Ana Souza added");
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
    // Long enough for a slow machine to find all of them meanwhile.
    const notifications = { ...NOTIFICATIONS, gather: 5_000 };
    const { workspace, afterRounds, ana, ben } = await startWatched({
      side: "clarifai",
      overrides: { times: { notifications } },
    });
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
