import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { toObjects, toText } from "../../sandbox/slack/json.ts";
import { labelAs } from "../support/label-as.ts";
import { callTasksApi } from "../support/post-tasks.ts";
import { type OpenSandbox, openSandbox } from "./support/open-sandbox.ts";
import { onSandboxPage } from "./support/sandbox-page.ts";
import { takePicture } from "./support/take-picture.ts";

const LOOKS = [
  { picture: "review", colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { picture: "review-dark", colorScheme: "dark", viewport: { width: 1280, height: 900 } },
  { picture: "review-narrow", colorScheme: "light", viewport: { width: 400, height: 900 } },
] as const;

describe("reviewing, in a browser", () => {
  let sandbox: OpenSandbox;
  beforeAll(async () => {
    sandbox = await openSandbox({ isBegun: true });
    const tasks = toObjects((await callTasksApi(sandbox.workspace, "GET", "tasks"))["tasks"]);
    const task = toText(tasks.find(({ name }) => name === "Boxes on photographs")?.["id"]);
    const chidi = sandbox.workspace.slack.person("chidi").id;
    const box = { top: 0.45, left: 0.1, bottom: 0.9, right: 0.5 };
    await labelAs(sandbox.workspace, { person: chidi, task, count: 3, concepts: ["vehicle"] }, () => ({
      kind: "shapes",
      shapes: [{ concept: "vehicle", box }],
    }));
  });
  afterAll(async () => {
    await sandbox?.close();
  });

  test.each(LOOKS)("$picture: boxes are drawn in the labelers' colours beside what can be decided", async (look) => {
    const reviewer = onSandboxPage(await sandbox.openPage({ colorScheme: look.colorScheme }));
    await reviewer.become("Mei Tanaka");
    await reviewer.page.setViewportSize(look.viewport);
    await reviewer.say("/task review Boxes on photographs");
    const form = await reviewer.modal("Review");

    await form
      .getByText(/^Marked by Ana Souza: /)
      .first()
      .waitFor();
    const first = form.locator("img").first();
    await first.evaluate((image: HTMLImageElement) => image.decode());
    expect(await form.getByRole("radio", { name: /^Approve .*'s: / }).count()).toBeGreaterThan(1);
    expect(await form.getByRole("radio", { name: "Request changes", exact: true }).count()).toBeGreaterThan(0);
    await takePicture(reviewer.page, look.picture);
    const { scrollWidth, clientWidth } = await form.evaluate((box) => box.ownerDocument.documentElement);
    expect(scrollWidth).toBe(clientWidth);
    // It is open wherever she is.
    await form.getByRole("button", { name: "Close" }).last().click();
    await form.waitFor({ state: "detached" });
    expect(sandbox.complaints).toEqual([]);
  });
});
