import { describe, expect, test } from "@jest/globals";
import { toObject } from "../../../sandbox/slack/json.ts";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import { readElsewhere } from "./other-side.ts";
import { postInteraction, submissionOf } from "./raw-requests.ts";
import { listTasks, messagesOf, openTaskForm, peopleOf, theTask } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

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
    const values = { ...toObject(state["values"]), [blockId]: { [actionId]: { selected_options: [group] } } };
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
