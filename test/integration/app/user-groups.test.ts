import { describe, expect, test } from "@jest/globals";
import { toObject } from "../../../sandbox/slack/json.ts";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { readElsewhere } from "./other-side.ts";
import { commandForm, postCommand, postInteraction, submissionOf } from "./raw-requests.ts";
import { listTasks, messagesOf, openTaskForm, peopleOf, theTask } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const READ = /\/tasks\/[^/?]+\?/;

describe("user groups", () => {
  const start = workspacesOf();

  test("their members become workers and reviewers, the card names them, and who joins later is offered to the lead", async () => {
    const workspace = await start();
    const { lena, ana, ben, chidi, mei } = peopleOf(workspace);
    await openTaskForm(lena, { review: "Manual" });
    await lena.press("More options");
    await lena.untilField("Worker groups");
    await lena.chooseAll("Worker groups", [{ words: "@labelers", query: "label" }]);
    await lena.chooseAll("Reviewer groups", [{ words: "@reviewers", query: "" }]);
    await lena.untilWords("Chidi Okafor 33.3");
    await workspace.slack.until(() => lena.value("Reviewers").selected_users?.includes(mei.id));

    expect(lena.value("Workers").selected_users).toEqual([ana.id, ben.id, chidi.id]);
    await lena.submit();
    await lena.untilWords("“Digits” is created");
    await chidi.untilMessage("33.3");
    await mei.untilMessage('Review "Digits"');
    const task = await theTask(workspace);
    expect(toObject(task["metadata"])["labeldesk"]).toMatchObject({
      user_groups: {
        workers: [{ id: expect.any(String), handle: "labelers" }],
        reviewers: [{ id: expect.any(String), handle: "reviewers" }],
      },
    });
    await lena.close();
    await lena.command("/task show Digits");
    expect(wordsOf(await lena.untilEphemeral("User groups"))).toContain("@labelers, @reviewers (review)");

    const before = messagesOf(lena).length;
    await workspace.slack.joinGroup("labelers", mei.id);
    const told = await lena.untilMessage("Mei Tanaka has joined @labelers, whose members label “Digits”");
    expect(messagesOf(lena)).toHaveLength(before + 1);
    await lena.press("Assign Mei Tanaka", told);
    await lena.untilWords("The others get less");
    await lena.submit();
    await lena.untilWords("“Digits” is saved");

    expect(await readElsewhere(workspace, String(task["id"]))).toMatchObject({
      worker: { workers: [{}, {}, {}, { user: { id: mei.id } }] },
      metadata: { labeldesk: { user_groups: { workers: [{ handle: "labelers" }] } } },
    });
    expect(workspace.slack.violations).toEqual([]);
  });

  test("a command gives a task to a group, and its form has the group: taken out there, nobody who joins is offered any more", async () => {
    const workspace = await start();
    const { lena, ana, ben, chidi, mei } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana] });
    await lena.submit();
    await lena.untilWords("“Digits” is created");
    await lena.close();

    await lena.openModal("/task assign Digits @labelers");
    await lena.untilWords("Add 2 workers to “Digits”?");
    expect(lena.words()).toContain("Ben Carter 33.3");
    await lena.submit();
    await lena.untilWords("“Digits” is saved");
    const id = String((await theTask(workspace))["id"]);
    expect(await readElsewhere(workspace, id)).toMatchObject({
      worker: { workers: [{ user: { id: ana.id } }, { user: { id: ben.id } }, { user: { id: chidi.id } }] },
      metadata: { labeldesk: { submission: expect.any(String), user_groups: { workers: [{ handle: "labelers" }] } } },
    });
    await lena.close();

    await lena.openModal("/task edit Digits");
    await lena.untilField("Worker groups");
    expect(lena.value("Worker groups").selected_options).toMatchObject([{ text: { text: "@labelers" } }]);
    await lena.chooseAll("Worker groups", []);
    await lena.submit();
    await lena.untilWords("Worker groups: − @labelers");
    expect(await readElsewhere(workspace, id)).toMatchObject({
      worker: { workers: [{}, {}, {}] },
      metadata: { labeldesk: { submission: expect.any(String), user_groups: { workers: [], reviewers: [] } } },
    });
    await lena.close();
    const before = messagesOf(lena).length;
    await workspace.slack.joinGroup("labelers", mei.id);
    await lena.command("/task show Digits");
    await lena.untilEphemeral("Chidi Okafor");
    expect(messagesOf(lena)).toHaveLength(before);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("a group that Slack has not made a mention of is found by its handle, also where the task is chosen first; one that nobody knows is named", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await openTaskForm(lena);
    await lena.submit();
    await lena.untilWords("Nobody is assigned yet");
    await lena.close();
    const typed = (text: string) => postCommand(workspace, commandForm(workspace, lena, text));

    await typed("assign Digits @crowd");
    await lena.untilWords("Slack knows no user group @crowd. Choose one that it offers, or name the people.");
    await lena.close();
    await typed("assign @LABELERS");
    const offered = await lena.untilEphemeral("Which task?");
    await lena.press("Digits", offered);
    await lena.untilField("Worker strategy");
    await lena.untilWords("Chidi Okafor 33.3");
    await lena.submit();
    await ana.untilMessage("33.3");

    await lena.close();
    await typed("assign Digits <!subteam^S000000001>");
    await lena.untilWords("Ana Souza, Ben Carter, Chidi Okafor work on “Digits” already. Nothing was changed.");
    expect(workspace.slack.violations).toEqual([]);
  });

  test("a group that came with the press itself is asked for again, and nothing is created", async () => {
    const workspace = await start();
    const { lena } = peopleOf(workspace);
    await openTaskForm(lena);
    await lena.press("More options");
    await lena.untilField("Worker groups");
    const { blockId, actionId } = lena.field("Worker groups");
    const sent = submissionOf(workspace, lena);
    const view = toObject(sent["view"]);
    const state = toObject(view["state"]);
    const group = { text: { type: "plain_text", text: "@labelers" }, value: "S000000001" };
    const values = {
      ...toObject(state["values"]),
      [blockId]: { [actionId]: { type: "multi_external_select", selected_options: [group] } },
    };
    const answer = await postInteraction(workspace, { ...sent, view: { ...view, state: { values } } });

    expect(answer.json).toMatchObject({
      response_action: "errors",
      errors: { [blockId]: expect.stringContaining("does not know yet who is in @labelers") },
    });
    expect(await listTasks(workspace)).toEqual([]);
    await lena.submit();
    await lena.untilWords("“Digits” is created");
  });

  test("where the app may not read them, none are offered and nothing fails", async () => {
    const workspace = await start();
    const { lena } = peopleOf(workspace);
    await openTaskForm(lena);
    await lena.press("More options");
    await lena.untilField("Worker groups");
    workspace.slack.failNext("usergroups.list", { error: "missing_scope" });

    expect(await lena.suggestions("Worker groups", "label")).toEqual([]);
    await lena.submit();
    await lena.untilWords("“Digits” is created");
  });
});

describe("somebody joins a group while it cannot be said whether they are on its task", () => {
  const start = workspacesOf({ side: "clarifai" });

  test.each([
    ["the Tasks API refuses", ({ faults }: TestWorkspace) => faults.fail({ path: READ }, { status: 401 })],
    [
      "Slack does not say who they are",
      ({ slack }: TestWorkspace) => slack.failNext("users.info", { error: "internal_error" }, { times: 2 }),
    ],
  ])("they are offered to the lead later: %s", async (_why, fail) => {
    const workspace = await start();
    const { lena, mei } = peopleOf(workspace);
    await openTaskForm(lena);
    await lena.press("More options");
    await lena.untilField("Worker groups");
    await lena.chooseAll("Worker groups", [{ words: "@labelers", query: "label" }]);
    await lena.untilWords("Chidi Okafor 33.3");
    await lena.submit();
    await lena.untilWords("“Digits” is created");
    await lena.close();

    fail(workspace);
    const asked = workspace.faults.untilSeen({ method: "GET", path: READ });
    await workspace.slack.joinGroup("labelers", mei.id);
    await asked;
    workspace.faults.heal();

    await lena.untilMessage("Mei Tanaka has joined @labelers, whose members label “Digits”");
    expect(messagesOf(lena)).toHaveLength(1);
    expect(workspace.slack.violations).toEqual([]);
  });
});
