import { beforeAll, describe, expect, test } from "@jest/globals";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import { callTasksApi, postTasks } from "../../support/post-tasks.ts";
import { SOON_LISTED } from "../../support/quick-times.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { peopleOf } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const ANAS = ["Lunch photos", "Lunch photos 2", "Straße", "Digits", "digits", "Street signs"];

describe("a task is found", () => {
  const start = workspacesOf({ side: "clarifai", isSeeded: false });
  let workspace: TestWorkspace;
  let lena: SlackPerson;
  let ids: string[];

  beforeAll(async () => {
    workspace = await start({ overrides: { times: SOON_LISTED } });
    ({ lena } = peopleOf(workspace));
    await callTasksApi(workspace, "POST", "concepts", { concepts: [{ id: "cat" }] });
    const worker = { strategy: "FULL", workers: [{ user: { id: "ana" } }] };
    ids = await postTasks(
      workspace,
      ANAS.map((name) => ({ name, worker })),
    );
    // Tasks of one request may be of one millisecond, and then none of them is the newest.
    await postTasks(workspace, [{ name: "Nobody’s" }]);
    const listing = workspace.faults.untilSeen({ path: /per_page=128/ });
    await workspace.restartApp();
    await listing;
  });

  const answerTo = async (text: string, person = lena) => {
    const before = person.ephemerals().length;
    expect(await person.command(text)).toEqual({ notice: null });
    return workspace.slack.until(() => person.ephemerals()[before]);
  };

  test.each([
    ["the whole name", "/task show Lunch photos", "Lunch photos"],
    ["the name in another case", "/task show LUNCH PHOTOS 2", "Lunch photos 2"],
    ["a part of it", "/task show signs", "Street signs"],
    ["letters beyond ASCII", "/task show STRASSE", "No task has the name or id “STRASSE”"],
    ["the name in quotes", "/task show “straße”", "Straße"],
  ])("by %s", async (_how, command, expected) => {
    expect(wordsOf(await answerTo(command))).toContain(expected);
  });

  test("by its id, and by the beginning of it", async () => {
    expect(wordsOf(await answerTo(`/task show ${ids[2]}`))).toContain("Straße");
    expect(wordsOf(await answerTo(`/task show ${ids[5]?.slice(0, 18).toUpperCase()}`))).toContain("Street signs");
  });

  test("several are offered as buttons, which go on with the verb", async () => {
    const names = await answerTo("/task show DIGITS");
    expect(wordsOf(names)).toContain("2 tasks match “DIGITS”. /task show goes on with the one that you choose.");

    const before = lena.ephemerals().length;
    await lena.press("digits", names);
    const card = await workspace.slack.until(() => lena.ephemerals()[before]);
    expect(wordsOf(card)).toContain("digits");
    expect(wordsOf(card)).toContain("Ana Souza");
  });

  test("by its name alone, which shows it", async () => {
    expect(wordsOf(await answerTo("/task street SIGNS"))).toContain("Ana Souza");
    expect(wordsOf(await answerTo("/task digits"))).toContain("2 tasks match “digits”. /task show goes on");
  });

  test("exactly, by id:, whatever others are called", async () => {
    const [shadowed = "", ...others] = await postTasks(workspace, [{ name: "Shadowed" }]);
    expect(others).toEqual([]);
    await postTasks(workspace, [{ name: shadowed }]);
    expect(wordsOf(await answerTo("/task show Shadowed"))).toContain("Shadowed");

    const asked = await answerTo(`/task show ${shadowed}`);
    expect(wordsOf(asked)).toContain("2 tasks match");
    const before = lena.ephemerals().length;
    await lena.press("Shadowed", asked);
    expect(wordsOf(await workspace.slack.until(() => lena.ephemerals()[before]))).toContain("In progress");
  });

  test("several of several to be deleted: each that is not clear is asked for, the others are kept", async () => {
    const asked = await answerTo('/task delete "street signs" digits lunch');
    expect(wordsOf(asked)).toContain("2 tasks match “digits”. Which one is meant?");
    const before = lena.ephemerals().length;
    await lena.press("Digits", asked);
    const again = await workspace.slack.until(() => lena.ephemerals()[before]);
    expect(wordsOf(again)).toContain("2 tasks match “lunch”. Which one is meant?");
    await lena.press("Lunch photos 2", again);
    await lena.untilWords("Delete these");

    for (const name of ["Street signs", "Digits", "Lunch photos 2"]) expect(lena.words()).toContain(name);
    await lena.close();
  });

  test("a verb without a task offers the five last ones, those of the person first", async () => {
    const { ana } = peopleOf(workspace);
    const offered = wordsOf(await answerTo("/task show", ana));

    expect(offered).toContain("Which task?");
    expect(offered.match(/^(Lunch|Stra|Digits|digits|Street)/gm)).toHaveLength(5);
    expect(offered).not.toContain("Nobody’s");
    expect(wordsOf(await answerTo("/task show"))).toContain("Nobody’s");
  });

  test("made elsewhere a moment ago, by its name", async () => {
    await postTasks(workspace, [{ name: "Made this minute" }]);

    expect(wordsOf(await answerTo("/task show made this"))).toContain("Made this minute");
  });

  test("or not, and then the answer says what to do", async () => {
    expect(wordsOf(await answerTo("/task show nothing like it"))).toContain(
      "No task has the name or id “nothing like it”. /task list shows all of them.",
    );
    expect(wordsOf(await answerTo(`/task show ${"x".repeat(3000)}`))).toContain("“xxx");

    workspace.faults.fail({ method: "GET", path: /ids=/ }, { status: 503 });
    const unsure = wordsOf(await answerTo("/task show 0000-1111"));
    workspace.faults.heal();
    expect(unsure).toContain("No task has the name or id “0000-1111”.");
    expect(unsure).toContain("Clarifai is not reachable or failed.");
  });

  test("nothing of all this was beyond Slack's limits", () => {
    expect(workspace.slack.violations).toEqual([]);
  });
});
