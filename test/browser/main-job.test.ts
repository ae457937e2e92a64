import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Locator } from "playwright-core";
import { type OpenSandbox, openSandbox } from "./support/open-sandbox.ts";
import { choose, field, onSandboxPage, type SandboxPage } from "./support/sandbox-page.ts";
import { takePicture } from "./support/take-picture.ts";

const NAME = "Wonky digits";
/** In which a message is about as wide as what it holds. */
const MESSAGE_WINDOW = { width: 1024, height: 800 };

describe("the main job, in a browser", () => {
  let sandbox: OpenSandbox;
  beforeAll(async () => {
    sandbox = await openSandbox();
  });
  afterAll(async () => {
    await sandbox?.close();
  });

  test("a lead creates a task, and everybody whom it concerns reads what is theirs", async () => {
    const lead = onSandboxPage(await sandbox.openPage());
    await lead.say("Morning. I am handing out the wonky digits now.");
    await lead.say("/task create");
    const form = await lead.modal("Create task");
    await fillTask(form);

    await form.getByText("Ana Souza 90 % · about 180 of 200").waitFor();
    await form.getByText("Ben Carter 10 % · about 20 of 200").waitFor();
    await form.getByRole("button", { name: "Create" }).click();

    const created = await lead.modal("Task created");
    expect(await created.textContent()).toMatch(
      /Wonky digits[\s\S]*Ana Souza 90\u00a0%[\s\S]*Ben Carter 10\u00a0%[\s\S]*Mei Tanaka/,
    );
    for (const person of ["Ana Souza", "Ben Carter", "Mei Tanaka"]) {
      // The page behind the modal marks for whom something has arrived.
      await lead.page.locator(`[aria-label="Be ${person}, 1 unread"]`).waitFor();
    }
    await takePicture(lead.page, "task-created", created);
    await lead.page.keyboard.press("Escape");
    await created.waitFor({ state: "detached" });

    expect(await readMessage(lead, "Ana Souza", `Label "${NAME}"`)).toContain("90\u00a0% · about 180 of 200 inputs");
    await lead.page.setViewportSize(MESSAGE_WINDOW);
    await takePicture(lead.page, "direct-message", await lead.message(`Label "${NAME}"`));
    expect(await readMessage(lead, "Ben Carter", `Label "${NAME}"`)).toContain("10\u00a0% · about 20 of 200 inputs");
    expect(await readMessage(lead, "Mei Tanaka", `Review "${NAME}"`)).toMatch(/undecided · at most .*200/);
    await lead.become("Chidi Okafor");
    expect(await lead.page.getByRole("button", { name: /^Labeldesk, \d+ unread/ }).count()).toBe(0);
    expect(sandbox.complaints).toEqual([]);
  });

  test("what the app refuses stands under the field concerned, and nothing typed is lost", async () => {
    const lead = onSandboxPage(await sandbox.openPage());
    await lead.say("/task create");
    const form = await lead.modal("Create task");
    await fillTask(form);
    await field(form, "Workers per input").fill("2");
    await form
      .getByText(/Ana Souza would get 180\s% of the inputs/)
      .first()
      .waitFor();
    await form.getByRole("button", { name: "Create" }).click();

    const weight = field(form, "Weight for Ana Souza");
    await form.locator("[data-invalid]").first().waitFor();
    const described = await weight.getAttribute("aria-describedby");
    const problem = await form.locator(`[id="${described?.split(" ")[0]}"]`).textContent();
    expect(problem).toMatch(/only equal weights work here/);
    expect(await weight.getAttribute("aria-invalid")).toBe("true");
    expect(await field(form, "Name").inputValue()).toBe(NAME);
    expect(await form.locator(".chip").allInnerTexts()).toHaveLength(5);
    await takePicture(lead.page, "refused", form);
    await form.getByRole("button", { name: "Cancel" }).click();
    await form.waitFor({ state: "detached" });
    expect(sandbox.complaints).toEqual([]);
  });

  for (const look of [
    { picture: "create-task-modal", colorScheme: "light", viewport: { width: 1280, height: 800 } },
    { picture: "create-task-modal-dark", colorScheme: "dark", viewport: { width: 1280, height: 800 } },
    { picture: "create-task-modal-narrow", colorScheme: "light", viewport: { width: 400, height: 800 } },
  ] as const) {
    test(`the form fits the window: ${look.picture}`, async () => {
      const lead = onSandboxPage(await sandbox.openPage(look));
      await lead.say("/task create");
      const form = await lead.modal("Create task");
      await fillTask(form);
      await form.getByText("Ben Carter 10 % · about 20 of 200").waitFor();
      // The warning of the step before is gone.
      await form.getByText("can never agree").waitFor({ state: "detached" });
      await form.getByText("Split", { exact: true }).evaluate((label) => label.scrollIntoView());

      await takePicture(lead.page, look.picture, form);
      const { scrollWidth, clientWidth } = await form.evaluate((box) => ({
        scrollWidth: box.ownerDocument.documentElement.scrollWidth,
        clientWidth: box.ownerDocument.documentElement.clientWidth,
      }));
      expect(scrollWidth).toBe(clientWidth);
      await form.getByRole("button", { name: "Close" }).click();
      await form.waitFor({ state: "detached" });
    });
  }
});

/** Polygons in all digits, ninety to ten over two workers, checked by one reviewer where the labels leave it open. */
async function fillTask(form: Locator): Promise<void> {
  await field(form, "Name").fill(NAME);
  await choose(form, "Task type", "Polygon detection");
  await choose(form, "Concepts", "3", "8");
  await choose(form, "Workers", "Ana Souza", "Ben Carter");
  // The default follows the workers; the select is drawn anew when it does.
  await form.getByText("The inputs are divided among the workers.").waitFor();
  await choose(form, "Worker strategy", "Partitioned");
  await field(form, "Split").waitFor();
  await choose(form, "Split", "Weighted");
  await field(form, "Weight for Ana Souza").fill("90");
  await field(form, "Weight for Ben Carter").fill("10");
  await choose(form, "Review strategy", "Consensus");
  await field(form, "Reviewers").waitFor();
  await choose(form, "Reviewers", "Mei Tanaka");
  await field(form, "Labelers who must agree").fill("1");
}

/** Becomes the person, opens what is unread from the app, and reads the message. */
async function readMessage(page: SandboxPage, person: string, text: string): Promise<string> {
  await page.become(person);
  await page.page.getByRole("button", { name: /^Labeldesk, 1 unread/ }).click();
  const message = await page.message(text);
  // Read as soon as it is seen.
  await page.page.getByRole("button", { name: /^Labeldesk, 1 unread/ }).waitFor({ state: "detached" });
  return (await message.textContent()) ?? "";
}
