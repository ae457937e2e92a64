import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { BrowserContextOptions, Page } from "playwright-core";
import { toObject, toObjects, toText } from "../../sandbox/slack/json.ts";
import type { Box, Said } from "../../src/domain/labeling/label.ts";
import { eventually } from "../support/eventually.ts";
import { labelAs } from "../support/label-as.ts";
import { labelsOf, linkFor, makeTask, personOf } from "../support/label-task.ts";
import { callTasksApi } from "../support/post-tasks.ts";
import { complaintsOfAxe } from "./support/axe.ts";
import { type OpenSandbox, openSandbox } from "./support/open-sandbox.ts";
import { onSandboxPage } from "./support/sandbox-page.ts";
import { onStage, paintPhoto, pinch } from "./support/stage.ts";
import { takePicture } from "./support/take-picture.ts";

const APPROVED = 24150;
const SENT_BACK = 24151;

let sandbox: OpenSandbox;
let photo: string;
type Work = Parameters<typeof makeTask>[1];
let round = 0;
beforeAll(async () => {
  sandbox = await openSandbox({ isBegun: true });
  const page = await sandbox.openPage();
  photo = await paintPhoto(page, 800, 600, 1);
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

const boxes = (...all: readonly Box[]): Said => ({
  kind: "shapes",
  shapes: all.map((box) => ({ concept: "cup", box })),
});
/** In pixels of the photograph: 160, 120 to 320, 240. */
const CUP: Box = { top: 0.2, left: 0.2, bottom: 0.4, right: 0.4 };
const LARGE: Box = { top: 0.5, left: 0.5, bottom: 0.9, right: 0.9 };

/** A task on photographs that Ana and Ben have labeled, and its page before Mei. */
async function openReview(
  said: Readonly<Record<string, (inputId: string) => Said>>,
  { count = 2, type, ...options }: BrowserContextOptions & { count?: number } & Pick<Work, "type"> = {},
): Promise<{ page: Page; taskId: string; name: string }> {
  round += 1;
  const inputs = Array.from({ length: count }, (_, index) => `review-${round}-${index + 1}`);
  const name = `Review ${round}`;
  const taskId = await makeTask(sandbox.workspace, {
    name,
    ...(type && { type }),
    workers: Object.keys(said),
    reviewers: ["mei"],
    instructions: "Draw a box around every cup and every plate.",
    inputs: Object.fromEntries(inputs.map((id) => [id, { image: { base64: photo } }])),
  });
  for (const [handle, say] of Object.entries(said)) {
    const person = personOf(sandbox.workspace, handle);
    await labelAs(sandbox.workspace, { person, task: taskId, count, concepts: ["cup", "plate"] }, say);
  }
  const page = await sandbox.openPage(options);
  await page.goto(linkFor(sandbox.workspace, "mei", taskId, "review"));
  await page.locator(".pane .shapes, .content img").first().waitFor({ state: "attached" });
  return { page, taskId, name };
}

/** Labels with this status, with their boxes in pixels of the photograph. */
async function labelsWith(taskId: string, status: number) {
  return (await labelsOf(sandbox.workspace, taskId))
    .filter((label) => toObject(label["status"])["code"] === status)
    .map((label) => ({
      by: label["user_id"],
      boxes: toObjects(toObject(label["data"])["regions"]).map((region) => {
        const box = toObject(toObject(region["region_info"])["bounding_box"]);
        const side = (name: string, of: number) => Number(box[name]) * of;
        return [side("left_col", 800), side("top_row", 600), side("right_col", 800), side("bottom_row", 600)];
      }),
    }));
}

async function untilLabels(taskId: string, status: number, count: number) {
  await eventually(async () => (await labelsWith(taskId, status)).length >= count);
  return labelsWith(taskId, status);
}

const save = (page: Page) => page.getByRole("button", { name: "Save and next" });
const panes = (page: Page) => page.locator(".pane");

test("a box that is corrected with the mouse is in the API within half a pixel, approved, and its labeler's", async () => {
  const { page, taskId } = await openReview({ ana: () => boxes(CUP, LARGE), ben: () => boxes(LARGE) }, { count: 1 });
  await page.getByRole("button", { name: "Correct what Ana Souza marked" }).click();
  const stage = await onStage(page);

  // One is resized, one deleted, one drawn.
  await stage.click([240, 180]);
  await stage.drag([320, 240], [350.5, 261.25]);
  await stage.click([560, 420]);
  await page.keyboard.press("Delete");
  await page.getByRole("radio", { name: "plate" }).check();
  await stage.drag([40, 400], [120, 560]);
  await page.getByRole("button", { name: "Done correcting" }).click();
  await page.getByText("corrected by you").waitFor();
  expect(await page.getByRole("radio", { name: /^Approve Ana Souza's/ }).isChecked()).toBe(true);
  await save(page).click();
  await page.getByText("Nothing more awaits your review.").waitFor();

  const [approved, ...more] = await untilLabels(taskId, APPROVED, 1);
  expect(more).toEqual([]);
  expect(approved?.by).toBe(personOf(sandbox.workspace, "ana"));
  const wanted = [
    [160, 120, 350.5, 261.25],
    [40, 400, 120, 560],
  ];
  expect(approved?.boxes).toHaveLength(2);
  for (const [at, box] of wanted.entries())
    for (const [side, value] of box.entries())
      expect(Math.abs((approved?.boxes[at]?.[side] ?? Number.NaN) - value)).toBeLessThan(0.5);
  expect(complaints()).toEqual([]);
});

test("from Slack: Open in browser leads to what each labeler drew, side by side; verdicts are saved as in Slack", async () => {
  const { page: unused, taskId, name } = await openReview({ ana: () => boxes(CUP), ben: () => boxes(LARGE) });
  await unused.context().close();
  const mei = onSandboxPage(await sandbox.openPage());
  await mei.become("Mei Tanaka");
  await mei.say(`/task review ${name}`);
  await (await mei.modal("Review")).getByRole("button", { name: "Open in browser" }).click();
  const opening = mei.page.context().waitForEvent("page");
  await mei.page.getByText("Open the page").click();
  const page = await opening;

  await panes(page).nth(1).waitFor();
  expect(await panes(page).locator("figcaption b").allTextContents()).toEqual(["Ana Souza", "Ben Carter"]);
  await page.getByRole("radio", { name: /^Approve Ana Souza's/ }).check();
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await page.getByRole("radio", { name: "Request changes" }).check();
  await save(page).click();
  await page.getByRole("alert").getByText("Say what is to be changed").waitFor();
  await page.getByLabel(/^Reason/).fill("Both cut the handle off.");
  await save(page).click();
  await page.getByText("Nothing more awaits your review.").waitFor();

  expect(await untilLabels(taskId, APPROVED, 1)).toEqual([
    { by: personOf(sandbox.workspace, "ana"), boxes: [expect.anything()] },
  ]);
  expect(await untilLabels(taskId, SENT_BACK, 2)).toHaveLength(2);
  await page.close();
  await mei.page.context().close();
  expect(complaints()).toEqual([]);
});

test("by keyboard alone: verdicts by their keys, a correction with the arrows, saved", async () => {
  const { page, taskId } = await openReview({ ana: () => boxes(CUP), ben: () => boxes(LARGE) }, { count: 3 });
  const { keyboard } = page;
  await keyboard.press("2");
  expect(await page.getByRole("radio", { name: /^Approve Ben Carter's/ }).isChecked()).toBe(true);
  await keyboard.press("Enter");
  await keyboard.press("r");
  await keyboard.press("Enter");
  await keyboard.press("a");
  await keyboard.press("e");
  await onStage(page);
  await keyboard.press("Enter");
  for (const _step of Array(5)) await keyboard.press("ArrowRight");
  await keyboard.press("Enter");
  for (const _step of Array(5)) await keyboard.press("ArrowDown");
  for (const _step of Array(5)) await keyboard.press("ArrowRight");
  await keyboard.press("Enter");
  await keyboard.press("1");
  await page.locator(".mark-list li").nth(1).waitFor();
  await keyboard.press("Control+Enter");
  await page.getByText("corrected by you").waitFor();
  await page.getByRole("button", { name: "Input 3 of 3, approve" }).waitFor();

  await keyboard.press("Enter");

  await page.getByText("Nothing more awaits your review.").waitFor();
  const approved = await untilLabels(taskId, APPROVED, 2);
  expect(approved.map(({ boxes: all }) => all.length).sort()).toEqual([1, 2]);
  expect(complaints()).toEqual([]);
});

test("a reload loses nothing of what was chosen and corrected, and another device knows it too", async () => {
  const { page, taskId } = await openReview({ ana: () => boxes(CUP) });
  await page.getByRole("button", { name: /^Correct/ }).click();
  const stage = await onStage(page);
  const saved = page.waitForResponse((response) => response.url().endsWith("/api/draft"));
  await stage.click([240, 180]);
  await stage.drag([320, 240], [400, 300]);
  await saved;

  await page.reload();
  await page.getByText("corrected by you").waitFor();
  expect(page.url()).not.toContain("link=");
  const elsewhere = await sandbox.openPage();
  await elsewhere.goto(linkFor(sandbox.workspace, "mei", taskId, "review"));
  await elsewhere.getByText("corrected by you").waitFor();
  await elsewhere.getByRole("button", { name: /^Restore/ }).click();
  await elsewhere.getByText("corrected by you").waitFor({ state: "detached" });
  await elsewhere.context().close();
  expect(complaints()).toEqual([]);
});

test("by touch: two fingers enlarge all pictures alike, one finger corrects, a tap decides", async () => {
  const options = { viewport: { width: 400, height: 800 }, hasTouch: true, isMobile: true };
  const { page, taskId } = await openReview(
    { ana: () => boxes(CUP), ben: () => boxes(LARGE) },
    { count: 1, ...options },
  );
  const widths = () =>
    page
      .locator(".looked-at img")
      .evaluateAll((all) => all.map((each) => Math.round(each.getBoundingClientRect().width)));
  const [before = 0] = await widths();
  await pinch(page, ".looked-at", 2);
  await eventually(async () => {
    const [first = 0, second] = await widths();
    return first === second && Math.abs(first / before - 2) < 0.5;
  });

  await page.getByRole("button", { name: "Correct what Ben Carter marked" }).tap();
  const stage = await onStage(page);
  await page.getByRole("radio", { name: "cup" }).tap();
  await stage.touchDrag([100, 100], [300, 260]);
  await page.getByRole("button", { name: "Done correcting" }).tap();
  expect(await page.getByRole("radio", { name: /^Approve Ben Carter's/ }).isChecked()).toBe(true);
  await save(page).tap();

  const [approved] = await untilLabels(taskId, APPROVED, 1);
  expect(approved?.boxes).toHaveLength(2);
  expect(complaints()).toEqual([]);
});

test("a label is looked at for correction and left as it is: nothing is chosen by that", async () => {
  const { page } = await openReview({ ana: () => boxes(CUP) });
  await page.getByRole("button", { name: /^Correct/ }).click();
  const stage = await onStage(page);
  await stage.click([240, 180]);
  await page.getByRole("button", { name: "Done correcting" }).click();

  await panes(page).first().waitFor();
  expect(await page.getByRole("radio", { checked: true }).count()).toBe(0);
  expect(complaints()).toEqual([]);
});

test("polygons: a corner that is dragged is where it was let go, and is approved", async () => {
  const triangle = [
    { row: 0.2, col: 0.2 },
    { row: 0.2, col: 0.5 },
    { row: 0.6, col: 0.35 },
  ];
  const said: Said = { kind: "shapes", shapes: [{ concept: "cup", points: triangle }] };
  const { page, taskId } = await openReview({ ana: () => said }, { count: 1, type: "POLYGON_DETECTION" });
  await page.keyboard.press("e");
  const stage = await onStage(page);
  await stage.click([280, 200]);
  await stage.drag([280, 360], [300.5, 410]);
  await page.getByRole("button", { name: "Done correcting" }).click();
  await save(page).click();
  await page.getByText("Nothing more awaits your review.").waitFor();

  await untilLabels(taskId, APPROVED, 1);
  const [label, ...more] = await labelsOf(sandbox.workspace, taskId);
  expect(more).toEqual([]);
  const [region] = toObjects(toObject(label?.["data"])["regions"]);
  const points = toObjects(toObject(toObject(region?.["region_info"])["polygon"])["points"]);
  const wanted = [
    [160, 120],
    [400, 120],
    [300.5, 410],
  ];
  expect(points).toHaveLength(3);
  for (const [at, [x = 0, y = 0]] of wanted.entries()) {
    expect(Math.abs(Number(points[at]?.["col"]) * 800 - x)).toBeLessThan(0.5);
    expect(Math.abs(Number(points[at]?.["row"]) * 600 - y)).toBeLessThan(0.5);
  }
  expect(complaints()).toEqual([]);
});

test("a classification is reviewed by its keys beside the picture, and what is left comes again", async () => {
  const concepts = (...ids: string[]): Said => ({ kind: "concepts", concepts: ids });
  const { page, taskId } = await openReview(
    { ana: () => concepts("cup"), ben: (inputId) => (inputId.endsWith("-1") ? concepts("plate") : concepts("cup")) },
    { type: "CONCEPTS_CLASSIFICATION" },
  );
  const labels = page.getByRole("region", { name: "Labels" });
  await labels.getByText("plate").waitFor();
  expect(await page.getByRole("button", { name: /^Correct/ }).count()).toBe(0);
  await page.keyboard.press("1");
  await page.keyboard.press("Control+Enter");

  await page.getByText("You left these for later.").waitFor();
  await page.getByRole("button", { name: "Input 1 of 2, done" }).waitFor();
  await page.keyboard.press("a");
  await page.keyboard.press("Enter");
  await page.getByText("Nothing more awaits your review.").waitFor();
  expect(await untilLabels(taskId, APPROVED, 3)).toHaveLength(3);
  expect(complaints()).toEqual([]);
});

test("what could not be saved stays chosen, and is saved when the app is reached again", async () => {
  const { page, taskId } = await openReview({ ana: () => boxes(CUP) }, { count: 1 });
  await page.keyboard.press("a");
  await page.route("**/api/save", (route) => route.abort());
  await save(page).click();
  await page.getByRole("alert").getByText("Labeldesk did not answer").waitFor();
  expect(await page.getByRole("radio", { name: "Approve", exact: true }).isChecked()).toBe(true);

  await page.unroute("**/api/save");
  await save(page).click();

  await page.getByText("Nothing more awaits your review.").waitFor();
  expect(await untilLabels(taskId, APPROVED, 1)).toHaveLength(1);
  // The browser itself says that the request was cut off.
  expect(complaints()).toEqual([expect.stringContaining("ERR_FAILED")]);
});

describe("how it looks", () => {
  let taskId: string;
  beforeAll(async () => {
    const { workspace } = sandbox;
    const tasks = toObjects((await callTasksApi(workspace, "GET", "tasks"))["tasks"]);
    taskId = toText(tasks.find((task) => task["name"] === "Boxes on photographs")?.["id"]);
    const box = { top: 0.45, left: 0.1, bottom: 0.9, right: 0.5 };
    const chidi = { person: personOf(workspace, "chidi"), task: taskId, count: 3, concepts: ["vehicle"] };
    await labelAs(workspace, chidi, () => ({ kind: "shapes", shapes: [{ concept: "vehicle", box }] }));
  });

  test.each([
    ["light", 1280, 800],
    ["dark", 1280, 800],
    ["light", 400, 800],
    ["dark", 400, 800],
  ] as const)("%s at %i × %i: nothing is cut off, and axe has nothing to say", async (colorScheme, width, height) => {
    const page = await sandbox.openPage({ colorScheme, viewport: { width, height } });
    await page.goto(linkFor(sandbox.workspace, "mei", taskId, "review"));
    await panes(page).nth(1).waitFor();
    await page.locator(".strip img").last().waitFor();
    await page.keyboard.press("1");

    expect(await complaintsOfAxe(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    if (colorScheme === "light" && width === 1280) await takePicture(page, "review-page");
    await page
      .getByRole("button", { name: /^Correct/ })
      .first()
      .click();
    await onStage(page);
    expect(await complaintsOfAxe(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.getByRole("button", { name: "Done correcting" }).click();
    await page.getByRole("button", { name: "Keys" }).click();
    expect(await complaintsOfAxe(page)).toEqual([]);
    await page.context().close();
    expect(complaints()).toEqual([]);
  });
});
