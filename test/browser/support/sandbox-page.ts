import type { Locator, Page } from "playwright-core";

/** What a person does on the sandbox's page, in the words that they see. */
export type SandboxPage = {
  readonly page: Page;
  /** Writes into the message box and sends it. */
  say(text: string): Promise<void>;
  /** The open modal with this title. */
  modal(title: string): Promise<Locator>;
  become(person: string): Promise<void>;
  /** Opens a conversation by its name, unread or not. */
  openConversation(name: string): Promise<void>;
  /** Waits for a message that holds the text. */
  message(text: string): Promise<Locator>;
};

export function onSandboxPage(page: Page): SandboxPage {
  return {
    page,
    async say(text) {
      const box = page.getByRole("textbox", { name: /^Message / });
      await box.fill(text);
      await box.press("Enter");
    },
    async modal(title) {
      const modal = page.getByRole("dialog", { name: title, exact: true });
      await modal.waitFor();
      return modal;
    },
    async become(person) {
      await page.getByRole("button", { name: new RegExp(`^Be ${person}`) }).click();
      await page.locator(".top-bar-me", { hasText: person }).waitFor();
    },
    async openConversation(name) {
      await page.getByRole("button", { name: new RegExp(`^${name}(, \\d+ unread)?$`) }).click();
      await page.getByRole("heading", { name, level: 2 }).waitFor();
    },
    async message(text) {
      const message = page.locator(".message", { hasText: text });
      await message.first().waitFor();
      return message.last();
    },
  };
}

/** A field of a form by its label, "(optional)" or not. */
export const field = (form: Locator, label: string): Locator =>
  form.getByLabel(new RegExp(`^${label.replaceAll(/[().]/g, "\\$&")}( \\(optional\\))?$`));

/** Chooses in a select, by pointer. */
export async function choose(form: Locator, label: string, ...options: readonly string[]): Promise<void> {
  const select = field(form, label);
  await select.click();
  for (const option of options) await form.getByRole("option", { name: option }).first().click();
  // A list for several stays open until it is left; Escape on a closed one would close the modal.
  if ((await select.getAttribute("aria-expanded")) === "true") await select.blur();
  await form.getByRole("listbox").waitFor({ state: "detached" });
}

/** Chooses in a select as one does without a pointer: type, arrow if need be, Enter. The focus must be there. */
export async function chooseByKeys(page: Page, option: string): Promise<void> {
  await page.keyboard.type(option);
  await page.locator("[role=option][data-active]", { hasText: option }).waitFor();
  await page.keyboard.press("Enter");
}

/** Presses Tab until the field with this label has the focus. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("Tab never reaches the field.");
}
