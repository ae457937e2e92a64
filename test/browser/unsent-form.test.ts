import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Locator } from "playwright-core";
import { type OpenSandbox, openSandbox } from "./support/open-sandbox.ts";
import { choose, field, onSandboxPage } from "./support/sandbox-page.ts";

describe("a form that is closed unsent, in a browser", () => {
  let sandbox: OpenSandbox;
  beforeAll(async () => {
    sandbox = await openSandbox();
  });
  afterAll(async () => {
    await sandbox?.close();
  });

  test.each<[string, (form: Locator) => Promise<void>]>([
    ["Cancel", (form) => form.getByRole("button", { name: "Cancel" }).click()],
    ["Escape", (form) => form.page().keyboard.press("Escape")],
    ["×", (form) => form.getByRole("button", { name: "Close" }).click()],
  ])("%s keeps what was typed for the next one", async (_way, close) => {
    const lead = onSandboxPage(await sandbox.openPage());
    await lead.say("/task create");
    const form = await lead.modal("Create task");
    await field(form, "Name").fill("Kept");
    await choose(form, "Workers", "Ana Souza", "Ben Carter");
    await form.getByText(/Ben Carter 50\s% · about 100 of 200/).waitFor();
    await close(form);
    await form.waitFor({ state: "detached" });

    await lead.say("/task create");
    const next = await lead.modal("Create task");
    expect(await field(next, "Name").inputValue()).toBe("");
    await next.getByRole("button", { name: "Continue “Kept”" }).click();
    await next.getByText(/Ben Carter 50\s% · about 100 of 200/).waitFor();
    expect(await field(next, "Name").inputValue()).toBe("Kept");
    expect(await next.locator(".chip").allInnerTexts()).toHaveLength(2);
    await next.getByRole("button", { name: "Cancel" }).click();
    await next.waitFor({ state: "detached" });

    await lead.say("/task create");
    const last = await lead.modal("Create task");
    await last.getByRole("button", { name: "Discard" }).click();
    await last.getByText("You left “Kept” unsent").waitFor({ state: "detached" });
    await last.getByRole("button", { name: "Cancel" }).click();
    await last.waitFor({ state: "detached" });
    expect(sandbox.complaints).toEqual([]);
  });
});
