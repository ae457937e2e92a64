import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { postInteraction, submissionOf } from "./raw-requests.ts";
import { type Entries, listTasks, openTaskForm, peopleOf } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

type People = ReturnType<typeof peopleOf>;

describe("the form refuses, on the field and in words that say how to mend it", () => {
  const start = workspacesOf();
  let workspace: TestWorkspace;
  let people: People;
  let lena: SlackPerson;

  beforeAll(async () => {
    workspace = await start();
    people = peopleOf(workspace);
    lena = people.lena;
  });
  afterEach(async () => {
    if (lena.currentView() !== undefined) await lena.close();
  });

  const cases: [string, (people: People) => Entries, Record<string, RegExp>][] = [
    [
      "a weight share above one half with two workers per input",
      ({ ana, ben, chidi }) => ({ workers: [ana, ben, chidi], workersPerInput: "2", weights: ["51", "30", "19"] }),
      {
        "Weight for Ana Souza":
          /Ana Souza would get 102\u00a0% of the inputs, .*: give Ana Souza between 11 and 49, or set workers per input to 1/,
      },
    ],
    [
      "more workers per input than workers",
      ({ ana, ben }) => ({ workers: [ana, ben], workersPerInput: "3" }),
      { "Workers per input": /there are 2 workers: enter 2 or less/ },
    ],
    [
      "weights that add up to nothing",
      ({ ana, ben }) => ({ workers: [ana, ben], weights: ["0", "0"] }),
      { "Weight for Ana Souza": /All weights are 0/, "Weight for Ben Carter": /All weights are 0/ },
    ],
    ["partitioned without workers", () => ({ strategy: "Partitioned" }), { Workers: /choose some/ }],
    ["a manual review without reviewers", () => ({ review: "Manual" }), { Reviewers: /Choose who reviews/ }],
    ["a consensus without reviewers", () => ({ review: "Consensus" }), { Reviewers: /Choose who reviews/ }],
    [
      "a threshold that no input can reach when partitioned",
      ({ ana, ben, mei }) => ({
        workers: [ana, ben],
        workersPerInput: "1",
        review: "Consensus",
        reviewers: [mei],
        labelersMustAgree: "2",
      }),
      { "Labelers who must agree": /labeled by 1 worker, so 2 can never agree: set Workers per input to 2, or/ },
    ],
    [
      "a threshold above the number of workers when full",
      ({ ana, ben, mei }) => ({
        workers: [ana, ben],
        strategy: "Full",
        review: "Consensus",
        reviewers: [mei],
        labelersMustAgree: "3",
      }),
      {
        "Labelers who must agree":
          /labeled by 2 workers, so 3 can never agree: set Labelers who must agree to 2 or less/,
      },
    ],
    [
      "a sample of nothing",
      ({ mei }) => ({ review: "Manual", reviewers: [mei], sample: "0" }),
      { "Sample to review (%)": /above 0 and up to 100/ },
    ],
    ["a name of spaces", () => ({ name: "   " }), { Name: /needs a name/ }],
    ["a name with NUL", () => ({ name: "a\0b" }), { Name: /NUL/ }],
    ["instructions with NUL", () => ({ instructions: "a\0b" }), { Instructions: /NUL/ }],
    [
      "several mistakes at once, all of them named",
      ({ ana, ben }) => ({ name: " ", workers: [ana, ben], workersPerInput: "5", review: "Manual" }),
      { Name: /needs a name/, "Workers per input": /enter 2 or less/, Reviewers: /Choose who reviews/ },
    ],
  ];

  test.each(cases)("%s", async (_case, entriesOf, expected) => {
    const { strategy, ...entries } = entriesOf(people);
    await openTaskForm(lena, { ...entries, ...(strategy !== "Partitioned" && strategy && { strategy }) });
    if (strategy === "Partitioned") {
      await lena.choose("Worker strategy", strategy);
      await lena.untilField("Workers per input");
    }
    const before = lena.view().values;
    // Past the client's own checks: not every client makes them all.
    const { json } = await postInteraction(workspace, submissionOf(workspace, lena));

    const errors = Object.fromEntries(
      Object.entries(expected).map(([label, words]) => [lena.field(label).blockId, expect.stringMatching(words)]),
    );
    expect(json).toEqual({ response_action: "errors", errors });
    expect(lena.view().values).toEqual(before);
    expect(workspace.slack.violations).toEqual([]);
    expect(await listTasks(workspace)).toEqual([]);
  });

  test.each([
    ["", "Ana Souza has no weight"],
    ["-1", "cannot be negative"],
    ["many", "“many” is not a number"],
  ])("the weight %p, which another client might let through", async (weight, words) => {
    await openTaskForm(lena, { workers: [people.ana, people.ben], weights: ["1", "1"] });
    const { blockId, actionId } = lena.field(`Weight for ${people.ana.name}`);
    const values = { [blockId]: { [actionId]: { type: "number_input", value: weight === "" ? null : weight } } };

    expect((await postInteraction(workspace, submissionOf(workspace, lena, { values }))).json).toEqual({
      response_action: "errors",
      errors: { [blockId]: expect.stringContaining(words) },
    });
  });

  test("what belongs to a field that has not arrived yet is asked for on the field that brings it", async () => {
    await openTaskForm(lena);
    const [source, strategy, review] = ["Input source", "Worker strategy", "Review strategy"].map((label) => {
      const { blockId, actionId } = lena.field(label);
      return (value: string) => ({ [blockId]: { [actionId]: { type: "static_select", selected_option: { value } } } });
    });
    const values = { ...source?.("DATASET"), ...strategy?.("DYNAMIC"), ...review?.("MANUAL") };
    const answer = await postInteraction(workspace, submissionOf(workspace, lena, { values }));

    expect(answer.json).toEqual({
      response_action: "errors",
      errors: {
        [lena.field("Input source").blockId]: expect.stringContaining("Choose the dataset"),
        [lena.field("Review strategy").blockId]: expect.stringContaining("Choose who reviews"),
      },
    });
  });

  test("an app cannot label", async () => {
    await lena.command("/task help");
    const { user: bot } = await lena.untilEphemeral("/task create");
    await openTaskForm(lena, { workers: [people.ana] });
    await lena.pickPeople("Workers", [people.ana.id, bot]);
    await lena.untilWords("Not members or guests of this workspace: labeldesk.");

    expect(await lena.submitExpectingErrors()).toMatchObject({ Workers: /remove them/ });
  });

  test("a form that was refused is kept: mended, it becomes the task", async () => {
    const { ana, ben } = people;
    await openTaskForm(lena, { name: "Mended", workers: [ana, ben], workersPerInput: "3", priority: "High" });
    await lena.submitExpectingErrors();
    await lena.fill("Workers per input", "2");
    await lena.submit();

    await lena.untilWords("“Mended” is created");
    expect(await listTasks(workspace)).toMatchObject([{ name: "Mended", priority: "HIGH" }]);
  });
});
