import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type OpenSandbox, openSandbox } from "./support/open-sandbox.ts";
import { onSandboxPage } from "./support/sandbox-page.ts";
import { takePicture } from "./support/take-picture.ts";

/** Twenty answers, with the pause before each. */
const TWENTY_MS = 30_000;

describe("the sandbox as it opens, in a browser", () => {
  let sandbox: OpenSandbox;
  beforeAll(async () => {
    sandbox = await openSandbox({ isBegun: true });
    // Messages to one person go a second apart: the last one is there.
    await sandbox.workspace.slack.person("ana").untilMessage('Label "Boxes on photographs"');
  });
  afterAll(async () => {
    await sandbox?.close();
  });

  for (const look of [
    { picture: "sandbox", colorScheme: "light", viewport: { width: 1280, height: 800 } },
    { picture: "sandbox-dark", colorScheme: "dark", viewport: { width: 1280, height: 800 } },
    { picture: "sandbox-narrow", colorScheme: "light", viewport: { width: 400, height: 800 } },
  ] as const) {
    test(`#labeling shows what is under way, down to its last message: ${look.picture}`, async () => {
      const { page, message } = onSandboxPage(await sandbox.openPage(look));
      await page.getByRole("heading", { name: "labeling", level: 2 }).waitFor();
      await (await message("I begin after lunch")).waitFor();
      const photo = page.getByRole("img", { name: /^Sheep/ });
      await photo.evaluate((image: HTMLImageElement) => image.decode());

      for (const name of ["First hundred digits", "All digits, six to three to one", "Boxes on photographs"])
        expect(await page.locator(".message", { hasText: name }).count()).toBeGreaterThan(0);
      const list = page.getByRole("log");
      const below = () => list.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
      expect(await below()).toBeLessThan(2);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(look.viewport.width);
      await takePicture(page, look.picture);
    });
  }

  test("what a task is, and how it is going on, is read whole in a narrow window", async () => {
    const { say, message } = onSandboxPage(await sandbox.openPage({ viewport: { width: 400, height: 800 } }));
    await say("/task show First hundred digits");
    const card = await message("Concepts per input");
    await say("/task progress First hundred digits");
    const progress = await message("Agreement beyond chance");

    expect(await card.getByRole("img", { name: /^Inputs per worker/ }).count()).toBe(1);
    for (const shown of [card, progress]) {
      const cut = await shown.evaluate((box) =>
        [...box.querySelectorAll("pre, figure, ul, p")]
          .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
          .map(({ tagName, textContent }) => `${tagName}: ${textContent?.slice(0, 40)}`),
      );
      expect(cut).toEqual([]);
    }
    expect(sandbox.complaints).toEqual([]);
  });

  test("one lets a labeler work from the bar on top, sees how far they are, and finds their labels counted", async () => {
    const { page, become, openConversation, message } = onSandboxPage(await sandbox.openPage());
    const idle = page.getByRole("button", { name: "Let Ana label 20", exact: true });

    await idle.click();
    await page.getByRole("button", { name: /^Stop Ana · \d+ of 20$/ }).waitFor();
    await idle.waitFor({ timeout: TWENTY_MS });

    await become("Ana Souza");
    await openConversation("Labeldesk");
    const asked = await message('Label "All digits, six to three to one"');
    await asked.getByRole("button", { name: /^(Start|Continue)$/ }).click();
    // She had labeled 45 of her 120 before; the boxes, which are newer, came first: five, and one that was sent back.
    await page
      .getByRole("dialog")
      .getByText(/^60 of 120/)
      .waitFor();
    expect(sandbox.complaints).toEqual([]);
  });

  test("who has nothing left says so once", async () => {
    const { page } = onSandboxPage(await sandbox.openPage());
    const idle = page.getByRole("button", { name: "Let Ben label 20", exact: true });
    // Fifty of a hundred, and all of the other task, were labeled before.
    for (let turn = 0; turn < 3; turn += 1) {
      await idle.click();
      await page.getByRole("button", { name: /^Stop Ben/ }).waitFor();
      await idle.waitFor({ timeout: TWENTY_MS });
    }

    const remark = page.getByText(/^Ben labeled 10 of 20: nothing else waits for Ben\./);
    await remark.waitFor();
    expect(await remark.count()).toBe(1);
    expect(sandbox.complaints).toEqual([]);
  }, 120_000);
});
