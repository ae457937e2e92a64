import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Locator } from "playwright-core";
import { readTruths } from "../../sandbox/life/read-truth.ts";
import { PHOTO_CONCEPTS, seedPhotos } from "../../sandbox/life/seed-photos.ts";
import { createFilm } from "./support/film.ts";
import { type OpenSandbox, openSandbox } from "./support/open-sandbox.ts";
import { choose, field, onSandboxPage } from "./support/sandbox-page.ts";

const NAME = "What is in the picture";

/** How long a scene of the film is shown: to see what happens, and to read something. */
const GLANCE_MS = 1200;
const READ_MS = 2400;

let sandbox: OpenSandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
  await seedPhotos(sandbox.workspace.tasks);
});
afterAll(async () => {
  await sandbox?.close();
});

// Which photographs are the worker’s is for the tasks service to say, and the film shows others each time.
test("a lead asks, a worker labels, and the lead sees it: the film of the README", async () => {
  const { page, say, modal, become, openConversation, message } = onSandboxPage(
    await sandbox.openPage({ viewport: { width: 900, height: 768 } }),
  );
  const film = createFilm(page);
  await say("Morning. Twelve photographs are to be sorted today.");
  await message("Morning.");
  await page.getByRole("textbox", { name: /^Message / }).fill("/task create");
  await film.show(GLANCE_MS);
  await page.keyboard.press("Enter");

  const form = await modal("Create task");
  await field(form, "Name").fill(NAME);
  await field(form, "Instructions").fill("Choose what fills most of the picture.");
  await choose(form, "Concepts", ...PHOTO_CONCEPTS);
  await form.getByText("Name", { exact: true }).evaluate((label) => label.scrollIntoView());
  await film.show(READ_MS);
  await choose(form, "Input source", "Dataset");
  await field(form, "Dataset").waitFor();
  await choose(form, "Dataset", "photographs");
  await choose(form, "Workers", "Ana Souza", "Ben Carter");
  await form.getByText(/Ben Carter 50\s% · about 6 of 12/).waitFor();
  await choose(form, "Split", "Weighted");
  await field(form, "Weight for Ana Souza").fill("75");
  await field(form, "Weight for Ben Carter").fill("25");
  await form.getByText(/Ana Souza 75\s% · about 9 of 12/).waitFor();
  await form.getByText("Split", { exact: true }).evaluate((label) => label.scrollIntoView());
  await film.show(READ_MS);
  await form.getByRole("button", { name: "Create" }).click();

  const created = await modal("Task created");
  await created.getByText("is created").waitFor();
  await film.show(READ_MS);
  await created.getByRole("button", { name: "Close", exact: true }).last().click();
  await created.waitFor({ state: "detached" });

  await become("Ana Souza");
  await openConversation("Labeldesk");
  const asked = await message(`Label "${NAME}"`);
  await film.show(READ_MS);
  await asked.getByRole("button", { name: "Start" }).click();

  const label = await modal("Label");
  const truths = await readTruths();
  for (const turn of [1, 2]) {
    await label.getByText(new RegExp(`^${turn} of 9`)).waitFor();
    const shown = await readInput(label);
    await film.show(GLANCE_MS);
    await label.getByRole("radio", { name: truths[shown]?.[0] ?? "", exact: true }).check();
    await film.show(GLANCE_MS);
    await label.getByRole("button", { name: "Submit and next" }).click();
  }
  await label.getByText(/^3 of 9/).waitFor();
  await readInput(label);
  await film.show(GLANCE_MS);
  await page.keyboard.press("Escape");
  await label.waitFor({ state: "detached" });

  await become("Lena Fischer");
  await openConversation("labeling");
  await say(`/task show ${NAME}`);
  const card = await message("Inputs per worker");
  expect(await card.textContent()).toMatch(/Ana Souza\s+75\s% · 7\sleft · 2\sdone/);
  await card.evaluate((whole) => whole.scrollIntoView());
  await film.show(READ_MS);
  await film.save("the-whole-way");
  expect(sandbox.complaints).toEqual([]);
});

/** The input whose picture the window shows, once it is drawn. */
async function readInput(label: Locator): Promise<string> {
  const picture = label.locator("img");
  await picture.waitFor();
  await picture.evaluate((image: HTMLImageElement) => image.decode());
  return ((await picture.getAttribute("alt")) ?? "").replace("Input ", "");
}
