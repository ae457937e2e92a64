import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import { callTasksApi, postTasks } from "../../support/post-tasks.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { peopleOf } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const COUNTS = /\/inputs\/count/;
const TASK = /\/tasks\/[^/?]+\?/;

describe("the card of a task that was made elsewhere", () => {
  const start = workspacesOf({ side: "clarifai" });
  let workspace: TestWorkspace;
  let lena: SlackPerson;
  let ids: readonly string[];

  beforeAll(async () => {
    workspace = await start();
    ({ lena } = peopleOf(workspace));
    await callTasksApi(workspace, "POST", "collaborators", {
      collaborators: [{ user: { id: "outside", first_name: "Olga", last_name: "Outside" } }],
    });
    const tasks = [
      {
        name: "Newest spelling",
        worker: { strategy: "FULL", workers: [{ user: { id: "ana" } }, { user: { id: "outside" } }] },
      },
      { name: "Middle spelling", worker: { strategy: "FULL", users: [{ id: "ana" }, { id: "outside" }] } },
      { name: "Oldest spelling", worker: { strategy: "FULL", user_ids: ["ana", "outside"] } },
      { name: "Of nobody", worker: { strategy: "DYNAMIC" } },
      { name: "A search", input_source: { type: "SAVED_SEARCH", id: "thin-strokes" } },
    ];
    const concepts = [{ concept: { id: "3" } }];
    ids = await postTasks(
      workspace,
      tasks.map((task) => ({ concepts, ...task })),
    );
  });
  afterEach(() => workspace.faults.heal());

  const show = async (task: string, verb = "show"): Promise<string> => {
    const before = lena.ephemerals().length;
    await lena.command(`/task ${verb} ${task}`);
    return wordsOf(await workspace.slack.until(() => lena.ephemerals()[before]));
  };

  test.each([0, 1, 2])("spelling %p: people in Slack by their name there, others by their account's", async (index) => {
    const words = await show(ids[index] ?? "");

    expect(words).toMatch(/Ana Souza\s+100\u00a0%/);
    expect(words).toMatch(/Olga Outside\s+100\u00a0%/);
  });

  test("a task of nobody says so", async () => {
    expect(await show(ids[3] ?? "")).toContain("Workers\n  nobody yet");
  });

  test("a saved search has a name", async () => {
    expect(await show(ids[4] ?? "")).toContain("saved search Thin strokes");
  });

  test("figures that the other side does not give are said to be missing; everything else is there", async () => {
    workspace.faults.fail({ path: COUNTS }, { status: 500 });
    const words = await show(ids[0] ?? "");

    expect(words).toContain("How far each worker is could not be asked. Clarifai is not reachable or failed.");
    expect(words).toMatch(/Ana Souza\s+100\u00a0%/);
  });

  test.each([
    ["no answer", { silent: true } as const, "did not answer in time"],
    ["half an answer", { half: true } as const, "Clarifai"],
    [
      "a bad key",
      { status: 401, body: '{"status":{"code":11009,"description":"Invalid API key"}}' },
      "does not accept the app's key",
    ],
  ])("%s: what failed, why, and what to do", async (_name, fault, expected) => {
    workspace.faults.fail({ method: "GET", path: TASK }, fault);

    expect(await show(ids[0] ?? "")).toContain(expected);
  });

  test("in a window there is a button to try again", async () => {
    const before = lena.ephemerals().length;
    await lena.command(`/task show ${ids[0]}`);
    const card = await workspace.slack.until(() => lena.ephemerals()[before]);
    workspace.faults.fail({ method: "GET", path: TASK }, { status: 503 });
    await lena.press("Progress", card);
    await lena.untilWords("Try again");
    workspace.faults.heal();
    await lena.press("Try again");
    await lena.untilWords("Olga Outside");

    await lena.close();
  });

  test("a window that opens too late is told of", async () => {
    const before = lena.ephemerals().length;
    await lena.command(`/task show ${ids[0]}`);
    const card = await workspace.slack.until(() => lena.ephemerals()[before]);
    workspace.slack.failNext("views.open", { error: "expired_trigger_id" });
    await lena.pickInMessage(card, "Copy id");

    await lena.untilEphemeral("Nothing was changed. Try again");
  });

  test("a task that nobody has is answered with what to do", async () => {
    const words = await show("no such task at all");

    expect(words).toContain("no such task at all");
    expect(words).toMatch(/\/task list/);
  });
});
