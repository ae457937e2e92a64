import { describe, expect, test } from "@jest/globals";
import { readWords } from "../../../sandbox/slack/blocks.ts";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import { eventually } from "../../support/eventually.ts";
import { openTaskForm, peopleOf } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const start = workspacesOf();

async function givenTask(strategy?: "Dynamic") {
  const workspace = await start();
  const people = peopleOf(workspace);
  const { lena, ana, ben } = people;
  await openTaskForm(lena, {
    name: "Digits",
    concepts: ["3", "7"],
    workers: [ana, ben],
    ...(strategy ? { strategy } : { weights: ["9", "1"] }),
  });
  await lena.submit();
  await lena.untilWords("is created");
  await lena.close({ isCleared: true });
  return { workspace, ...people };
}

describe("a worker", () => {
  test("reads Start, and Continue once they have begun, in the one message", async () => {
    const { workspace, ana, ben } = await givenTask();
    const message = await ana.untilMessage('Label "Digits"');
    expect(wordsOf(message)).toContain("Concepts: 3, 7");

    await ana.press("Start", message);
    await ana.untilWords(/1 of 180/);

    await ana.untilMessage("Continue");
    expect(ana.directMessages()).toHaveLength(1);
    expect(wordsOf(ana.directMessages()[0] ?? message)).not.toContain("Start");
    expect(wordsOf(await ben.untilMessage('Label "Digits"'))).toContain("Start");
    await ana.close();
    const edits = workspace.slack.callsOf("chat.update").length;
    await ana.openModal("/task label Digits");
    await ana.untilWords(/1 of 180/);
    expect(workspace.slack.callsOf("chat.update")).toHaveLength(edits);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("reads what is left where the message is edited", async () => {
    const { workspace, lena, ana, chidi } = await givenTask();
    await ana.press("Start", await ana.untilMessage('Label "Digits"'));
    await ana.untilWords(/1 of 180/);
    await ana.choose("Concept", "7");
    await ana.submit();
    await ana.close();
    await lena.command("/task show Digits");
    const card = await lena.untilEphemeral("Digits");
    await eventually(async () => {
      await lena.press("Refresh", card);
      return lena.ephemerals().some((shown) => /Ana Souza\s+90\u00a0% · 179\sleft · 1\sdone/.test(wordsOf(shown)));
    });

    await lena.openModal(`/task assign Digits <@${chidi.id}|chidi>`);
    await lena.untilWords("Add 1 worker");
    await lena.submit();

    await ana.untilMessage(/inputs left · 1 done/);
    expect(ana.directMessages()).toHaveLength(1);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("opens a card with their own share and Start, and nothing that they may not press", async () => {
    const { workspace, ana, ben } = await givenTask();
    await ana.press("Open", await ana.untilMessage('Label "Digits"'));
    await ana.untilWords(/180 inputs left · 0 done[\s\S]*90\u00a0% · about 180 of 200/);

    expect(ana.words()).not.toContain(ben.name);
    await expect(ana.press("Edit")).rejects.toThrow("sees no button");
    await ana.press("Start");
    await ana.untilWords(/1 of 180/);
    expect(ana.title()).toBe("Label");
    expect(workspace.slack.violations).toEqual([]);
  });

  test("of work on request reads ten at a time, as you ask", async () => {
    const { ana } = await givenTask("Dynamic");
    await ana.press("Open", await ana.untilMessage("Ten inputs at a time, as you ask"));
    await ana.untilWords("Ten at a time, as you ask");
    await ana.press("Start");
    await ana.untilWords(/ten at a time, as you ask/);
  });
});

describe("a lead", () => {
  test("assigns and closes from the card, and opens it again from its menu; a worker's Start is gone meanwhile", async () => {
    const { workspace, lena, ana } = await givenTask();
    await lena.command("/task show Digits");
    const card = await lena.untilEphemeral("Digits");
    await lena.press("Assign", card);
    await lena.untilField("Workers");
    expect(lena.title()).toBe("Assign people");
    await lena.close({ isCleared: true });

    await lena.press("Close", card);
    await lena.untilField("Close as");
    await lena.submit();
    await lena.untilWords("is closed as done");
    await lena.close({ isCleared: true });
    await ana.command("/task show Digits");
    const closed = await ana.untilEphemeral("Done · Concepts classification");
    await expect(ana.press("Start", closed)).rejects.toThrow("sees no button");

    const before = lena.ephemerals().length;
    await lena.command("/task show Digits");
    await lena.pickInMessage(await workspace.slack.until(() => lena.ephemerals()[before]), "Reopen");
    await lena.untilWords("is open again");
    expect(workspace.slack.violations).toEqual([]);
  });

  test("changes a task from within its window", async () => {
    const { workspace, lena, ana } = await givenTask();
    await ana.untilMessage("Digits");
    await lena.openHome();
    await workspace.slack.until(() => readWords(lena.home()?.view["blocks"]).includes("Digits"));
    await lena.press("Open");
    await lena.untilWords("Together");

    await lena.press("Close");
    await lena.untilField("Close as");
    await lena.close();
    await lena.pickInWindow("Delete");
    await lena.untilWords("Delete “Digits”?");
    expect(workspace.slack.violations).toEqual([]);
  });
});
