import { describe, expect, test } from "@jest/globals";
import { toObject } from "../../../sandbox/slack/json.ts";
import { PEOPLE, type PersonSeed } from "../../../sandbox/slack/people.ts";
import { createGate } from "../../support/create-gate.ts";
import { fillTaskForm, openTaskForm, peopleOf, theTask } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

describe("the preview while the form is filled", () => {
  const start = workspacesOf();

  test("follows what is typed, with far fewer updates than keys, and ends in the last state", async () => {
    const workspace = await start();
    const { lena, ana, ben } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana, ben], weights: ["1", "1"] });
    await lena.untilWords(/Ben Carter 50\u00a0%/);
    const before = workspace.slack.callsOf("views.update").length;
    const typed = "123456789";
    const acked = createGate();
    workspace.slack.failNext("views.update", { after: acked.opened });
    await Promise.all([...typed].map((_, index) => lena.fill(`Weight for ${ana.name}`, typed.slice(0, index + 1))));
    acked.open();

    await lena.untilWords(/Ben Carter under 0\.1\u00a0%/);
    const updates = workspace.slack.callsOf("views.update").slice(before);
    expect(updates.length).toBeLessThan(typed.length);
    expect(updates.every(({ answer }) => answer["ok"] === true)).toBe(true);
    expect(lena.value(`Weight for ${ana.name}`).value).toBe(typed);
  });

  test("is not sent again when nothing in it changes", async () => {
    const workspace = await start();
    const { lena, ana, ben } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana, ben], weights: ["3", "1"] });
    // A call is listed once it is answered, which is after the view has changed.
    const updates = () => workspace.slack.callsOf("views.update");
    await workspace.slack.until(() => JSON.stringify(updates().at(-1)).includes("Ben Carter 25\u00a0% · about 50"));
    const before = updates().length;
    await lena.fill(`Weight for ${ana.name}`, "3.0");
    await lena.fill(`Weight for ${ana.name}`, "3.00");
    await lena.fill(`Weight for ${ana.name}`, "1");

    await lena.untilWords(/Ben Carter 50\u00a0% · about 100/);
    await workspace.slack.until(() => updates().length > before);
    expect(updates()).toHaveLength(before + 1);
  });

  test("an update that comes too late is dropped, and what was typed meanwhile stays", async () => {
    const workspace = await start();
    const { lena, ana, ben } = peopleOf(workspace);
    await openTaskForm(lena, { name: "First" });
    workspace.slack.failNext("views.update", { error: "hash_conflict" });
    await lena.pickPeople("Workers", [ana.id]);
    await lena.fill("Name", "Second");
    await lena.pickPeople("Workers", [ana.id, ben.id]);
    await lena.untilWords(/Ben Carter 50\u00a0%/);

    expect(lena.value("Name").value).toBe("Second");
    expect(lena.directMessages()).toEqual([]);
  });

  test("a form that is closed while its preview is on the way is no failure", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await openTaskForm(lena);
    const closed = createGate();
    workspace.slack.failNext("views.update", { after: closed.opened });
    await lena.pickPeople("Workers", [ana.id]);
    await lena.close();
    closed.open();
    await workspace.slack.until(() => workspace.slack.callsOf("views.update").length > 0);

    await workspace.stopApp();
    expect(lena.directMessages()).toEqual([]);
  });

  test("says percent alone for a saved search, and counts a dataset", async () => {
    const workspace = await start();
    const { lena, ana, ben } = peopleOf(workspace);
    await openTaskForm(lena, { savedSearch: "Thin strokes", workers: [ana, ben] });
    await lena.untilWords("Together: every input labeled once");
    expect(lena.words()).toMatch(/Ana Souza 50\u00a0%\n/);

    await lena.choose("Input source", "Dataset");
    await lena.untilField("Dataset");
    await lena.choose("Dataset", "first-hundred");
    await lena.untilWords(/Ana Souza 50\u00a0% · about 50 of 100/);
    expect(lena.findField("Saved search")).toBeUndefined();
  });

  test("Weighted begins with equal weights, which nothing speaks against", async () => {
    const workspace = await start();
    const { lena, ana, ben } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana, ben] });
    await lena.choose("Split", "Weighted");
    await lena.untilField(`Weight for ${ben.name}`);

    expect([ana, ben].map(({ name }) => lena.value(`Weight for ${name}`).value)).toEqual(["1", "1"]);
    expect(lena.words()).toMatch(/Ben Carter 50\u00a0%/);
    expect(lena.words()).not.toContain("⚠");
  });

  test("says at once when labelers can never agree, and no more when that is mended", async () => {
    const workspace = await start();
    const { lena, ana, ben, mei } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana, ben], workersPerInput: "1", review: "Consensus", reviewers: [mei] });
    await lena.untilWords(/2 can never agree: set Workers per input to 2/);
    await lena.fill("Labelers who must agree", "1");

    await workspace.slack.until(() => !lena.words().includes("never agree"));
  });

  test("everything that was typed stays while fields come and go", async () => {
    const workspace = await start();
    const { lena, ana, ben, mei } = peopleOf(workspace);
    const review = { review: "Manual", reviewers: [mei], sample: "12.5" } as const;
    const people = { workers: [ana, ben], weights: ["3", "1"], ...review };
    await openTaskForm(lena, { name: "Stays", instructions: "All\nof it", ...people, priority: "Low" });
    await lena.choose("Review strategy", "None");
    await lena.untilField("Reviewers", { isThere: false });
    await lena.choose("Split", "Evenly");
    await lena.untilField(`Weight for ${ana.name}`, { isThere: false });
    await lena.choose("Split", "Weighted");
    await lena.untilField(`Weight for ${ana.name}`);
    await lena.choose("Review strategy", "Manual");
    await lena.untilField("Sample to review (%)");

    expect(lena.value("Name").value).toBe("Stays");
    expect(lena.value("Instructions").value).toBe("All\nof it");
    expect(lena.value("Priority").selected_option?.value).toBe("LOW");
    expect(lena.value(`Weight for ${ana.name}`).value).toBe("3");
    expect(lena.value("Reviewers").selected_users).toEqual([mei.id]);
    expect(lena.value("Sample to review (%)").value).toBe("12.5");
  });

  test("type-ahead lists before anything is typed, offers to create what does not exist, and takes it", async () => {
    const workspace = await start();
    const { lena } = peopleOf(workspace);
    await lena.openModal();

    expect(await lena.suggestions("Concepts", "")).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    expect(await lena.suggestions("Concepts", "cat")).toEqual(["Create “cat”"]);
    expect(await lena.suggestions("Concepts", " 7 ")).toEqual(["7"]);
    expect(await lena.suggestions("Concepts", "x".repeat(200))).toEqual([`Create “${"x".repeat(66)}…`]);
    await lena.choose("Input source", "Dataset");
    await lena.untilField("Dataset");
    expect(await lena.suggestions("Dataset", "")).toEqual(["first-hundred", "hard-ones"]);
    expect(await lena.suggestions("Dataset", "HARD")).toEqual(["hard-ones"]);
    expect(await lena.suggestions("Dataset", "nothing like it")).toEqual([]);
  });
});

describe("a form with more than 40 workers", () => {
  const start = workspacesOf();
  const crowd: PersonSeed[] = Array.from({ length: 45 }, (_, index) => ({
    handle: `worker${index}`,
    realName: `Worker ${index}`,
    title: "Labeler",
    email: `worker${index}@example.com`,
    timeZone: "Europe/Vienna",
  }));

  test("takes the weights as lines, checks each line, and tells everybody their share", async () => {
    const workspace = await start({ slack: { people: [...PEOPLE, ...crowd] } });
    const lena = workspace.slack.person("lena");
    const workers = crowd.map(({ handle }) => workspace.slack.person(handle));
    await lena.openModal();
    await fillTaskForm(lena, { workers });
    await lena.choose("Split", "Weighted");
    await lena.untilField("Weights");
    const lines = String(lena.value("Weights").value).split("\n");
    expect(lines).toHaveLength(45);
    expect(lines[0]).toBe("@Worker 0 1");
    expect(lena.words()).toMatch(/Worker 0 2\.2\u00a0%/);
    expect(lena.words()).not.toContain("⚠");

    await lena.fill("Weights", [...lines.slice(0, 2), "@Worker 2 much", "Somebody 3", ...lines.slice(4)].join("\n"));
    const errors = await lena.submitExpectingErrors();
    expect(errors["Weights"]).toMatch(/Line 3: “much” is not a number.*line 4 does not begin with one of the workers/s);

    await lena.fill("Weights", ["@worker 0 46", ...lines.slice(1)].join("\n"));
    await lena.untilWords(/Worker 0 51.1\u00a0%/);
    await lena.submit();
    await lena.untilWords("is created");
    await workers[0]?.untilMessage("51.1\u00a0% · about 102 of 200");
    await workers[44]?.untilMessage("1.1\u00a0% · about 2 of 200");
    expect(await theTask(workspace)).toMatchObject({
      worker: { partitioned_strategy_info: { type: "WEIGHTED", weights: { [workers[0]?.id ?? ""]: 46 } } },
    });
    expect(workspace.slack.violations).toEqual([]);
  });

  test("takes more workers than the field has room for, and edits them", async () => {
    const many: PersonSeed[] = Array.from({ length: 80 }, (_, index) => ({
      handle: `labeler${index}`,
      realName: `Maria Alexandra Fernanda Hernandez-Miller ${index}`,
      title: "Labeler",
      email: `labeler${index}@example.com`,
      timeZone: "Europe/Vienna",
    }));
    const workspace = await start({ slack: { people: [...PEOPLE, ...many] } });
    const lena = workspace.slack.person("lena");
    const workers = many.map(({ handle }) => workspace.slack.person(handle));
    const [first, second] = workers.map(({ id }) => id);
    await lena.openModal();
    await fillTaskForm(lena, { workers });
    await lena.choose("Split", "Weighted");
    await lena.untilField("Weights");
    expect(lena.value("Weights").value).toBe("everyone else 1");

    await lena.fill("Weights", "@Maria Alexandra Fernanda Hernandez-Miller 0 81\nEveryone else 1");
    await lena.untilWords(/Miller 0 50.6\u00a0%/);
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    const weightsNow = async () => toObject((await theTask(workspace))["worker"])["partitioned_strategy_info"];
    expect(await weightsNow()).toMatchObject({ weights: { [String(first)]: 81, [String(second)]: 1 } });

    await lena.openModal("/task edit Digits");
    await lena.untilField("Weights");
    expect(lena.value("Weights").value).toBe("@Maria Alexandra Fernanda Hernandez-Miller 0 81\neveryone else 1");
    await lena.fill("Weights", "@Maria Alexandra Fernanda Hernandez-Miller 1 9\neveryone else 1");
    await lena.submit();
    await lena.untilWords("is saved");
    expect(await weightsNow()).toMatchObject({ weights: { [String(first)]: 1, [String(second)]: 9 } });
    expect(workspace.slack.violations).toEqual([]);
  });
});

describe("a form while the Tasks API does not answer", () => {
  const start = workspacesOf({ side: "clarifai" });

  test("says so in the lists, offers nothing as new, and keeps the shares without counts", async () => {
    const workspace = await start();
    const { lena, ana, ben } = peopleOf(workspace);
    await lena.openModal();
    // By then the app has made sure of its connection, which it would try again for long after the test.
    expect(await lena.suggestions("Concepts", "7")).toEqual(["7"]);
    workspace.faults.fail({}, { status: 503 });

    expect(await lena.suggestions("Concepts", "")).toEqual(["Clarifai is not answering: type again"]);
    expect(await lena.suggestions("Concepts", "cat")).toEqual(["Clarifai is not answering: type again"]);
    await lena.pickPeople("Workers", [ana.id, ben.id]);
    await lena.untilWords(/Ana Souza 50\u00a0%\n/);
    expect(workspace.slack.violations).toEqual([]);
  });
});
