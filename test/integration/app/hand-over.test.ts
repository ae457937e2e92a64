import { describe, expect, test } from "@jest/globals";
import { toObjects } from "../../../sandbox/slack/json.ts";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import { labelAs } from "../../support/label-as.ts";
import { labelsOf } from "../../support/label-task.ts";
import { callTasksApi } from "../../support/post-tasks.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { addOutsider, createElsewhere, readElsewhere } from "./other-side.ts";
import { listTasks, messagesOf, openTaskForm, peopleOf } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

describe("handing over", () => {
  const start = workspacesOf();

  /** A workspace with a task of 200 digits, made by Lena and known to its workers. */
  async function startWith(entries: Parameters<typeof openTaskForm>[1], workspace?: TestWorkspace) {
    const world = workspace ?? (await start());
    const { lena } = peopleOf(world);
    await openTaskForm(lena, entries);
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    for (const worker of entries?.workers ?? []) await worker.untilMessage(entries?.name ?? "Digits");
    const task = (await listTasks(world)).find(({ name }) => name === (entries?.name ?? "Digits"));
    return { workspace: world, id: String(task?.["id"]) };
  }

  /** How many inputs somebody has on the other side, done and to do. */
  async function givenTo(workspace: TestWorkspace, taskId: string, { id }: SlackPerson): Promise<number> {
    const { counts } = await callTasksApi(workspace, "GET", `tasks/${taskId}/inputs/count`);
    const own = toObjects(counts).find(({ user_id }) => user_id === id) ?? {};
    return Object.values(own).reduce<number>((sum, value) => sum + (typeof value === "number" ? value : 0), 0);
  }

  const three = { kind: "concepts", concepts: ["3"] } as const;

  test("what somebody has not done goes to the others by their weights, and what they have done stays", async () => {
    const workspace = await start();
    const { lena, ana, ben, chidi } = peopleOf(workspace);
    const { id } = await startWith({ workers: [ana, ben, chidi], weights: ["50", "30", "20"] }, workspace);
    const labeled = await labelAs(workspace, { person: ana.id, task: id, count: 10, concepts: ["3"] }, () => three);

    await lena.openModal(`/task handover Digits <@${ana.id}|ana>`);
    await lena.untilWords("Hand over Ana Souza’s work on “Digits”?");
    expect(lena.words()).toContain("The 90 inputs that are left go to the others by their shares:");
    expect(lena.words()).toContain("Ben Carter 30\u00a0% → 60\u00a0% · about 54 more");
    expect(lena.words()).toContain("Chidi Okafor 20\u00a0% → 40\u00a0% · about 36 more");
    expect(lena.words()).toContain("What Ana Souza has labeled stays: 10 inputs.");
    expect(await givenTo(workspace, id, ben)).toBe(60);
    const before = [ana, ben, chidi].map((person) => messagesOf(person).length);
    await lena.submit();
    await lena.untilWords("“Digits” is saved");
    await ana.untilMessage("Lena Fischer has taken you off");
    await ben.untilMessage("Share 30\u00a0% → 60\u00a0%, by Lena Fischer");
    await chidi.untilMessage("Share 20\u00a0% → 40\u00a0%, by Lena Fischer");

    const labels = await labelsOf(workspace, id);
    expect(labels.map(({ input_id }) => input_id).sort()).toEqual([...labeled].sort());
    const [anas, bens, chidis] = await Promise.all([ana, ben, chidi].map((one) => givenTo(workspace, id, one)));
    expect(anas).toBe(10);
    expect((bens ?? 0) + (chidis ?? 0)).toBe(190);
    expect(Math.abs((bens ?? 0) - 114)).toBeLessThanOrEqual(6);
    // One message for whoever is off it; the others' messages are edited.
    const [beforeAna = 0, ...others] = before;
    expect([ana, ben, chidi].map((person) => messagesOf(person).length)).toEqual([beforeAna + 1, ...others]);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("who was done with theirs is asked anew, in one message, and the old one leads there", async () => {
    const workspace = await start();
    const { lena, ana, ben, chidi } = peopleOf(workspace);
    const { id } = await startWith({ workers: [ana, ben, chidi], weights: ["85", "5", "10"] }, workspace);
    // Past the app, as in another tool.
    for (const person of [ben, chidi])
      await labelAs(workspace, { person: person.id, task: id, count: 10, concepts: ["3"] }, () => three);
    const before = [ben, chidi].map((person) => messagesOf(person).length);

    await lena.openModal(`/task handover Digits <@${ana.id}|ana>`);
    await lena.untilWords("Hand over Ana Souza’s work on “Digits”?");
    await lena.submit();
    await lena.untilWords("“Digits” is saved");

    await ben.untilMessage("Asked again in a newer message.");
    const asked = wordsOf(await ben.untilMessage("Share 5\u00a0% → 33.3\u00a0%, by Lena Fischer"));
    expect(asked).toMatch(/Label "Digits"[\s\S]*Continue\s+Open\s+Why me\?/);
    // Who had some left has been asked for them already.
    await chidi.untilMessage("Share 10\u00a0% → 66.7\u00a0%, by Lena Fischer");
    const [bens = 0, chidis = 0] = before;
    expect([ben, chidi].map((person) => messagesOf(person).length)).toEqual([bens + 1, chidis]);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("from a card: whose work it is is asked for, and where work is handed out on request the rest goes back", async () => {
    const workspace = await start();
    const { lena, ana, ben } = peopleOf(workspace);
    const { id } = await startWith({ workers: [ana, ben], strategy: "Dynamic" }, workspace);
    await labelAs(workspace, { person: ana.id, task: id, count: 4, concepts: ["3"] }, () => three);
    await lena.command("/task show Digits");
    const card = await lena.untilEphemeral("In progress");
    await lena.pickInMessage(card, "Hand over");
    await lena.untilField("Whose work");
    await lena.choose("Whose work", "Ana Souza");
    await lena.submit();
    await lena.untilWords("to the others, ten at a time, as they ask.");
    await lena.submit();
    await lena.untilWords("“Digits” is saved");

    expect(await readElsewhere(workspace, id)).toMatchObject({ worker: { workers: [{ user: { id: ben.id } }] } });
    expect(await givenTo(workspace, id, ana)).toBe(4);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("is refused in words where there is nothing to hand over, nobody to take it, or no right to do it", async () => {
    const workspace = await start();
    const { lena, ana, ben, chidi } = peopleOf(workspace);
    await startWith({ name: "All of it", workers: [ana, ben], strategy: "Full" }, workspace);
    await startWith({ name: "Alone", workers: [ana] }, workspace);
    await startWith({ name: "Pairs", workers: [ana, ben], workersPerInput: "2" }, workspace);
    await addOutsider(workspace, "robin");
    const worker = { strategy: "DYNAMIC", workers: [{ user: { id: "robin" } }] };
    await createElsewhere(workspace, { name: "Outside", concept_ids: ["3"], worker });
    const told = async (person: SlackPerson, command: string, words: string) => {
      await person.openModal(command);
      await person.untilWords(words);
      await person.close();
    };

    await told(lena, "/task handover All of it", "labels every input, so there is nothing to hand over");
    await told(lena, "/task handover Alone", "No other person works on this task");
    await told(lena, "/task handover Outside", "No other person works on this task");
    await told(lena, `/task handover Pairs <@${ana.id}|ana>`, "2 different workers");
    await told(lena, `/task handover Pairs <@${ana.id}|ana>`, "/task edit changes how the work is divided");
    await told(lena, `/task handover Pairs <@${chidi.id}|chidi>`, "does not work on this task any more");
    await told(ben, `/task handover Pairs <@${ana.id}|ana>`, "may edit it");
    expect(workspace.slack.violations).toEqual([]);
  });
});
