import { expect, test } from "@jest/globals";
import { toObject } from "../../../sandbox/slack/json.ts";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import { listCollaborators, messagesOf, openTaskForm, peopleOf, theTask } from "./task-form.ts";
import { describeOnBothDatabases } from "./workspaces.ts";

describeOnBothDatabases("a task as the lead wants it", (start) => {
  test("without anybody: it exists, and nobody is told", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await openTaskForm(lena, { name: "For later" });
    await lena.submit();

    await lena.untilWords("Nobody is assigned yet");
    expect(await theTask(workspace)).toMatchObject({ name: "For later", input_source: { type: "ALL_INPUTS" } });
    expect(toObject((await theTask(workspace))["worker"])["workers"] ?? []).toEqual([]);
    expect(messagesOf(ana)).toEqual([]);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("full, over a dataset, with the lead among the workers: everybody but the lead is told of all of it", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    const fields = { dataset: "first-hundred", workers: [lena, ana], strategy: "Full", priority: "High" } as const;
    await openTaskForm(lena, { ...fields, instructions: "Mind the sevens." });
    await lena.submit();

    await lena.untilWords("is created");
    const told = wordsOf(await ana.untilMessage("Digits"));
    expect(told).toContain("100\u00a0% · all 100 inputs");
    expect(told).toContain("dataset first-hundred · from Lena Fischer · high priority");
    expect(told).toContain("Mind the sevens.");
    expect(lena.directMessages()).toEqual([]);
    expect(await theTask(workspace)).toMatchObject({
      description: "Mind the sevens.",
      input_source: { type: "DATASET", id: "first-hundred" },
      priority: "HIGH",
      worker: { strategy: "FULL", workers: [{ user: { id: lena.id } }, { user: { id: ana.id } }] },
    });
    expect(workspace.slack.violations).toEqual([]);
  });

  test("partitioned evenly, two per input, reviewed by sample: everybody is told their part", async () => {
    const workspace = await start();
    const { lena, ana, ben, chidi, mei } = peopleOf(workspace);
    const people = { workers: [ana, ben, chidi], reviewers: [mei, lena] };
    await openTaskForm(lena, { ...people, workersPerInput: "2", review: "Manual", sample: "25", sampleMs: "500" });
    await lena.submit();

    for (const worker of people.workers)
      expect(wordsOf(await worker.untilMessage("Digits"))).toContain("66.7\u00a0% · about 133 of 200 inputs");
    expect(wordsOf(await mei.untilMessage('Review "Digits"'))).toContain(
      "A sample of 25\u00a0% of the labeled inputs · about 50 of 200, shared with 1 other reviewer",
    );
    expect(lena.directMessages()).toEqual([]);
    expect(await theTask(workspace)).toMatchObject({
      sample_ms: 500,
      worker: {
        strategy: "PARTITIONED",
        partitioned_strategy_info: { type: "EVENLY", workers_per_input: 2 },
      },
      review: { strategy: "MANUAL", manual_strategy_info: { sample_percentage: 0.25 } },
    });
    expect(await listCollaborators(workspace)).toEqual(
      expect.arrayContaining([ana.id, ben.id, chidi.id, mei.id, lena.id]),
    );
  });

  test("dynamic, over a saved search, with new concepts: the concepts exist afterwards, and the task says whose it is", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    const concepts = ["7", { words: "Create “smudge, unreadable”", query: "smudge, unreadable" }];
    await openTaskForm(lena, { concepts, savedSearch: "Thin strokes", workers: [ana], strategy: "Dynamic" });
    await lena.submit();

    const told = wordsOf(await ana.untilMessage("Digits"));
    expect(told).toContain("Ten inputs at a time, as you ask");
    expect(told).toContain("saved search Thin strokes");
    const task = await theTask(workspace);
    expect(task).toMatchObject({
      input_source: { type: "SAVED_SEARCH", id: "thin-strokes" },
      worker: { strategy: "DYNAMIC" },
      metadata: {
        labeldesk: {
          v: 1,
          submission: expect.any(String),
          created_by: { team: workspace.slack.workspace.team.id, user: lena.id },
        },
      },
    });
    expect(task["concepts"]).toHaveLength(2);
    await openTaskForm(lena, { name: "Second" });
    expect(await lena.suggestions("Concepts", "smudge, unreadable")).toEqual(["smudge, unreadable"]);
  });

  test("consensus, and somebody is both worker and reviewer: they get one message for each", async () => {
    const workspace = await start();
    const { lena, ana, ben } = peopleOf(workspace);
    const review = {
      review: "Consensus",
      reviewers: [ana],
      labelersMustAgree: "2",
      reviewersMustApprove: "All",
    } as const;
    await openTaskForm(lena, { workers: [ana, ben], workersPerInput: "2", ...review });
    await lena.submit();

    const work = wordsOf(await ana.untilMessage('Label "Digits"'));
    const asReviewer = wordsOf(await ana.untilMessage('Review "Digits"'));
    expect(work).toContain("approved when two labelers agree");
    expect(asReviewer).toContain("Inputs on which two of two labelers do not agree");
    expect(ana.directMessages()).toHaveLength(2);
    expect(await theTask(workspace)).toMatchObject({
      review: {
        strategy: "CONSENSUS",
        consensus_strategy_info: { approval_threshold_labelers: 2, approval_threshold_reviewers: -1 },
      },
    });
  });

  test("weighted, and the lead closes the window: the outcome comes by direct message", async () => {
    const workspace = await start({ side: "clarifai" });
    const { lena, ana, ben } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana, ben], weights: ["9", "1"] });
    workspace.faults.fail({ method: "POST", path: /\/tasks$/ }, { delayMs: 300 }, 1);
    await lena.submit();
    expect(lena.words()).toContain("you can close this, I will tell you");
    await lena.close();

    expect(wordsOf(await lena.untilMessage("is created"))).toContain("Ana Souza 90\u00a0% · about 180 of 200");
    expect(wordsOf(await ben.untilMessage("Digits"))).toContain("10\u00a0% · about 20 of 200 inputs");
    expect(await theTask(workspace)).toMatchObject({
      worker: { partitioned_strategy_info: { type: "WEIGHTED", weights: { ana: 9, ben: 1 } } },
    });
    expect(workspace.slack.violations).toEqual([]);
  });
});
