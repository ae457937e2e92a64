import { describe, expect, test } from "@jest/globals";
import { toObjects } from "../../../sandbox/slack/json.ts";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { openTaskForm, peopleOf, showMore, theTask } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

/** The words of the open window, as they are read. */
const said = (person: SlackPerson): string => person.words().replaceAll("\u00a0", " ");

describe("the form thinks along", () => {
  const start = workspacesOf();

  test("Consensus sets workers per input to two, and takes it back; nothing is warned of", async () => {
    const workspace = await start();
    const { lena, ana, ben, mei } = peopleOf(workspace);
    const perInput = (): unknown => lena.findField("Workers per input") && lena.value("Workers per input").value;
    await openTaskForm(lena, { workers: [ana, ben] });
    expect(perInput()).toBe("1");
    await lena.choose("Review strategy", "Consensus");
    await workspace.slack.until(() => perInput() === "2");
    await lena.pickPeople("Reviewers", [mei.id]);
    await lena.untilWords(/Reviewed by Mei Tanaka: inputs on which two of two labelers do not agree · at most 200/);
    expect(said(lena)).not.toContain("⚠");

    await lena.choose("Review strategy", "None");
    await workspace.slack.until(() => perInput() === "1");
    await lena.choose("Review strategy", "Consensus");
    await workspace.slack.until(() => perInput() === "2");
    await lena.submit();
    await lena.untilWords("is created");
    expect(await theTask(workspace)).toMatchObject({
      worker: { partitioned_strategy_info: { workers_per_input: 2 } },
      review: { consensus_strategy_info: { approval_threshold_labelers: 2 } },
    });
    expect(workspace.slack.violations).toEqual([]);
  });

  test("in the form of a task too, and says what that means for the work", async () => {
    const workspace = await start();
    const { lena, ana, ben, mei } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana, ben] });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    await lena.openModal("/task edit Digits");
    await lena.untilField("Workers per input");
    await lena.choose("Review strategy", "Consensus");
    await workspace.slack.until(() => lena.value("Workers per input").value === "2");
    await lena.pickPeople("Reviewers", [mei.id]);
    await lena.untilWords(/are divided again by the new shares/);
    expect(said(lena)).not.toContain("⚠");
    await lena.submit();

    await lena.untilWords("is saved");
    expect(await theTask(workspace)).toMatchObject({
      worker: { partitioned_strategy_info: { workers_per_input: 2 } },
      review: { strategy: "CONSENSUS" },
    });
    await lena.close();
    await lena.openModal("/task edit Digits");
    await lena.untilField("Workers per input");
    await lena.fill("Labelers who must agree", "1");
    await lena.untilWords("one label approves an input");
    expect(lena.value("Workers per input").value).toBe("2");
  });

  test("the order in which it is filled makes no difference", async () => {
    const workspace = await start();
    const { lena, ana, ben, chidi } = peopleOf(workspace);
    await lena.openModal();
    await lena.choose("Review strategy", "Consensus");
    await lena.untilField("Labelers who must agree");
    await lena.fill("Labelers who must agree", "3");
    await lena.pickPeople("Workers", [ana.id, ben.id, chidi.id]);
    await lena.untilField("Workers per input");

    await workspace.slack.until(() => lena.value("Workers per input").value === "3");
    expect(said(lena)).not.toContain("⚠");
  });

  test("what the lead has typed stays, with a warning that keeps what they want", async () => {
    const workspace = await start();
    const { lena, ana, ben, mei } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana, ben], workersPerInput: "1", review: "Consensus", reviewers: [mei] });

    await lena.untilWords(/2 can never agree: set Workers per input to 2, or Labelers who must agree to 1, by which/);
    expect(lena.value("Workers per input").value).toBe("1");
  });

  test("two workers, two per input, ninety to ten: shares of the inputs, and the only thing that works", async () => {
    const workspace = await start();
    const { lena, ana, ben } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana, ben], workersPerInput: "2", weights: ["90", "10"] });
    await workspace.slack.until(() => said(lena).includes("Ana Souza would get 180 % of the inputs"));
    expect(said(lena)).toContain("only equal weights work here, so set Split to Evenly, or set workers per input to 1");

    const errors = await lena.submitExpectingErrors();
    expect(Object.keys(errors)).toEqual([`Weight for ${ana.name}`]);
    await lena.choose("Split", "Evenly");
    await lena.submit();
    await lena.untilWords("is created");
  });

  test("weights typed under Consensus change no number behind the lead’s back", async () => {
    const workspace = await start();
    const { lena, ana, ben, mei } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana, ben], review: "Consensus", reviewers: [mei] });
    await workspace.slack.until(() => lena.value("Workers per input").value === "2");
    await lena.choose("Split", "Weighted");
    await lena.untilField(`Weight for ${ben.name}`);
    await lena.fill(`Weight for ${ana.name}`, "90");
    await lena.fill(`Weight for ${ben.name}`, "10");
    await lena.untilWords(
      /only equal weights work here.*and Labelers who must agree to 1, by which one label approves/,
    );
    expect(lena.value("Workers per input").value).toBe("2");

    await lena.fill("Labelers who must agree", "1");
    await lena.untilWords(/Ana Souza 90\s% · about 180 of 200/);
    expect(lena.value("Workers per input").value).toBe("1");
  });

  test("that one label approves is said in the form and afterwards", async () => {
    const workspace = await start();
    const { lena, ana, ben, mei } = peopleOf(workspace);
    const review = { review: "Consensus", reviewers: [mei], labelersMustAgree: "1" } as const;
    await openTaskForm(lena, { workers: [ana, ben], ...review });
    await lena.untilWords("Reviewed by Mei Tanaka: what the labels leave undecided; one label approves an input");
    await lena.submit();
    await lena.untilWords("What the labels leave undecided; one label approves an input · at most 200");
  });

  test("reviewers’ load is in the preview, and that the only one of them labels too", async () => {
    const workspace = await start();
    const { lena, ana, ben, mei, chidi } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana, ben], review: "Manual", reviewers: [ana], sample: "25" });
    await workspace.slack.until(() =>
      said(lena).includes("Reviewed by Ana Souza: a sample of 25 % of the labeled inputs · about 50 of 200"),
    );
    expect(said(lena)).toContain("⚠ Ana Souza is the only reviewer and a worker too");
    await lena.choose("Review strategy", "Consensus");
    await lena.untilField("Labelers who must agree");
    await lena.pickPeople("Reviewers", [mei.id, chidi.id]);

    await lena.untilWords(/Reviewed by Mei Tanaka, Chidi Okafor: inputs on which .* · at most 200, about 100 each/);
    expect(said(lena)).not.toContain("only reviewer");
    await lena.choose("Reviewers who must approve", "All");
    await lena.untilWords("at most 200, each to be approved by all of them");
  });

  test("every strategy says what it means in its list", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana], review: "Consensus" });

    for (const label of ["Worker strategy", "Split", "Review strategy", "Reviewers who must approve"]) {
      const options = toObjects(lena.field(label).element["options"]);
      expect(options.length).toBeGreaterThan(1);
      expect(options.filter((option) => option["description"] === undefined)).toEqual([]);
    }
    expect(workspace.slack.violations).toEqual([]);
  });

  test("what few need is behind More options, and keeps what was set when it is closed again", async () => {
    const workspace = await start();
    const { lena } = peopleOf(workspace);
    await openTaskForm(lena, { name: "Rare" });
    for (const label of ["Priority", "Sample every (ms)"]) expect(lena.findField(label)).toBeUndefined();
    await showMore(lena);
    await lena.choose("Priority", "High");
    await lena.fill("Sample every (ms)", "500");
    await lena.press("Fewer options");
    await lena.untilField("Priority", { isThere: false });
    expect(said(lena)).toContain("High priority · one frame every 500 ms of a video");
    expect(lena.value("Name").value).toBe("Rare");

    await showMore(lena);
    expect(lena.value("Sample every (ms)").value).toBe("500");
    await lena.press("Fewer options");
    await lena.untilField("Priority", { isThere: false });
    await lena.submit();
    await lena.untilWords("is created");
    expect(await theTask(workspace)).toMatchObject({ priority: "HIGH", sample_ms: 500 });
    await lena.close();
    await lena.openModal("/task edit Rare");
    await lena.untilField("Priority");
    expect(lena.value("Sample every (ms)").value).toBe("500");
  });
});
