import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { BrowserContextOptions, Page, Route } from "playwright-core";
import { type Json, toObject, toObjects } from "../../sandbox/slack/json.ts";
import { eventually } from "../support/eventually.ts";
import { labelsOf, linkFor, makeTask } from "../support/label-task.ts";
import { complaintsOfAxe } from "./support/axe.ts";
import { type OpenSandbox, openSandbox } from "./support/open-sandbox.ts";
import { onSandboxPage } from "./support/sandbox-page.ts";
import { onStage, paintPhoto } from "./support/stage.ts";
import { takePicture } from "./support/take-picture.ts";

const INSTRUCTIONS =
  "Draw a box around every cup and every plate, also those that are cut off.\nLeave out reflections.";

let sandbox: OpenSandbox;
let photos: readonly string[];
let round = 0;
beforeAll(async () => {
  sandbox = await openSandbox();
  const page = await sandbox.openPage();
  photos = [
    await paintPhoto(page, 800, 600, 1),
    await paintPhoto(page, 601, 397, 2),
    await paintPhoto(page, 300, 500, 3),
  ];
  await page.context().close();
});
afterAll(async () => {
  await sandbox?.close();
});

/** What the pages of a test have complained of. */
const complaints = (): readonly string[] => sandbox.complaints.slice(seen);
let seen = 0;
beforeEach(() => {
  seen = sandbox.complaints.length;
});

const picture = (base64: string): Json => ({ image: { base64 } });

/** A task of Ana's on the photographs, and its page in a window of its own. */
async function openDesk(
  work: Partial<Parameters<typeof makeTask>[1]> = {},
  options: BrowserContextOptions = {},
): Promise<{ page: Page; taskId: string; inputs: readonly string[] }> {
  round += 1;
  const inputs = photos.map((_photo, index) => `photo-${round}-${index + 1}`);
  const taskId = await makeTask(sandbox.workspace, {
    workers: ["ana", "ben"],
    instructions: INSTRUCTIONS,
    inputs: Object.fromEntries(photos.map((photo, index) => [inputs[index] ?? "", picture(photo)])),
    ...work,
  });
  const page = await sandbox.openPage(options);
  await page.goto(linkFor(sandbox.workspace, "ana", taskId));
  return { page, taskId, inputs: Object.keys(work.inputs ?? Object.fromEntries(inputs.map((id) => [id, 1]))) };
}

async function untilLabels(taskId: string, count: number): Promise<readonly Json[]> {
  await eventually(async () => (await labelsOf(sandbox.workspace, taskId)).length >= count);
  return labelsOf(sandbox.workspace, taskId);
}

const regionsOf = (label: Json | undefined): readonly Json[] => toObjects(toObject(label?.["data"])["regions"]);
const conceptOf = (region: Json): unknown => toObjects(toObject(region["data"])["concepts"])[0]?.["id"];

describe("drawing", () => {
  test("boxes that were drawn with the mouse are in the API within half a pixel, under who drew them", async () => {
    const { page, taskId, inputs } = await openDesk();
    const stage = await onStage(page);
    const drawn = [
      { concept: "cup", from: [40, 30], to: [200.5, 180] },
      { concept: "plate", from: [120, 90], to: [420, 333.25] },
      { concept: "cup", from: [770, 590], to: [700, 555] },
    ] as const;

    for (const { concept, from, to } of drawn) {
      await page.getByRole("radio", { name: concept }).check();
      await stage.drag(from, to);
    }
    await page.getByRole("button", { name: "Submit and next" }).click();
    await page.getByRole("button", { name: "Input 1 of 3, done" }).waitFor();

    const [label] = await untilLabels(taskId, 1);
    expect(label).toMatchObject({ input_id: inputs[0], user_id: expect.any(String) });
    const regions = regionsOf(label);
    expect(regions.map(conceptOf)).toEqual(["cup", "plate", "cup"]);
    for (const [index, { from, to }] of drawn.entries()) {
      const box = toObject(toObject(regions[index]?.["region_info"])["bounding_box"]);
      const sides = [
        [Number(box["left_col"]) * 800, Math.min(from[0], to[0])],
        [Number(box["top_row"]) * 600, Math.min(from[1], to[1])],
        [Number(box["right_col"]) * 800, Math.max(from[0], to[0])],
        [Number(box["bottom_row"]) * 600, Math.max(from[1], to[1])],
      ];
      for (const [found = Number.NaN, wanted = 0] of sides) expect(Math.abs(found - wanted)).toBeLessThan(0.5);
    }
    expect(complaints()).toEqual([]);
  });

  test("polygons too, also when the picture is enlarged and moved", async () => {
    const { page, taskId } = await openDesk({ type: "POLYGON_DETECTION", concepts: ["cup"] });
    const stage = await onStage(page);
    await stage.zoomAt([400, 300], 3);
    await page.keyboard.down("Space");
    await stage.dragScreen([40, 25]);
    await page.keyboard.up("Space");
    const corners = [
      [350, 250],
      [450.5, 262],
      [430, 333.5],
      [340, 320],
    ] as const;

    for (const corner of corners) await stage.click(corner);
    await stage.click(corners[0]);
    await page.getByRole("button", { name: "Submit and next" }).click();

    const [label] = await untilLabels(taskId, 1);
    const [region] = regionsOf(label);
    const points = toObjects(toObject(toObject(region?.["region_info"])["polygon"])["points"]);
    expect(points).toHaveLength(4);
    for (const [index, [x, y]] of corners.entries()) {
      expect(Math.abs(Number(points[index]?.["col"]) * 800 - x)).toBeLessThan(0.5);
      expect(Math.abs(Number(points[index]?.["row"]) * 600 - y)).toBeLessThan(0.5);
    }
    expect(complaints()).toEqual([]);
  });

  test("a box is moved, resized, renamed, deleted; each is undone and redone", async () => {
    const { page } = await openDesk();
    const stage = await onStage(page);
    const count = () => page.locator(".mark-list li").count();
    await page.getByRole("radio", { name: "cup" }).check();
    await stage.drag([100, 100], [200, 200]);

    await stage.drag([200, 200], [300, 260]);
    expect(await stage.kept()).toEqual([{ concept: "cup", box: [100, 100, 300, 260] }]);
    await stage.click([150, 150]);
    await stage.drag([150, 150], [170, 190]);
    expect(await stage.kept()).toEqual([{ concept: "cup", box: [120, 140, 320, 300] }]);
    await page.keyboard.press("2");
    expect(await stage.kept()).toEqual([{ concept: "plate", box: [120, 140, 320, 300] }]);
    await page.keyboard.press("Delete");
    expect(await count()).toBe(0);

    for (const _step of [1, 2, 3]) await page.keyboard.press("Control+z");
    expect(await stage.kept()).toEqual([{ concept: "cup", box: [100, 100, 300, 260] }]);
    for (const _step of [1, 2]) await page.keyboard.press("Control+y");
    expect(await stage.kept()).toEqual([{ concept: "plate", box: [120, 140, 320, 300] }]);
    expect(complaints()).toEqual([]);
  });

  test("a mark that is drawn before its concept is chosen is named afterwards, and not submitted without", async () => {
    const { page } = await openDesk();
    const stage = await onStage(page);
    await stage.drag([50, 50], [150, 150]);

    await page.getByRole("button", { name: "Submit and next" }).click();
    await page.getByRole("alert").getByText("has no concept of this task").waitFor();
    await page.keyboard.press("1");
    await stage.drag([200, 200], [300, 300]);
    await page.keyboard.press("2");

    expect(await stage.kept()).toEqual([
      { concept: "cup", box: [50, 50, 150, 150] },
      { concept: "plate", box: [200, 200, 300, 300] },
    ]);
  });

  test("until the next picture is there, nothing of the one before is beside it", async () => {
    const { page, inputs } = await openDesk({ concepts: ["cup"] });
    await onStage(page);
    const held: Route[] = [];
    await page.route(`**/${inputs[1]}*`, (route) => void held.push(route));
    await page.reload();
    const stage = await onStage(page);
    await stage.drag([50, 50], [150, 150]);
    await page.getByText("box 1").waitFor();

    await page.getByRole("button", { name: "Next", exact: true }).click();
    await page.getByRole("status").getByText("Input 2 of 3", { exact: true }).waitFor({ state: "attached" });

    await page.getByText("Nothing yet.").waitFor();
    expect(await page.getByRole("button", { name: "Undo", exact: true }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Submit and next" }).click();
    await page.getByRole("alert").getByText("The picture is still on its way").waitFor();
    expect(held).not.toEqual([]);
    await Promise.all(held.map((route) => route.continue()));
    await stage.settled();
    await page.getByText("The picture is still on its way").waitFor({ state: "detached" });
    expect(await page.locator(".mark-list li").count()).toBe(0);
    await page.getByRole("button", { name: "Previous" }).click();
    await page.getByText("box 1").waitFor();
    expect(complaints()).toEqual([]);
  });

  test("of a picture that turns out not to come it is not said that it is on its way", async () => {
    const { page, inputs } = await openDesk({ concepts: ["cup"] });
    await onStage(page);
    const held: Route[] = [];
    await page.route(`**/${inputs[0]}*`, (route) => void held.push(route));
    await page.reload();
    await page.getByRole("button", { name: "Submit and next" }).click();
    await page.getByRole("alert").getByText("The picture is still on its way").waitFor();

    await Promise.all(held.map((route) => route.abort()));

    await page.getByText("This picture cannot be shown").waitFor();
    expect(await page.getByText("The picture is still on its way").count()).toBe(0);
  });

  test("a picture that failed once is tried again: by the button, and whenever one comes to it", async () => {
    const { page, inputs } = await openDesk({ concepts: ["cup"] });
    await onStage(page);
    const isDown = { now: true };
    await page.route(`**/${inputs[0]}*`, (route) => (isDown.now ? route.abort() : route.continue()));
    const missing = page.getByText("This picture cannot be shown");
    await page.reload();
    await missing.waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    await missing.waitFor();
    expect(await complaintsOfAxe(page)).toEqual([]);
    isDown.now = false;

    await page.getByRole("button", { name: "Try again" }).click();
    await onStage(page);
    isDown.now = true;
    await page.reload();
    await missing.waitFor();
    isDown.now = false;
    await page.getByRole("button", { name: "Next", exact: true }).click();
    await onStage(page);
    await page.getByRole("button", { name: "Previous" }).click();
    await onStage(page);

    expect(await missing.count()).toBe(0);
  }, 60_000);

  test("a reload loses nothing, and another device knows it too", async () => {
    const { page, taskId } = await openDesk();
    const stage = await onStage(page);
    await page.keyboard.press("1");
    await stage.drag([50, 60], [150, 160]);
    await page.reload();
    await page.locator(".overlay .handle, .frame .a9s-annotation").first().waitFor({ state: "attached" });
    expect(await stage.kept()).toEqual([{ concept: "cup", box: [50, 60, 150, 160] }]);
    expect(page.url()).not.toContain("link=");

    const saved = page.waitForResponse((response) => response.url().endsWith("/api/draft"));
    await page.keyboard.press("1");
    await stage.drag([300, 60], [350, 160]);
    await saved;
    const elsewhere = await sandbox.openPage();
    await elsewhere.goto(linkFor(sandbox.workspace, "ana", taskId));
    await elsewhere.getByRole("button", { name: "Input 1 of 3, begun" }).waitFor();
    await elsewhere.locator(".mark-list li").nth(1).waitFor();
    expect(complaints()).toEqual([]);
  });

  test("by keyboard alone: a box and its corners, its concept by typing, submitted", async () => {
    const { page, taskId } = await openDesk();
    await onStage(page);
    const { keyboard } = page;
    // Wherever the focus is: what is shown now is said.
    await keyboard.press("PageDown");
    await page.getByRole("status").filter({ hasText: "Input 2 of 3" }).waitFor({ state: "attached" });
    await keyboard.press("PageUp");
    await page.getByRole("status").filter({ hasText: "Input 1 of 3" }).waitFor({ state: "attached" });
    await onStage(page);
    const stage = page.getByRole("application");
    for (let tabs = 0; tabs < 30 && !(await stage.evaluate((each) => each === document.activeElement)); tabs += 1)
      await keyboard.press("Tab");
    await keyboard.press("Enter");
    for (const _step of Array(5)) await keyboard.press("ArrowLeft");
    await keyboard.press("Enter");
    for (const _step of Array(10)) await keyboard.press("ArrowRight");
    for (const _step of Array(6)) await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    await page.locator(".mark-list li").waitFor();

    await keyboard.type("pla");
    await keyboard.press("Enter");
    await keyboard.press("ArrowUp");
    await keyboard.press(".");
    await keyboard.press("Shift+ArrowLeft");
    await keyboard.press("Control+Enter");

    const [label] = await untilLabels(taskId, 1);
    const [region] = regionsOf(label);
    expect(region && conceptOf(region)).toBe("plate");
    await page.getByRole("button", { name: "Input 1 of 3, done" }).waitFor();
    expect(complaints()).toEqual([]);
  });
});

test("from Slack: Start leads to the page, and what is drawn there is done in Slack too", async () => {
  const taskId = await makeTask(sandbox.workspace, {
    name: "From Slack",
    workers: ["ana"],
    concepts: ["cup"],
    inputs: { "slack-1": picture(photos[0] ?? ""), "slack-2": picture(photos[1] ?? "") },
  });
  const ana = onSandboxPage(await sandbox.openPage());
  await ana.become("Ana Souza");
  await ana.say("/task label From Slack");
  const form = await ana.modal("Label");
  const opening = ana.page.context().waitForEvent("page");
  await form.getByText("Open the page").click();
  const page = await opening;

  const stage = await onStage(page);
  await stage.drag([100, 100], [200, 180]);
  await page.getByRole("button", { name: "Submit and next" }).click();
  await page.getByRole("button", { name: "Input 1 of 2, done" }).waitFor();

  expect(await untilLabels(taskId, 1)).toHaveLength(1);
  await page.close();
  await ana.page.keyboard.press("Escape");
  await ana.say("/task label From Slack");
  await (await ana.modal("Label")).getByText("1 of 2 are done.").waitFor();
  expect(complaints()).toEqual([]);
});

describe("the desk", () => {
  test("skip, nothing marked, undo last, and the end", async () => {
    const { page, taskId } = await openDesk({ concepts: ["cup"] });
    const stage = await onStage(page);
    const submit = page.getByRole("button", { name: /^Submit/ });
    await page.getByRole("button", { name: "Skip" }).click();
    await stage.settled();
    await submit.click();
    await page.getByText("Nothing is marked.").waitFor();
    await submit.click();
    await page.getByRole("button", { name: "Input 1 of 3, done" }).waitFor();

    await page.getByRole("button", { name: "Undo last" }).click();
    await page.getByText("Taken back").waitFor();
    for (let done = 0; done < 3; done += 1) {
      await stage.settled();
      await stage.drag([20, 20], [60, 70]);
      await submit.click();
      if (done < 2) await page.getByRole("button", { name: `Input ${done + 1} of 3, done` }).waitFor();
    }

    await page.getByText("That was the last one. 3 labeled").waitFor();
    const labels = await untilLabels(taskId, 3);
    expect(labels).toHaveLength(3);
    expect(complaints()).toEqual([]);
  });

  test("the next inputs cannot be fetched: the last answer can be taken back beside Try again", async () => {
    const { page, inputs } = await openDesk({ type: "CONCEPTS_CLASSIFICATION" });
    await page.route("**/api/answer", async (route) => {
      const response = await route.fetch();
      const { work } = await response.json();
      await route.fulfill({ response, json: { work: { ...work, inputs: [], isMore: true, end: "Not fetched." } } });
    });
    await page.getByLabel("None of these").waitFor();
    await page.keyboard.press("1");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Not fetched.").waitFor();
    expect(await page.getByRole("button").allTextContents()).toEqual(["Try again", "Undo last"]);

    await page.getByRole("button", { name: "Undo last" }).click();

    await page.getByText("Taken back").waitFor();
    await page.getByText(`Input 1 of ${inputs.length}`).first().waitFor();
    expect(complaints()).toEqual([]);
  });

  test("a question goes to who can answer it, and stands at its input", async () => {
    const { page } = await openDesk();
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Ask" });
    await dialog.getByRole("button", { name: "Ask" }).click();
    await dialog.getByText("Write what you want to know.").waitFor();
    await dialog.getByLabel("Question").fill("Is a mug a cup?");
    await dialog.getByRole("button", { name: "Ask" }).click();

    await page.getByText("Asked. The answer will stand here").waitFor();
    await page.getByText("“Is a mug a cup?”").waitFor();
    await page.getByText("No answer yet.").waitFor();
    expect(complaints()).toEqual([]);
  });

  test("classification by its keys, with None of these", async () => {
    const { page, taskId } = await openDesk({ type: "CONCEPTS_CLASSIFICATION" });
    await page.getByRole("button", { name: "Submit and next" }).click();
    await page.getByRole("alert").getByText("Choose a concept, or None of these.").waitFor();
    await page.getByRole("button", { name: "Next", exact: true }).click();
    await page.getByText("Choose a concept, or None of these.").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Previous" }).click();
    await page.keyboard.press("2");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("button", { name: "Input 1 of 3, done" }).waitFor();
    await page.getByLabel("None of these").check();
    await page.keyboard.press("Control+Enter");
    await page.getByRole("button", { name: "Input 2 of 3, done" }).waitFor();

    const labels = await untilLabels(taskId, 2);
    const positive = (label: Json | undefined) =>
      toObjects(toObject(label?.["data"])["concepts"])
        .filter(({ value }) => value === 1)
        .map(({ id }) => id);
    expect(labels.map(positive)).toEqual(expect.arrayContaining([["plate"], []]));
    expect(complaints()).toEqual([]);
  });

  test("what could not be sent stays, and is sent when the app is reached again", async () => {
    const { page, taskId } = await openDesk({ concepts: ["cup"] });
    const stage = await onStage(page);
    await stage.drag([20, 20], [60, 70]);
    await page.route("**/api/answer", (route) => route.abort());
    await page.getByRole("button", { name: "Submit and next" }).click();
    await page.getByRole("alert").getByText("Labeldesk did not answer").waitFor();
    expect(await stage.kept()).toHaveLength(1);

    await page.unroute("**/api/answer");
    await page.getByRole("button", { name: "Submit and next" }).click();
    await page.getByRole("button", { name: "Input 1 of 3, done" }).waitFor();

    expect(await untilLabels(taskId, 1)).toHaveLength(1);
    // The browser itself says that the request was cut off.
    expect(complaints()).toEqual([expect.stringContaining("ERR_FAILED")]);
  });

  test("two windows: the second answer of an input is refused, and the first one stands", async () => {
    const { page, taskId } = await openDesk({ type: "CONCEPTS_CLASSIFICATION" });
    const other = await sandbox.openPage();
    await other.goto(linkFor(sandbox.workspace, "ana", taskId));
    for (const [window, key] of [
      [page, "1"],
      [other, "2"],
    ] as const) {
      await window.getByRole("radio").or(window.getByRole("checkbox")).first().waitFor();
      await window.keyboard.press(key);
    }
    await page.keyboard.press("Control+Enter");
    await page.getByRole("button", { name: "Input 1 of 3, done" }).waitFor();

    await other.keyboard.press("Control+Enter");

    await other.getByRole("alert").getByText("Answered already").waitFor();
    expect(await other.getByRole("navigation", { name: "Inputs" }).getByRole("button").count()).toBe(2);
    const [label, ...more] = await untilLabels(taskId, 1);
    expect(more).toEqual([]);
    expect(JSON.stringify(label)).toContain('"cup"');
    expect(complaints()).toEqual([expect.stringContaining("409")]);
  });

  test("a picture that does not load, and an input that is none, say so and can be skipped", async () => {
    const broken = { image: { base64: Buffer.from("no picture at all").toString("base64") } };
    const { page } = await openDesk({ inputs: { "broken-1": broken, "text-1": { text: { raw: "words" } } } });
    await page.getByText("This picture cannot be shown").waitFor();
    await page.getByRole("button", { name: "Skip" }).click();
    await page.getByText("This input is no picture").waitFor();
    await page.getByRole("button", { name: "Skip" }).click();
    await page.getByText("This picture cannot be shown").waitFor();
  });

  test.each([
    ["light", 1280, 800],
    ["dark", 1280, 800],
    ["light", 400, 800],
    ["dark", 400, 800],
    // As wide as a browser enlarged to 200 %.
    ["light", 640, 400],
  ] as const)("%s at %i × %i: nothing is cut off, and axe has nothing to say", async (colorScheme, width, height) => {
    const { page } = await openDesk({}, { colorScheme, viewport: { width, height } });
    const stage = await onStage(page);
    await page.keyboard.press("1");
    await stage.drag([60, 80], [260, 300]);
    await page.keyboard.press("2");
    await stage.drag([300, 200], [620, 480]);
    await page.locator(".strip img").last().waitFor();

    expect(await complaintsOfAxe(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    const isCovered = await page.locator(".canvas").evaluate((canvas) => {
      canvas.scrollIntoView({ block: "start" });
      const { left, bottom } = canvas.getBoundingClientRect();
      const found = document.elementFromPoint(left + 4, bottom - 4);
      scrollTo(0, 0);
      return !canvas.contains(found);
    });
    expect(isCovered).toBe(false);
    if ((width === 1280) === (colorScheme === "light")) await takePicture(page, `label-page-${width}`);
    for (const name of ["Instructions", "Keys"]) {
      await page.getByRole("button", { name }).click();
      await page.getByRole("dialog", { name: name === "Keys" ? "Keys and drawing" : name }).waitFor();
      expect(await complaintsOfAxe(page)).toEqual([]);
      await page.keyboard.press("Escape");
    }
    expect(complaints()).toEqual([]);
  });

  test.each([1280, 400, 320])("long names, long instructions and 300 concepts have room at %i", async (width) => {
    const { page } = await openDesk(
      {
        type: "CONCEPTS_CLASSIFICATION",
        name: "A name that is rather long for what there is room for, and goes on",
        instructions: "Look closely. ".repeat(400),
        concepts: Array.from({ length: 300 }, (_, index) => `Concept number ${index} with words`),
      },
      { viewport: { width, height: 800 } },
    );
    await page.getByText("None of these").waitFor();

    await page.keyboard.type("number 277");
    expect(await page.getByRole("checkbox").count()).toBe(2);
    await page.keyboard.press("Enter");
    const found = page.getByLabel("Concept number 277 with words");
    await found.and(page.locator(":checked")).waitFor();

    const isInSight = (box: { y: number; height: number } | null): boolean =>
      box !== null && box.y > 0 && box.y + box.height < 800;
    expect(isInSight(await found.boundingBox())).toBe(true);
    if (width === 1280) expect(isInSight(await page.getByLabel("None of these").boundingBox())).toBe(true);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(await page.evaluate(() => document.documentElement.scrollHeight < 2 * innerHeight)).toBe(true);
    const rows = await page
      .locator(".choices .choice")
      .evaluateAll((all) =>
        all
          .slice(0, 20)
          .map((row) => ({ top: row.getBoundingClientRect().top, bottom: row.getBoundingClientRect().bottom })),
      );
    for (const [index, { top }] of rows.slice(1).entries())
      expect(top >= (rows[index]?.bottom ?? 0) || top === rows[index]?.top).toBe(true);
    expect(complaints()).toEqual([]);
  });

  test("by touch: one finger draws, two enlarge", async () => {
    const { page } = await openDesk({}, { viewport: { width: 400, height: 800 }, hasTouch: true, isMobile: true });
    const stage = await onStage(page);
    await page.getByLabel("cup").check();
    await stage.touchDrag([100, 100], [400, 380]);
    expect(await stage.kept()).toHaveLength(1);
    const before = await stage.width();

    await stage.pinch(2);

    expect((await stage.width()) / before).toBeCloseTo(2, 0);
    expect(await stage.kept()).toHaveLength(1);
    expect(complaints()).toEqual([]);
  });
});
