import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { sql } from "kysely";
import { readWords } from "../../../sandbox/slack/blocks.ts";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import { openDatabase } from "../../../src/store/engine/open.ts";
import { eventually } from "../../support/eventually.ts";
import { linkFor, makeTask } from "../../support/label-task.ts";
import { createVisitor } from "../label-page/visitor.ts";
import { readHistory } from "./read-history.ts";
import { openTaskForm, peopleOf, setRights } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const LABELING = { submitAfterMs: 50, submitLastAfterMs: 50, roundMs: 50, firstPauseMs: 50, longestPauseMs: 200 };

const start = workspacesOf();

test("who did what to a task is shown to those who lead it, to others what they did, and outlives the task", async () => {
  const workspace = await start();
  const { slack } = workspace;
  const { lena, ana, ben, chidi } = peopleOf(workspace);
  await setRights(lena, { "Who may delete tasks": "Workspace admins" });
  await openTaskForm(ben, { name: "Digits", workers: [ana] });
  await ben.submit();
  await ben.untilWords("is created");
  await ben.close();
  await ben.openModal("/task close Digits");
  await ben.untilWords("Close “Digits”");
  await ben.submit();
  await ben.untilWords("closed");
  await ben.close();

  await ben.command("/task history Digits");
  const toLead = wordsOf(await ben.untilEphemeral("History of “Digits”"));
  await ana.command("/task history Digits");
  const toWorker = wordsOf(await ana.untilEphemeral("What you did"));
  await chidi.command("/task history");
  const toMember = wordsOf(await chidi.untilEphemeral("What you did"));
  await lena.openModal("/task delete Digits");
  await lena.untilWords("Delete “Digits”");
  await lena.submit();
  await lena.untilWords("deleted");
  await lena.close();
  await lena.command("/task history Digits");
  const gone = await lena.untilEphemeral("deleted “Digits”");
  await lena.press("Save as file", gone);
  await lena.untilMessage("📎 history.csv");

  expect(toLead).toMatch(/closed “Digits” as done[\s\S]*Ben Carter created “Digits”, for Ana Souza/);
  expect(toWorker).toContain("Nothing was noted");
  expect(toMember).toContain("Nothing was noted");
  expect(wordsOf(gone)).toContain("Ben Carter created “Digits”");
  const [id = ""] = slack.core.files.ids();
  const [head, ...rows] = (slack.core.files.read(id)?.toString("utf8") ?? "").trimEnd().split("\r\n");
  expect(head).toBe("at,person,name,did,via,task_id,task,details");
  expect(rows).toHaveLength(3);
  expect(rows[0]).toContain(`${lena.id},${lena.name},${lena.name} deleted “Digits”,slack,`);
  await lena.command("/task history");
  expect(wordsOf(await lena.untilEphemeral("History of this workspace"))).toMatch(
    /exported the history of “Digits”[\s\S]*changed the workspace’s settings: who may delete tasks/,
  );
  expect(slack.violations).toEqual([]);
});

test("what was labeled on a page in the browser says so, and what was labeled in Slack says nothing of it", async () => {
  const workspace = await start({ overrides: { times: { labeling: LABELING } } });
  const { lena, ana } = peopleOf(workspace);
  const inputs = { one: { text: { raw: "one" } }, two: { text: { raw: "two" } } };
  const task = { name: "Words", workers: ["ana"], inputs, type: "CONCEPTS_CLASSIFICATION" } as const;
  const taskId = await makeTask(workspace, task);
  const visitor = createVisitor(linkFor(workspace, "ana", taskId));
  const { work } = await visitor.open();
  const [first] = work?.inputs ?? [];
  const said = { kind: "concepts", concepts: ["cup"] } as const;
  await visitor.post("answer", { assignmentId: first?.assignmentId ?? "", inputId: first?.inputId ?? "", said });
  await ana.openModal("/task label Words");
  await ana.untilField("Concepts");
  await ana.chooseAll("Concepts", ["cup"]);
  await ana.submit();

  const read = () => readHistory(workspace, lena, "Words");
  const labeled = (history: string) => new Set(history.match(/labeled the input \w+/g));
  await eventually(async () => labeled(await read()).size === 2);

  const words = await read();
  expect(words).toMatch(
    new RegExp(`labeled the input ${first?.inputId} of “Words”\\s+\\S[^\\n]* · on a page in the browser`),
  );
  expect(words.match(/on a page in the browser/g)).toHaveLength(1);
});

test("what another version has noted is named, beside what this one can read, also in the file", async () => {
  const workspace = await start();
  const { lena, ben } = peopleOf(workspace);
  await setRights(lena, { "Who may edit tasks": "Everyone" });
  const other = openDatabase<object>({ kind: "sqlite", path: join(workspace.dataDir, "labeldesk.db") });
  await sql`insert into history (team, at, person, kind, task_id, task_name, about, via)
    values (${workspace.slack.workspace.team.id}, 1772442000000, ${ben.id}, 'task.edited', 't', 'Digits',
      '{"parts":["hologram"],"added":[],"removed":[]}', 'slack')`.execute(other.db);
  await other.close();

  await lena.command("/task history");
  const shown = await lena.untilEphemeral("History of this workspace");
  await lena.press("Save as file", shown);
  await lena.untilMessage("📎 history.csv");

  const unread = `${ben.name} did something that this version of Labeldesk does not know (task.edited)`;
  expect(wordsOf(shown)).toContain(unread);
  expect(wordsOf(shown)).toContain("changed the workspace’s settings: who may edit tasks");
  const [id = ""] = workspace.slack.core.files.ids();
  const [, row] = (workspace.slack.core.files.read(id)?.toString("utf8") ?? "").split("\r\n");
  expect(row).toBe(
    `2026-03-02T09:00:00.000Z,${ben.id},${ben.name},${unread},slack,t,Digits,"{""parts"":[""hologram""],""added"":[],""removed"":[]}"`,
  );
});

test("a history of many pages turns in place, and comes back to the newest", async () => {
  const workspace = await start();
  const { lena } = peopleOf(workspace);
  for (const words of Array.from({ length: 12 }, (_, turn) => (turn % 2 === 0 ? "Workspace admins" : "Everyone")))
    await setRights(lena, { "Who may edit tasks": words });

  await lena.command("/task history");
  await lena.press("Older", await lena.untilEphemeral("History of this workspace"));
  const older = await lena.untilEphemeral("Newest");

  expect(readWords(older.blocks).match(/changed the workspace’s settings/g)).toHaveLength(2);
});

test("channels stand in it by their name, as Slack shows it, and in the file by their id", async () => {
  const workspace = await start();
  const { slack } = workspace;
  const { lena, ana } = peopleOf(workspace);
  await openTaskForm(lena, { name: "Digits", workers: [ana] });
  await lena.submit();
  await lena.untilWords("is created");
  await lena.close();
  await lena.command("/task follow Digits");
  await lena.command("/task follow mine");
  await eventually(async () => /all tasks of Lena Fischer/.test(await readHistory(workspace, lena)));
  const before = lena.ephemerals().length;
  await lena.command("/task history");
  const history = await slack.until(() => lena.ephemerals()[before]);
  await lena.press("Save as file", history);
  await lena.untilMessage("📎 history.csv");

  const channel = lena.channel("labeling");
  const lines = history.blocks.filter(({ type }) => type === "rich_text").map((block) => JSON.stringify(block));
  expect(lines.filter((line) => line.includes(`{"type":"channel","channel_id":"${channel}"}`))).toHaveLength(2);
  expect(wordsOf(history).replaceAll(`<#${channel}>`, "")).not.toContain(channel);
  const [id = ""] = slack.core.files.ids();
  const file = slack.core.files.read(id)?.toString("utf8");
  expect(file).toContain(`Lena Fischer let the channel ${channel} follow “Digits”`);
  expect(file).toContain(`Lena Fischer let the channel ${channel} follow all tasks of Lena Fischer`);
  expect(slack.violations).toEqual([]);
});
