import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createSandboxSlack, type SandboxSlack } from "../../sandbox/slack/create-sandbox-slack.ts";
import { PATIENT_SLACK } from "../support/patient-slack.ts";
import { KIT_MANIFEST, type KitApp, startKitApp } from "./support/kit-app.ts";
import { type OpenPages, openPages } from "./support/open-sandbox.ts";
import { choose, field, onSandboxPage, type SandboxPage } from "./support/sandbox-page.ts";

describe("what an app can show, in a browser", () => {
  let slack: SandboxSlack;
  let kit: KitApp;
  let pages: OpenPages;
  beforeAll(async () => {
    slack = await createSandboxSlack({ ...PATIENT_SLACK, manifest: KIT_MANIFEST, eventRetryMs: [] });
    kit = await startKitApp(slack);
    pages = await openPages(slack);
  });
  afterAll(async () => {
    await pages?.close();
    await kit?.close();
    await slack?.close();
  });

  const open = async (): Promise<SandboxPage> => onSandboxPage(await pages.openPage());

  test("every input element sends what was typed and chosen, as Slack would", async () => {
    const { say, modal, page } = await open();
    await say("/kit form");
    const form = await modal("Form");
    await field(form, "Text").fill("words");
    await field(form, "Lines").fill("one\ntwo");
    await field(form, "Number").fill("1.5");
    await field(form, "Mail").fill("ana@example.com");
    await field(form, "Address").fill("https://example.com/");
    await choose(form, "One", "Green");
    await choose(form, "Several", "Red", "Blue");
    await field(form, "Asked").fill("al");
    await form.getByRole("option", { name: "al found" }).click();
    await choose(form, "Person", "Ana Souza");
    await choose(form, "Channel", "#labeling");
    await form.getByRole("radio", { name: "Blue" }).check();
    await form.getByRole("checkbox", { name: "Blue" }).check();
    await form.getByRole("checkbox", { name: "Red" }).check();
    await field(form, "Day").fill("2026-11-23");
    await field(form, "Time").fill("14:05");
    await field(form, "Moment").fill("2026-11-23T14:05");
    await form.getByRole("button", { name: "Send" }).click();
    await form.waitFor({ state: "detached" });

    const ana = slack.person("ana").id;
    const labeling = slack.workspace.channels.find((channel) => channel.name === "labeling")?.id;
    const values = Object.fromEntries(
      Object.entries(kit.submitted.at(-1) ?? {}).map(([name, held]) => [name, held["field"]]),
    );
    expect(values).toMatchObject({
      Text: { type: "plain_text_input", value: "words" },
      Lines: { value: "one\ntwo" },
      Number: { type: "number_input", value: "1.5" },
      Mail: { value: "ana@example.com" },
      Address: { value: "https://example.com/" },
      One: { selected_option: { value: "green" } },
      Several: { selected_options: [{ value: "red" }, { value: "blue" }] },
      Asked: { selected_option: { value: "al found" } },
      Person: { selected_user: ana },
      Channel: { selected_channel: labeling },
      Radio: { selected_option: { value: "blue" } },
      Boxes: { selected_options: [{ value: "red" }, { value: "blue" }] },
      Day: { selected_date: "2026-11-23" },
      Time: { selected_time: "14:05" },
      // Vienna is an hour ahead of UTC in November.
      Moment: { selected_date_time: Date.UTC(2026, 10, 23, 13, 5) / 1000 },
    });
    expect(kit.asked).toEqual(["al"]);
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  test("what is missing is said before the app hears of it, and what the app refuses under its field", async () => {
    const { say, modal } = await open();
    await say("/kit form");
    const form = await modal("Form");
    const before = kit.submitted.length;
    await form.getByRole("button", { name: "Send" }).click();
    await form.getByRole("alert").waitFor();
    expect(await form.getByRole("alert").textContent()).toBe("This field is required.");
    expect(kit.submitted).toHaveLength(before);
    expect(await field(form, "Text").evaluate((box) => box === box.ownerDocument.activeElement)).toBe(true);

    await field(form, "Text").fill("refuse me");
    expect(await form.getByRole("alert").count()).toBe(0);
    await form.getByRole("button", { name: "Send" }).click();
    await form.getByText("Not this one").waitFor();
    expect(await field(form, "Number").getAttribute("aria-invalid")).toBe("true");
    expect(await field(form, "Text").inputValue()).toBe("refuse me");
    await form.getByRole("button", { name: "Cancel" }).click();
    await form.waitFor({ state: "detached" });
  });

  test("a select takes no more than it may, and an external one says from how many characters on it looks", async () => {
    const { say, modal } = await open();
    await say("/kit form");
    const form = await modal("Form");
    await field(form, "Several").click();
    for (const colour of ["Red", "Green"]) await form.getByRole("option", { name: colour }).click();
    await form.getByText("You can choose up to 2.").waitFor();
    await form.getByRole("option", { name: "Blue" }).click({ force: true });
    expect(await form.locator(".chip").allTextContents()).toEqual(["Red", "Green"]);

    await field(form, "Asked").click();
    await form.getByText("Type at least 2 characters.").waitFor();
    await form.getByRole("button", { name: "Close" }).click();
    await form.waitFor({ state: "detached" });
  });

  test("a field tells the app on Enter or on typing as it says, and an update keeps what was typed in fields that stay", async () => {
    const { say, modal } = await open();
    await say("/kit live");
    const form = await modal("Live");
    const before = kit.acted.length;
    await field(form, "Silent").fill("unheard");
    await field(form, "Kept").fill("typed");
    await field(form, "On typing").pressSequentially("abc");
    await field(form, "Renamed").waitFor();

    expect(kit.acted.slice(before).at(-1)).toEqual({ where: "On typing", value: "abc" });
    expect(await field(form, "Renamed").inputValue()).toBe("");
    expect(await field(form, "Kept").inputValue()).toBe("typed");
    expect(await field(form, "On typing").evaluate((box) => box === box.ownerDocument.activeElement)).toBe(true);

    await field(form, "On Enter").fill("sent");
    await field(form, "On Enter").press("Enter");
    await slack.until(() => kit.acted.at(-1)?.where === "On Enter");
    expect(kit.acted.at(-1)).toEqual({ where: "On Enter", value: "sent" });
    expect(await form.isVisible()).toBe(true);
    await form.getByRole("button", { name: "Cancel" }).click();
    await form.waitFor({ state: "detached" });
  });

  test("modals stack three high, and one that comes up again holds what was typed in it", async () => {
    const { modal, page } = await open();
    await page.getByRole("button", { name: "Shortcuts" }).click();
    await page.getByRole("menuitem", { name: /Open the stack/ }).click();
    const first = await modal("Floor 1");
    await field(first, "Note").fill("from the first");
    await first.getByRole("button", { name: "Deeper" }).click();
    const second = await modal("Floor 2");
    await second.getByRole("button", { name: "Deeper" }).click();
    const third = await modal("Floor 3");
    await third.getByRole("button", { name: "Back" }).click();
    await modal("Floor 2");
    await page.keyboard.press("Escape");
    const again = await modal("Floor 1");

    expect(await field(again, "Note").inputValue()).toBe("from the first");
    await again.getByRole("button", { name: "Send" }).click();
    await again.waitFor({ state: "detached" });
    expect(kit.submitted.at(-1)).toMatchObject({ Note: { field: { value: "from the first" } } });
  });

  test("buttons and menus of a message work, and one that asks first can be declined", async () => {
    const { say, message, openConversation, page } = await open();
    await say("/kit message");
    await openConversation("Kit");
    const shown = await message("Everything");
    expect(await shown.textContent()).toContain("<!channel>");
    await shown.getByRole("button", { name: "Press" }).click();
    await slack.until(() => kit.acted.at(-1)?.value === "pressed");

    const count = kit.acted.length;
    await shown.getByRole("button", { name: "Erase" }).click();
    await page.getByRole("dialog", { name: "Erase it?" }).getByRole("button", { name: "Keep" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(kit.acted).toHaveLength(count);
    await shown.getByRole("button", { name: "Erase" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Erase all" }).click();
    await slack.until(() => kit.acted.at(-1)?.value === "erased");

    await shown.getByRole("button", { name: "More actions" }).first().click();
    await page.getByRole("menuitem", { name: "Share" }).click();
    await slack.until(() => kit.acted.at(-1)?.where === "more");
    await shown.hover();
    await shown.locator(".message-actions").getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: /Remember this/ }).click();
    await slack.until(() => kit.remembered.length > 0);
    expect(kit.remembered).toEqual(["Everything"]);
  });

  test("the app's Home is drawn when its tab is opened", async () => {
    const { openConversation, page } = await open();
    await openConversation("Kit");
    await page.getByRole("tab", { name: "Home" }).click();
    await page.getByText("Welcome, @Lena Fischer").waitFor();
    await page.getByRole("tab", { name: "Home" }).press("ArrowRight");
    await page.getByRole("tab", { name: "Messages", selected: true }).waitFor();
  });

  test("no page has complained, and nothing was shown that Slack would refuse", () => {
    expect(pages.complaints).toEqual([]);
    expect(slack.violations).toEqual([]);
  });
});
