import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Locator } from "playwright-core";
import { type Entries, listTasks, openTaskForm, peopleOf } from "../integration/app/task-form.ts";
import { approveInputs, labelInputs } from "./support/do-work.ts";
import { type OpenSandbox, openSandbox } from "./support/open-sandbox.ts";
import { choose, field, onSandboxPage, type SandboxPage } from "./support/sandbox-page.ts";
import { takePicture } from "./support/take-picture.ts";

const NAME = "Wonky digits";
const NARROW = { viewport: { width: 400, height: 800 } };
const NARROW_TALL = { viewport: { width: 400, height: 1200 } };
/** A message is about as wide in it as what it holds. */
const TALL = { viewport: { width: 1024, height: 1000 } };

describe("every operation, in a browser", () => {
  let sandbox: OpenSandbox;
  beforeAll(async () => {
    sandbox = await openSandbox();
    await prepareWork(sandbox);
  });
  afterAll(async () => {
    await sandbox?.close();
  });

  test("a lead lists the tasks, and opens one from its row", async () => {
    for (const [picture, options] of [
      ["task-list", TALL],
      ["task-list-narrow", NARROW],
    ] as const) {
      const lead = onSandboxPage(await sandbox.openPage(options));
      if (options === NARROW) await openSide(lead);
      await lead.openConversation("labeling");
      if (picture === "task-list") await lead.say("/task list");
      const list = await lead.message("3 tasks");
      expect(await list.textContent()).toMatch(
        /Lunch photos[\s\S]*low priority[\s\S]*Street signs[\s\S]*Wonky digits\s*Work 45\u00a0% · Review 20\u00a0% · waits for labels/,
      );
      await takePicture(lead.page, picture, list);
      await expectNothingSideways(lead);
      await list.getByRole("button", { name: `Open ${NAME}` }).click();
      const task = await lead.modal("Task");
      await task.getByText("2 people · Partitioned, weighted").waitFor();
      await closeWindow(task);
    }
  });

  test("a lead reads everything about a task, on any screen", async () => {
    for (const [picture, options] of [
      ["task-card", TALL],
      ["task-card-dark", { ...TALL, colorScheme: "dark" }],
      ["task-card-narrow", NARROW_TALL],
    ] as const) {
      const lead = onSandboxPage(await sandbox.openPage(options));
      if (options === NARROW_TALL) await openSide(lead);
      await lead.openConversation("labeling");
      if (picture === "task-card") await lead.say("/task show wonky");
      const card = await lead.message("Draw tightly");
      const words = await card.textContent();
      expect(words).toMatch(/In progress · Polygon detection · high priority/);
      expect(words).toMatch(/Work 45\u00a0% · Review 20\u00a0%/);
      expect(words).toMatch(/Ana Souza\s+90\u00a0% · 110\sleft · 70\sdone: 40\saccepted, 30\sin\sreview/);
      await card.scrollIntoViewIfNeeded();
      await takePicture(lead.page, picture, card);
      await expectNothingSideways(lead);
    }
  });

  test("a lead edits the task: those concerned read it, and every copy of its card follows", async () => {
    const lead = onSandboxPage(await sandbox.openPage());
    await lead.openConversation("labeling");
    await (await lead.message("Draw tightly")).getByRole("button", { name: "Share in this channel" }).click();
    const shared = sharedCard(lead);
    await (await openFrom(lead, shared)).getByRole("button", { name: "Edit" }).click();
    const form = await lead.modal("Edit task");
    await field(form, "Weight for Ana Souza").fill("60");
    await field(form, "Weight for Ben Carter").fill("40");
    await form.getByText("Ana Souza 60 % · about 120 of 200").waitFor();
    await choose(form, "Priority", "Low");
    await form.getByText("Split", { exact: true }).evaluate((label) => label.scrollIntoView());
    await takePicture(lead.page, "edit-task", form);
    await form.getByRole("button", { name: "Save" }).click();

    const saved = await lead.modal("Task saved");
    await saved.getByText("Ana Souza 90 % → 60 %").waitFor();
    await closeWindow(saved);
    await closeWindow(await lead.modal("Task"));
    await shared.getByText("low priority").waitFor();
    await lead.become("Ben Carter");
    await lead.openConversation("Labeldesk");
    const message = await lead.message(`Label "${NAME}"`);
    await message.getByText("40 % · about 80 of 200 inputs").waitFor();
    await message.getByText("Share 10 % → 40 %, by Lena Fischer").waitFor();
  });

  test("a lead deletes the task: it asks first, and what is gone has no buttons", async () => {
    const lead = onSandboxPage(await sandbox.openPage());
    await lead.openConversation("labeling");
    const shared = sharedCard(lead);
    await (await openFrom(lead, shared)).getByRole("button", { name: "More actions" }).click();
    await lead.page.getByRole("menuitem", { name: "Delete" }).click();
    const question = await lead.modal("Delete task");
    await question.getByText(`Delete “${NAME}”?`).waitFor();
    await question.getByText("3 people are assigned").waitFor();
    await takePicture(lead.page, "delete-task", question);
    await question.getByRole("button", { name: "Delete" }).click();

    const deleted = await lead.modal("Task deleted");
    await closeWindow(deleted);
    await closeWindow(await lead.modal("Task"));
    const gone = lead.page.locator(".message:not([data-ephemeral])", { hasText: `“${NAME}” was deleted` });
    await gone.getByText("By Lena Fischer.").waitFor();
    expect(await gone.locator(".blocks").getByRole("button").count()).toBe(0);
    await lead.become("Ben Carter");
    await lead.openConversation("Labeldesk");
    const message = await lead.message(`"${NAME}" was deleted by Lena Fischer`);
    expect(await message.locator(".blocks").getByRole("button").count()).toBe(0);
  });

  test("a worker finds what is theirs, in a list and in the app's Home, where nobody can write", async () => {
    for (const [picture, options] of [["app-home"], ["app-home-narrow", NARROW]] as const) {
      const worker = onSandboxPage(await sandbox.openPage(options));
      if (options === NARROW) await openSide(worker);
      await worker.become("Ana Souza");
      if (options === NARROW) await openSide(worker);
      await worker.openConversation("labeling");
      await worker.say("/task mine");
      const mine = await worker.message("Tasks assigned to you");
      expect(await mine.textContent()).toMatch(/Street signs[\s\S]*1 task/);
      expect(await mine.textContent()).not.toContain(NAME);

      if (options === NARROW) await openSide(worker);
      await worker.openConversation("Labeldesk");
      await worker.page.getByText("Sending messages to this app has been turned off.").waitFor();
      expect(await worker.page.getByRole("textbox").count()).toBe(0);
      await worker.page.getByRole("tab", { name: "Home" }).click();
      const home = worker.page.getByRole("tabpanel");
      await home.getByText("60 inputs left · 40 done").waitFor();
      expect(await home.textContent()).toMatch(
        /Your work\s*Street signs[\s\S]*Your reviews\s*Lunch photos\s*10 labels wait for review[\s\S]*Tasks you created\s*None yet/,
      );
      await takePicture(worker.page, picture);
      await expectNothingSideways(worker);
      await home.getByRole("button", { name: "Open Street signs" }).click();
      const task = await worker.modal("Task");
      await task.getByText("2 people · Partitioned, evenly").waitFor();
      await closeWindow(task);
    }
    expect(sandbox.complaints).toEqual([]);
    expect(sandbox.workspace.slack.violations).toEqual([]);
  });
});

/** Three tasks of Lena's, all of them under way. */
async function prepareWork({ workspace }: OpenSandbox): Promise<void> {
  const { lena, ana, ben, chidi, mei } = peopleOf(workspace);
  const create = async (entries: Entries & { name: string }): Promise<string> => {
    await openTaskForm(lena, entries);
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    const task = (await listTasks(workspace)).find(({ name }) => name === entries.name);
    return String(task?.["id"]);
  };
  const polygons = { type: "Polygon detection", concepts: ["3", "8"] } as const;
  const review = { review: "Manual", reviewers: [mei], sample: "100" } as const;
  const wonky = await create({
    ...polygons,
    ...review,
    name: NAME,
    priority: "High",
    workers: [ana, ben],
    weights: ["90", "10"],
    instructions: "Draw tightly around each digit, and leave out what is cut off at the edge.",
  });
  const signs = await create({ ...polygons, name: "Street signs", workers: [ana, ben] });
  const lunch = await create({
    ...polygons,
    name: "Lunch photos",
    priority: "Low",
    workers: [chidi],
    review: "Manual",
    reviewers: [ana],
    sample: "100",
  });
  await workspace.tasksService.idle();
  await labelInputs(workspace, ana.id, wonky, 70);
  await labelInputs(workspace, ben.id, wonky, 20);
  await approveInputs(workspace, mei.id, ana.id, wonky, 40);
  await labelInputs(workspace, ana.id, signs, 40);
  await labelInputs(workspace, chidi.id, lunch, 10);
  // Their unread marks are in the pictures.
  await ana.untilMessage('Review "Lunch photos"');
  await ben.untilMessage('Label "Street signs"');
  await chidi.untilMessage('Label "Lunch photos"');
  await mei.untilMessage(`Review "${NAME}"`);
}

/** The copy of the card that everybody in the channel sees. */
const sharedCard = (lead: SandboxPage): Locator =>
  lead.page.locator(".message:not([data-ephemeral])", { hasText: "Details" });

async function closeWindow(window: Locator): Promise<void> {
  await window.getByRole("button", { name: "Close", exact: true }).last().click();
  await window.waitFor({ state: "detached" });
}

/** Everybody reads a card in a channel, so that what only some may do stands in the window that it opens. */
async function openFrom(lead: SandboxPage, shared: Locator): Promise<Locator> {
  await shared.getByRole("button", { name: "Details" }).click();
  expect(await shared.getByRole("button", { name: /^(Edit|Delete)$/ }).count()).toBe(0);
  return lead.modal("Task");
}

/** On a narrow window the side is behind a button, and goes when something was chosen there. */
const openSide = ({ page }: SandboxPage): Promise<void> =>
  page.getByRole("button", { name: "People and conversations" }).click();

async function expectNothingSideways({ page }: SandboxPage): Promise<void> {
  const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
  expect(scrollWidth).toBe(clientWidth);
}
