import { describe, expect, test } from "@jest/globals";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import { addOutsider, createElsewhere, deleteElsewhere, readElsewhere } from "./other-side.ts";
import { postInteraction, submissionOf } from "./raw-requests.ts";
import { type Entries, listTasks, messagesOf, openTaskForm, peopleOf, setRights, theTask } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const start = workspacesOf();

/** A workspace with one task in it, made by Lena, whose people have been told. */
async function startWithTask(entries: Entries) {
  const workspace = await start();
  const people = peopleOf(workspace);
  const { lena } = people;
  await openTaskForm(lena, entries);
  await lena.submit();
  await lena.untilWords("is created");
  await lena.close();
  for (const worker of entries.workers ?? []) if (worker.id !== lena.id) await worker.untilMessage("Digits");
  return { workspace, id: String((await theTask(workspace))["id"]), ...people };
}

describe("assigning people", () => {
  test("where the others' shares change: it says what each gets and asks first", async () => {
    const workspace = await start();
    const { lena, ana, ben, chidi } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana, ben], weights: ["30", "10"] });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    await ana.untilMessage("Digits");
    const id = String((await theTask(workspace))["id"]);

    await lena.openModal(`/task assign Digits <@${chidi.id}|chidi>`);
    await lena.untilWords("The others get less");
    expect(lena.words()).toContain("Chidi Okafor 33.3\u00a0% · about 67 of 200");
    expect(lena.words()).toContain("Ana Souza 75\u00a0% → 50\u00a0%");
    expect((await readElsewhere(workspace, id))["worker"]).toMatchObject({ workers: [{}, {}] });
    await lena.submit();
    await lena.untilWords("“Digits” is saved");
    expect(await readElsewhere(workspace, id)).toMatchObject({
      worker: { partitioned_strategy_info: { weights: { [ana.id]: 30, [ben.id]: 10, [chidi.id]: 20 } } },
    });
    await ana.untilMessage("Share 75\u00a0% → 50\u00a0%, by Lena Fischer");
    await chidi.untilMessage("33.3\u00a0% · about 67 of 200 inputs");
    expect(workspace.slack.violations).toEqual([]);
  });

  test("people of another organization are given nothing, by no way, and are sent nothing of a task that names them", async () => {
    const { workspace, lena, ana } = await startWithTask({});
    const sol = workspace.slack.person("sol");
    const refusal = "Sol Park is not a member or guest of this workspace";
    await lena.openModal(`/task assign Digits <@${sol.id}|sol>`);
    await lena.untilWords(refusal);
    await lena.close();
    await openTaskForm(lena, { name: "For Sol", workers: [ana], review: "Manual", reviewers: [sol] });
    await lena.submit();
    await lena.untilWords(refusal);
    await lena.close();
    for (const { id } of [sol, ana]) await addOutsider(workspace, id);
    const worker = { strategy: "FULL", workers: [{ user: { id: sol.id } }, { user: { id: ana.id } }] };
    await createElsewhere(workspace, { name: "Made elsewhere", concept_ids: ["3"], worker });
    await lena.command("/task list");
    await lena.untilEphemeral("Made elsewhere");
    await lena.openModal('/task delete "Made elsewhere"');
    await lena.untilWords("Delete “Made elsewhere”?");
    await lena.submit();
    await ana.untilMessage("Made elsewhere");

    expect((await listTasks(workspace)).map(({ name }) => name)).toEqual(["Digits"]);
    expect(messagesOf(sol)).toEqual([]);
  });

  test("where nobody else is concerned it is done at once", async () => {
    const workspace = await start();
    const { lena, ana, ben } = peopleOf(workspace);
    await addOutsider(workspace, ana.id);
    const worker = { strategy: "FULL", workers: [{ user: { id: ana.id } }] };
    await createElsewhere(workspace, { name: "All of it", concept_ids: ["3"], worker });
    await lena.command("/task list");
    await lena.untilEphemeral("All of it");
    await lena.openModal(`/task assign "All of it" <@${ben.id}|ben>`);
    await lena.untilWords("“All of it” is saved");
    await ben.untilMessage('Label "All of it"');
    expect(messagesOf(ana)).toEqual([]);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("the first workers of a task: it asks how the work is divided, and says what each would get", async () => {
    const workspace = await start();
    const { lena, ana, ben } = peopleOf(workspace);
    await openTaskForm(lena);
    await lena.submit();
    await lena.untilWords("Nobody is assigned yet");
    await lena.close();

    await lena.openModal(`/task assign Digits <@${ana.id}|ana> <@${ben.id}|ben>`);
    await lena.untilField("Worker strategy");
    expect(lena.value("Worker strategy").selected_option?.value).toBe("PARTITIONED");
    expect(lena.words()).toContain("Ana Souza 50\u00a0% · about 100 of 200");
    await lena.choose("Worker strategy", "Full");
    await lena.untilWords("Ana Souza 100\u00a0% · all 200");
    await lena.choose("Worker strategy", "Dynamic");
    await lena.untilWords("Ben Carter ten inputs at a time");
    expect(messagesOf(ana)).toEqual([]);
    await lena.choose("Worker strategy", "Full");
    await lena.submit();

    await lena.untilWords("“Digits” is saved");
    await ana.untilMessage("100\u00a0% · all 200 inputs");
    expect(await theTask(workspace)).toMatchObject({
      worker: { strategy: "FULL", workers: [{ user: { id: ana.id } }, { user: { id: ben.id } }] },
    });
    expect(workspace.slack.violations).toEqual([]);
  });

  test("a question that is closed is no form that was left unsent", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await openTaskForm(lena);
    await lena.submit();
    await lena.untilWords("Nobody is assigned yet");
    await lena.close();
    await lena.openModal(`/task assign Digits <@${ana.id}|ana>`);
    await lena.untilField("Worker strategy");
    await lena.close();

    await lena.openModal("/task edit Digits");
    await lena.untilField("Name");
    expect(lena.words()).not.toContain("did not save");
    await lena.pickPeople("Workers", [ana.id]);
    await lena.untilField("Workers per input");
    expect(lena.value("Worker strategy").selected_option?.value).toBe("PARTITIONED");
  });

  test("the people stay named while the task is chosen", async () => {
    const workspace = await start();
    const { lena, ana, ben } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana] });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    await lena.command(`/task assign <@${ben.id}|ben>`);
    const offered = await lena.untilEphemeral("Which task?");
    await lena.press("Digits", offered);
    await lena.untilWords("Ben Carter 50\u00a0% · about 100 of 200");
    expect(workspace.slack.violations).toEqual([]);
  });

  test("whoever is on it already is named, and nothing changes; without people it asks for them", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana] });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    await lena.openModal("/task assign Digits");
    await lena.untilField("Workers");
    await lena.pickPeople("Workers", [ana.id]);
    await lena.submit();
    await lena.untilWords("Ana Souza works on “Digits” already");
    expect(workspace.slack.violations).toEqual([]);
  });
});

describe("closing and reopening", () => {
  test("the status changes and nothing else; who has work left is asked again", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana], instructions: "Mind the sevens." });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    await ana.untilMessage("Digits");
    const before = await theTask(workspace);

    await lena.openModal("/task close Digits");
    await lena.untilField("Close as");
    await lena.choose("Close as", "Won’t do");
    await lena.submit();
    await lena.untilWords("is closed: it will not be done");
    await lena.close();
    const { status, modified_at: _closedAt, ...closed } = await theTask(workspace);
    const { status: _open, modified_at: _openedAt, ...open } = before;
    expect(status).toMatchObject({ code: 54003 });
    expect(closed).toEqual(open);
    expect(wordsOf(await ana.untilMessage('"Digits" was closed by Lena Fischer: it will not be done'))).not.toContain(
      "Open",
    );
    expect(ana.directMessages()).toHaveLength(1);

    await lena.openModal("/task reopen Digits");
    await lena.untilWords("is open again");
    expect(lena.words()).toContain("Asked to go on: Ana Souza");
    const again = wordsOf(await ana.untilMessage("Open again, by Lena Fischer"));
    expect(again).toContain("100\u00a0% · all 200 inputs");
    await workspace.slack.until(() => messagesOf(ana)[0]?.includes("Asked again in a newer message."));
    expect((await theTask(workspace))["status"]).toMatchObject({ code: 54001 });
    expect(lena.directMessages()).toEqual([]);

    await lena.close();
    await lena.openModal("/task delete Digits");
    await lena.untilWords("Delete “Digits”?");
    await lena.submit();
    await ana.untilMessage('"Digits" was deleted by Lena Fischer');
    expect(messagesOf(ana).filter((words) => words.includes("\nOpen"))).toEqual([]);
    expect(ana.directMessages()).toHaveLength(2);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("what somebody else has done already is told to nobody again", async () => {
    const workspace = await start();
    const { lena, chidi, ana } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana] });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    await ana.untilMessage("Digits");
    await setRights(lena, { "Who may edit tasks": "Everyone" });
    for (const lead of [lena, chidi]) {
      await lead.openModal("/task close Digits");
      await lead.untilField("Close as");
    }
    for (const lead of [lena, chidi]) {
      await lead.submit();
      await lead.untilWords("is closed as done");
    }
    await ana.untilMessage("was closed as done by Lena Fischer");
    await workspace.slack.until(() => !lena.words().includes("you can close this"));
    expect(messagesOf(ana)).toEqual([expect.not.stringContaining("Chidi")]);
  });

  test("Slack does not take the news that it is being worked on: it is done and told all the same", async () => {
    const { workspace, lena } = await startWithTask({});
    await lena.openModal("/task close Digits");
    await lena.untilField("Close as");
    await lena.submit();
    await lena.untilWords("is closed as done");
    await lena.close();
    workspace.slack.failNext("views.update", { error: "internal_error" });
    await lena.openModal("/task reopen Digits");
    await lena.untilWords("is open again");
    expect(lena.directMessages()).toEqual([]);
  });

  test("reviewers read that it is closed, and that it is open again, in the one message that they have", async () => {
    const workspace = await start();
    const { lena, ana, mei } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana], review: "Manual", reviewers: [mei], sample: "100" });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    await mei.untilMessage("Review");
    await lena.openModal("/task close Digits");
    await lena.untilField("Close as");
    await lena.submit();
    await mei.untilMessage('"Digits" was closed as done by Lena Fischer');
    await lena.close();
    await lena.openModal("/task reopen Digits");
    expect(wordsOf(await mei.untilMessage("Open again, by Lena Fischer"))).toContain('Review "Digits"');
    expect(mei.directMessages()).toHaveLength(1);
    expect(workspace.slack.violations).toEqual([]);
  });

  test.each([
    ["/task close Digits", "Close as", "is closed"],
    ["/task delete Digits", "Delete “Digits”?", "is deleted"],
  ])("%s: a second click that comes late does not hide the outcome behind work that never ends", async (...words) => {
    const [command, asked, done] = words;
    const { workspace, lena } = await startWithTask({});
    await lena.openModal(command);
    await lena.untilWords(asked);
    const clicked = submissionOf(workspace, lena);
    await lena.submit();
    await lena.untilWords(done);

    expect((await postInteraction(workspace, clicked)).text).toContain("carried out already");
  });

  test("gone while the window is open: it says so", async () => {
    const { workspace, id, lena } = await startWithTask({});
    await lena.openModal("/task close Digits");
    await lena.untilField("Close as");
    await deleteElsewhere(workspace, [id]);
    await lena.submit();
    await lena.untilWords("does not exist any more");
  });
});

describe("deleting", () => {
  test("asks with the names, and those assigned read who deleted it, without buttons", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    for (const name of ["First one", "Second one"]) {
      await openTaskForm(lena, { name, workers: [ana] });
      await lena.submit();
      await lena.untilWords("is created");
      await lena.close();
      await ana.untilMessage(name);
    }
    await lena.openModal('/task delete "First one" "Second one"');
    await lena.untilWords("Delete these 2 tasks?");
    expect(lena.words()).toContain("“First one”");
    expect(lena.words()).toContain("One person is assigned");
    await lena.submit();
    await lena.untilWords("2 tasks are deleted");
    const told = wordsOf(await ana.untilMessage('"Second one" was deleted by Lena Fischer'));
    expect(told).not.toContain("Open");
    await ana.untilMessage('"First one" was deleted by Lena Fischer');
    expect(ana.directMessages()).toHaveLength(2);
    expect(await listTasks(workspace)).toEqual([]);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("of a task made elsewhere: whoever has no message of it is told that it is gone", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await addOutsider(workspace, ana.id);
    const worker = { strategy: "FULL", workers: [{ user: { id: ana.id } }] };
    const id = await createElsewhere(workspace, { name: "Made elsewhere", concept_ids: ["3"], worker });
    await lena.openModal(`/task delete ${id}`);
    await lena.untilWords("One person is assigned; their message will say that it is deleted.");
    await lena.submit();
    await lena.untilWords("is deleted");
    await ana.untilMessage('"Made elsewhere" was deleted by Lena Fischer');
    expect(ana.directMessages()).toHaveLength(1);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("one is gone already: nothing is deleted, it is named, and the others can go", async () => {
    const workspace = await start();
    const { lena } = peopleOf(workspace);
    const ids: string[] = [];
    for (const name of ["One", "Two", "Three"])
      ids.push(await createElsewhere(workspace, { name, concept_ids: ["3"], worker: { strategy: "FULL" } }));
    await lena.openModal(`/task delete ${ids.join(" ")}`);
    await lena.untilWords("Delete these 3 tasks?");
    await deleteElsewhere(workspace, ids.slice(1, 2));
    await lena.submit();
    await lena.untilWords("“Two” does not exist any more");
    expect(lena.words()).toContain("nothing was deleted");
    expect(await listTasks(workspace)).toHaveLength(2);
    await lena.press("Delete the other 2");
    await lena.untilWords("2 tasks are deleted");
    expect(await listTasks(workspace)).toEqual([]);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("a name that nobody has: nothing is opened, and it says how names are written", async () => {
    const { lena } = await startWithTask({});
    await lena.command("/task delete Digits nothing-like-it");
    expect(wordsOf(await lena.untilEphemeral("nothing-like-it"))).toContain("Nothing was deleted");
    expect(lena.currentView()).toBeUndefined();
  });
});
