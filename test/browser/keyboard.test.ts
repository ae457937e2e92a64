import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type OpenSandbox, openSandbox } from "./support/open-sandbox.ts";
import { chooseByKeys, field, onSandboxPage, tabTo } from "./support/sandbox-page.ts";
import { takePicture } from "./support/take-picture.ts";

describe("the sandbox's page, by keyboard alone", () => {
  let sandbox: OpenSandbox;
  beforeAll(async () => {
    sandbox = await openSandbox();
  });
  afterAll(async () => {
    await sandbox?.close();
  });

  test("a task is created without a pointer", async () => {
    const { page, modal, message } = onSandboxPage(await sandbox.openPage());
    const { keyboard } = page;
    // The message box has the focus from the start; the list of commands completes what was begun.
    await page.getByRole("textbox", { name: "Message #labeling" }).waitFor();
    await page.getByRole("heading", { name: "#labeling" }).waitFor();
    await keyboard.type("/ta");
    await page.getByRole("option", { name: /^\/task/ }).waitFor();
    await keyboard.press("Tab");
    await keyboard.type("create");
    await keyboard.press("Enter");

    const form = await modal("Create task");
    await keyboard.type("Round digits");
    expect(await field(form, "Name").inputValue()).toBe("Round digits");
    await tabTo(page, field(form, "Concepts"));
    await chooseByKeys(page, "0");
    await chooseByKeys(page, "6");
    await tabTo(page, field(form, "Workers"));
    await chooseByKeys(page, "Chidi");
    await form.getByText("Chidi Okafor 100 %").waitFor();
    await keyboard.press("Escape");
    await form.getByRole("listbox").waitFor({ state: "detached" });
    await tabTo(page, form.getByRole("button", { name: "Create" }));
    await keyboard.press("Enter");

    await modal("Task created");
    await keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await tabTo(page, page.getByRole("button", { name: "Be Chidi Okafor, 1 unread" }));
    await keyboard.press("Enter");
    const app = page.getByRole("button", { name: "Labeldesk, 1 unread" });
    await app.waitFor();
    await tabTo(page, app);
    await keyboard.press("Enter");
    expect(await (await message('Label "Round digits"')).textContent()).toContain("100\u00a0% · all 200 inputs");
    expect(sandbox.complaints).toEqual([]);
  });

  test("a modal keeps the focus, Escape closes its list first and then itself, and the box has the focus again", async () => {
    const { page, modal, say } = onSandboxPage(await sandbox.openPage());
    await say("/task create");
    const form = await modal("Create task");
    const isInside = () => form.evaluate((box) => box.contains(box.ownerDocument.activeElement));
    expect(await isInside()).toBe(true);
    const type = field(form, "Task type");
    await tabTo(page, type);
    await page.keyboard.press("ArrowDown");
    await form.getByRole("listbox").waitFor();
    expect(await type.getAttribute("aria-activedescendant")).not.toBeNull();

    await page.keyboard.press("Escape");
    await form.getByRole("listbox").waitFor({ state: "detached" });
    expect(await isInside()).toBe(true);
    await page.keyboard.press("Escape");

    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Message #labeling");
    expect(sandbox.complaints).toEqual([]);
  });

  test("a narrow window has the side behind a button, and nothing is cut off", async () => {
    const narrow = { viewport: { width: 400, height: 800 }, colorScheme: "dark" } as const;
    const { page } = onSandboxPage(await sandbox.openPage(narrow));
    // Also while the side is closed, the page has a heading that a screen reader begins with.
    await page.getByRole("heading", { level: 1, name: /^Local sandbox/ }).waitFor();
    await page.getByRole("button", { name: "People and conversations" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: /^Be Ana Souza/ }).waitFor();
    await takePicture(page, "side-narrow-dark");
    await page.getByRole("button", { name: /^Be Ana Souza/ }).press("Enter");
    await page.locator(".top-bar-me", { hasText: "Ana Souza" }).waitFor();

    await page.getByRole("button", { name: /^Be Ana Souza/ }).waitFor({ state: "hidden" });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(400);
    expect(sandbox.complaints).toEqual([]);
  });
});
