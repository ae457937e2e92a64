import { describe, expect, test } from "@jest/globals";
import { toObject, toText } from "../../../sandbox/slack/json.ts";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import { addOutsider, changeElsewhere, createElsewhere, deleteElsewhere, readElsewhere } from "./other-side.ts";
import { fillTaskForm, messagesOf, openTaskForm, peopleOf, setRights, theTask } from "./task-form.ts";
import { describeOnBothDatabases, workspacesOf } from "./workspaces.ts";

describeOnBothDatabases("editing a task", (start) => {
  test("those concerned are told, nobody else hears anything", async () => {
    const workspace = await start();
    const { lena, ana, ben, chidi, mei } = peopleOf(workspace);
    const divided = { workers: [ana, ben], workersPerInput: "1", weights: ["1", "1"] };
    await openTaskForm(lena, { ...divided, review: "Consensus", reviewers: [mei] });
    await lena.fill("Labelers who must agree", "1");
    await lena.submit();
    await lena.untilWords("is created");
    for (const person of [ana, ben, mei]) await person.untilMessage("Digits");
    await lena.close();
    const before = messagesOf(mei);

    await lena.openModal("/task edit Digits");
    await lena.untilField("Name");
    expect(lena.title()).toBe("Edit task");
    expect(lena.value(`Weight for ${ana.name}`).value).toBe("1");
    await lena.pickPeople("Workers", [ana.id, chidi.id]);
    await lena.untilField(`Weight for ${chidi.name}`);
    await lena.fill(`Weight for ${ana.name}`, "9");
    await lena.fill(`Weight for ${chidi.name}`, "1");
    await lena.untilWords("are divided again by the new shares");
    expect(lena.words()).toContain("What Ben Carter labeled stays");
    await lena.submit();

    await lena.untilWords("“Digits” is saved");
    expect(lena.words()).toContain("Workers: + Chidi Okafor · − Ben Carter");
    expect(wordsOf(await ana.untilMessage("Share 50\u00a0% → 90\u00a0%, by Lena Fischer"))).toContain(
      "90\u00a0% · about 180 of 200 inputs",
    );
    expect(ana.directMessages()).toHaveLength(1);
    expect(wordsOf(await chidi.untilMessage('Label "Digits"'))).toContain("10\u00a0% · about 20 of 200 inputs");
    await ben.untilMessage("You do not label");
    expect(messagesOf(ben)[0]).toContain("is not yours to label any more");
    expect(messagesOf(mei)).toEqual(before);
    expect(lena.directMessages()).toEqual([]);
    expect(await theTask(workspace)).toMatchObject({
      worker: {
        workers: [{ user: { id: ana.id } }, { user: { id: chidi.id } }],
        partitioned_strategy_info: { weights: { [ana.id]: 9, [chidi.id]: 1 } },
      },
    });
    expect(workspace.slack.violations).toEqual([]);
  });

  test("who has a share of nothing is asked nothing, until they have one, and hears when it is taken", async () => {
    const workspace = await start();
    const { lena, ana, ben } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana, ben], weights: ["1", "0"] });
    await lena.submit();
    await lena.untilWords("is created");
    expect(lena.words()).toContain("Ben Carter has no share and is not told; everybody else is told by direct message");
    await ana.untilMessage("Digits");
    await lena.close();

    await setWeights(lena, { ana: "1", ben: "1" });
    expect(lena.words()).toContain("Everyone affected is told");
    await lena.close();
    expect(wordsOf(await ben.untilMessage('Label "Digits"'))).toContain("50\u00a0% · about 100 of 200 inputs");
    expect(ben.directMessages()).toHaveLength(1);

    await setWeights(lena, { ana: "1", ben: "0" });
    const notice = wordsOf(await ben.untilMessage('You do not label "Digits" any more'));
    expect(notice).toContain("Your share was set to 0\u00a0% by Lena Fischer. What you have labeled stays.");
    expect(messagesOf(ben)[0]).toContain("Share set to 0\u00a0%, by Lena Fischer,");
    expect(messagesOf(ben)[0]).not.toContain("Start");
    expect(workspace.slack.violations).toEqual([]);

    async function setWeights(lead: typeof lena, weights: { ana: string; ben: string }): Promise<void> {
      await lead.openModal("/task edit Digits");
      await lead.untilField(`Weight for ${ben.name}`);
      await lead.fill(`Weight for ${ana.name}`, weights.ana);
      await lead.fill(`Weight for ${ben.name}`, weights.ben);
      await lead.submit();
      await lead.untilWords("“Digits” is saved");
    }
  });

  test("people who are not in Slack stay with their weights, and so does what this app does not know", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await addOutsider(workspace, "robin");
    await addOutsider(workspace, ana.id);
    const id = await createElsewhere(workspace, {
      name: "Made elsewhere",
      concept_ids: ["3"],
      metadata: { theirs: { kept: [1, 2] } },
      worker: {
        strategy: "PARTITIONED",
        user_ids: ["robin", ana.id],
        partitioned_strategy_info: { type: "WEIGHTED", workers_per_input: 1, weights: { robin: 3, [ana.id]: 1 } },
      },
      review: {
        strategy: "CONSENSUS",
        user_ids: ["robin"],
        consensus_strategy_info: { approval_threshold_labelers: 7 },
      },
    });
    await lena.openModal(`/task edit ${id}`);
    await lena.untilField("Name");
    expect(lena.words()).toContain("Also assigned (not in Slack)");
    expect(lena.value("Weight for robin").value).toBe("3");
    await lena.fill("Name", "Renamed");
    await lena.submit();
    await lena.untilWords("“Renamed” is saved");

    const task = await readElsewhere(workspace, id);
    expect(task).toMatchObject({
      name: "Renamed",
      metadata: { theirs: { kept: [1, 2] } },
      worker: {
        workers: [{ user: { id: "robin" } }, { user: { id: ana.id } }],
        partitioned_strategy_info: { weights: { robin: 3, [ana.id]: 1 } },
      },
      review: { consensus_strategy_info: { approval_threshold_labelers: 7 } },
    });
    expect(messagesOf(ana)).toEqual([]);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("concepts per input: asked of a classification alone, one unless the lead says several, and changed alone", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await lena.openModal();
    await lena.choose("Task type", "Polygon detection");
    await lena.untilField("Concepts per input", { isThere: false });
    await lena.choose("Task type", "Concepts classification");
    await lena.untilField("Concepts per input");
    await fillTaskForm(lena, { workers: [ana] });
    await lena.submit();
    await lena.untilWords("Concepts classification, one concept per input");
    await lena.close();
    const task = await theTask(workspace);
    const id = toText(task["id"]);
    expect(task).toMatchObject({ metadata: { labeldesk: { concepts_per_input: "one" } } });
    await changeElsewhere(workspace, id, { metadata: { ...toObject(task["metadata"]), theirs: 1 } });

    await lena.openModal(`/task edit ${id}`);
    await lena.untilField("Name");
    await lena.choose("Concepts per input", "Several");
    await lena.submit();

    await lena.untilWords("Concepts per input: One → Several");
    await ana.untilMessage("Concepts per input changed, by Lena Fischer");
    const ours = toObject(toObject(task["metadata"])["labeldesk"]);
    expect((await readElsewhere(workspace, id))["metadata"]).toEqual({
      theirs: 1,
      labeldesk: { ...ours, concepts_per_input: "several" },
    });
    expect(workspace.slack.violations).toEqual([]);
  });

  test("unticking somebody who is not in Slack takes them off", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await addOutsider(workspace, "robin");
    await addOutsider(workspace, ana.id);
    const worker = { strategy: "FULL", workers: [{ user: { id: "robin" } }, { user: { id: ana.id } }] };
    const id = await createElsewhere(workspace, { name: "Two", concept_ids: ["3"], worker });
    await lena.openModal(`/task edit ${id}`);
    await lena.untilField("Name");
    await lena.chooseAll("Also assigned (not in Slack)", []);
    await lena.submit();
    await lena.untilWords("“Two” is saved");
    expect(await readElsewhere(workspace, id)).toMatchObject({ worker: { workers: [{ user: { id: ana.id } }] } });
    expect(workspace.slack.violations).toEqual([]);
  });

  test("somebody whom Slack did not name when the form was opened is taken off all the same, and told", async () => {
    const workspace = await start();
    const { lena, ana, ben } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana, ben] });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    for (const person of [ana, ben]) await person.untilMessage("Digits");
    // It remembers nobody.
    await workspace.restartApp();
    let isUnnamed = true;
    const when = (args: { readonly [key: string]: unknown }) => isUnnamed && args["user"] === ana.id;
    workspace.slack.failNext("users.info", { error: "internal_error" }, { times: 1_000, when });
    await lena.openModal("/task edit Digits");
    await lena.untilField("Name");
    await lena.chooseAll("Also assigned (not in Slack)", []);
    isUnnamed = false;
    await lena.submit();

    await lena.untilWords("“Digits” is saved");
    await ana.untilMessage("You do not label");
    await ben.untilMessage("Share 50\u00a0% → 100\u00a0%, by Lena Fischer");
    expect(await theTask(workspace)).toMatchObject({ worker: { workers: [{ user: { id: ben.id } }] } });
  });
});

describe("somebody else changes the task while the form is open", () => {
  const start = workspacesOf();

  async function openedForm({ isOpenToAll = false } = {}) {
    const workspace = await start();
    const people = peopleOf(workspace);
    const { lena, ana } = people;
    await openTaskForm(lena, { workers: [ana], instructions: "Old" });
    await lena.submit();
    await lena.untilWords("is created");
    await ana.untilMessage("Digits");
    await lena.close();
    if (isOpenToAll) await setRights(lena, { "Who may edit tasks": "Everyone" });
    const id = String((await theTask(workspace))["id"]);
    await lena.openModal(`/task edit ${id}`);
    await lena.untilField("Name");
    return { workspace, id, ...people };
  }

  test("nothing is overwritten; saving over it keeps what they changed elsewhere", async () => {
    const { workspace, id, lena } = await openedForm();
    await lena.fill("Name", "Mine");
    await changeElsewhere(workspace, id, { name: "Theirs", description: "Their words" });
    await lena.submit();

    await lena.untilWords("was changed while you had it open");
    expect(lena.words()).toContain("Name: “Digits” → “Theirs” — you changed this too");
    expect(lena.words()).toContain("Instructions: changed");
    expect((await readElsewhere(workspace, id))["name"]).toBe("Theirs");
    await lena.press("Save mine anyway");
    await lena.untilWords("“Mine” is saved");
    expect(await readElsewhere(workspace, id)).toMatchObject({ name: "Mine", description: "Their words" });
    expect(workspace.slack.violations).toEqual([]);
  });

  test("instructions that would be written over are read first; changed once more after it was shown, it is shown again", async () => {
    const { workspace, id, lena } = await openedForm();
    await lena.fill("Name", "Mine");
    await lena.fill("Instructions", "My words");
    await changeElsewhere(workspace, id, { name: "Theirs", description: "Their words" });
    await lena.submit();
    await lena.untilWords("“Theirs”");
    expect(lena.words()).toContain("Their instructions:\nTheir words");
    await changeElsewhere(workspace, id, { name: "Theirs again" });
    await lena.press("Save mine anyway");
    await lena.untilWords("“Theirs again”");
    expect((await readElsewhere(workspace, id))["name"]).toBe("Theirs again");
  });

  test("back to the form: it holds both versions", async () => {
    const { workspace, id, lena } = await openedForm();
    await lena.fill("Name", "Mine");
    await changeElsewhere(workspace, id, { description: "Their words", priority: "HIGH" });
    await lena.submit();
    await lena.untilWords("was changed while you had it open");
    await lena.press("Back to the form");
    await lena.untilField("Name");
    expect(lena.value("Name").value).toBe("Mine");
    expect(lena.value("Instructions").value).toBe("Their words");
    await lena.submit();
    await lena.untilWords("“Mine” is saved");
    expect(await readElsewhere(workspace, id)).toMatchObject({ description: "Their words", priority: "HIGH" });
  });

  test("two leads at once: the second is shown what the first has saved", async () => {
    const { workspace, id, lena, mei } = await openedForm({ isOpenToAll: true });
    await mei.openModal(`/task edit ${id}`);
    await mei.untilField("Name");
    await mei.fill("Name", "By Mei");
    await lena.fill("Instructions", "By Lena");
    await mei.submit();
    await mei.untilWords("“By Mei” is saved");
    await lena.submit();
    await lena.untilWords("Name: “Digits” → “By Mei”");
    await lena.press("Save mine anyway");
    await lena.untilWords("“By Mei” is saved");
    expect(await readElsewhere(workspace, id)).toMatchObject({ name: "By Mei", description: "By Lena" });
    expect(workspace.slack.violations).toEqual([]);
  });

  test("deleted meanwhile: it says so, and nothing comes back to life", async () => {
    const { workspace, id, lena } = await openedForm();
    await deleteElsewhere(workspace, [id]);
    await lena.fill("Name", "Mine");
    await lena.submit();
    await lena.untilWords("does not exist any more");
    expect(workspace.slack.violations).toEqual([]);
  });

  test("a change in what this app does not show is said too, and stays", async () => {
    const { workspace, id, lena } = await openedForm();
    await lena.submit();
    await lena.untilWords("nothing to save");
    await lena.close();
    await lena.openModal(`/task edit ${id}`);
    await lena.untilField("Name");
    const { metadata } = await readElsewhere(workspace, id);
    await changeElsewhere(workspace, id, { metadata: { ...toObject(metadata), theirs: 1 } });
    await lena.fill("Name", "Mine");
    await lena.submit();
    await lena.untilWords("Something that this app does not show");
    await lena.press("Save mine anyway");
    await lena.untilWords("“Mine” is saved");
    expect(await readElsewhere(workspace, id)).toMatchObject({ metadata: { theirs: 1, labeldesk: { v: 1 } } });
  });
});
