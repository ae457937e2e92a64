import { describe, expect, test } from "@jest/globals";
import { toObject } from "../../../sandbox/slack/json.ts";
import { addOutsider, createElsewhere } from "./other-side.ts";
import { listTasks, openTaskForm, peopleOf, setRights } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

describe("Duplicate on a task's card", () => {
  const start = workspacesOf();

  test("opens the form filled as that task is, and creates nothing before it is sent", async () => {
    const workspace = await start();
    const { lena, ana, ben, mei } = peopleOf(workspace);
    await openTaskForm(lena, {
      name: "Lunch photos",
      instructions: "Mind the spoons.",
      type: "Polygon detection",
      concepts: ["3", "8"],
      dataset: "first-hundred",
      workers: [ana, ben],
      weights: ["3", "1"],
      review: "Manual",
      reviewers: [mei],
      sample: "12.5",
      priority: "High",
    });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    await lena.command('/task show "Lunch photos"');
    await lena.pickInMessage(await lena.untilEphemeral("Lunch photos"), "Duplicate");

    await lena.untilField("Name");
    expect(lena.title()).toBe("Create task");
    expect(lena.value("Name").value).toBe("Lunch photos copy");
    expect(lena.value("Instructions").value).toBe("Mind the spoons.");
    expect(lena.value("Task type").selected_option?.value).toBe("POLYGON_DETECTION");
    expect(lena.value("Concepts").selected_options?.map(({ text }) => text.text)).toEqual(["3", "8"]);
    expect(lena.value("Dataset").selected_option?.value).toBe("first-hundred");
    expect(lena.value("Workers").selected_users).toEqual([ana.id, ben.id]);
    expect(lena.value(`Weight for ${ana.name}`).value).toBe("3");
    expect(lena.value("Sample to review (%)").value).toBe("12.5");
    expect(lena.value("Priority").selected_option?.value).toBe("HIGH");
    expect(lena.words()).toContain("Ana Souza 75\u00a0% · about 75 of 100");
    expect(await listTasks(workspace)).toHaveLength(1);

    await lena.submit();
    await lena.untilWords("“Lunch photos copy” is created");
    await ana.untilMessage('Label "Lunch photos copy"');
    const [first, second] = await listTasks(workspace);
    for (const part of ["type", "concepts", "input_source", "worker", "review", "priority"])
      expect(toObject(second)[part]).toEqual(toObject(first)[part]);
    expect(toObject(toObject(second)["metadata"])["labeldesk"]).not.toEqual(
      toObject(toObject(first)["metadata"])["labeldesk"],
    );
    expect(workspace.slack.violations).toEqual([]);
  });

  test("takes people who are not in Slack along, and tells nobody in their place", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await addOutsider(workspace, "robin");
    await addOutsider(workspace, ana.id);
    const worker = { strategy: "FULL", workers: [{ user: { id: "robin" } }, { user: { id: ana.id } }] };
    await createElsewhere(workspace, { name: "Elsewhere", concept_ids: ["3"], worker });
    await lena.command("/task list");
    await lena.untilEphemeral("Elsewhere");
    await lena.command("/task show Elsewhere");
    await lena.pickInMessage(await lena.untilEphemeral(/“?Elsewhere”?[\s\S]*Refresh/), "Duplicate");
    await lena.untilField("Name");
    expect(lena.words()).toContain("Also assigned (not in Slack)");
    await lena.submit();
    await lena.untilWords("“Elsewhere copy” is created");
    await ana.untilMessage('Label "Elsewhere copy"');

    const copy = (await listTasks(workspace)).find(({ name }) => name === "Elsewhere copy");
    expect(copy).toMatchObject({ worker: { strategy: "FULL" } });
    expect(JSON.stringify(copy)).toContain("robin");
    expect(lena.directMessages()).toEqual([]);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("tells somebody whom Slack did not name when the form was opened", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana] });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    // It remembers nobody.
    await workspace.restartApp();
    let isUnnamed = true;
    const when = (args: { readonly [key: string]: unknown }) => isUnnamed && args["user"] === ana.id;
    workspace.slack.failNext("users.info", { error: "internal_error" }, { times: 1_000, when });
    await lena.command("/task show Digits");
    await lena.pickInMessage(await lena.untilEphemeral("Digits"), "Duplicate");
    await lena.untilField("Name");
    expect(lena.words()).toContain("Also assigned (not in Slack)");
    isUnnamed = false;
    await lena.submit();

    await lena.untilWords("“Digits copy” is created");
    await ana.untilMessage('Label "Digits copy"');
  });

  test("is not offered to whoever may not create tasks", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana] });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    await setRights(lena, { "Who may create tasks": "Workspace admins" });

    await ana.command("/task show Digits");
    expect(JSON.stringify((await ana.untilEphemeral("Digits")).blocks)).not.toContain("Duplicate");
  });
});
