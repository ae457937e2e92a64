import { afterEach, expect, test } from "@jest/globals";
import sharp from "sharp";
import { toObjects } from "../../../sandbox/slack/json.ts";
import { type CocoFile, cocoProblems } from "../../support/coco.ts";
import { callTasksApi } from "../../support/post-tasks.ts";
import { startTestWorkspace, type TestWorkspace } from "../../support/start-workspace.ts";
import { fillTaskForm, peopleOf, theTask } from "../app/task-form.ts";
import { startTeam } from "./team.ts";

const opened: TestWorkspace[] = [];
afterEach(async () => {
  for (let workspace = opened.pop(); workspace; workspace = opened.pop()) await workspace.stop();
});

test("the lead gets the results as a file in their messages; nobody else has the button", async () => {
  const { workspace, people, task, as } = await startTeam(({ ana, ben }) => ({
    workers: [ana, ben],
    workersPerInput: "2",
  }));
  opened.push(workspace);
  const { slack } = workspace;
  await (await as(people.ana)).label(10);
  await people.lena.close();

  await people.lena.command(`/task progress ${task}`);
  await people.lena.press("Export", await people.lena.untilEphemeral("Digits"));
  await people.lena.untilField("Format");
  await people.lena.submit();
  await people.lena.untilWords("10 results of “Digits” are in your messages");

  await people.lena.untilMessage("📎 Digits.csv");
  const [id = ""] = slack.core.files.ids();
  const [head, ...rows] = (slack.core.files.read(id)?.toString("utf8") ?? "").trimEnd().split("\r\n");
  expect(head).toBe("input_id,concepts,shapes,labeled_by,account,labeled_at,approved,labels,how");
  expect(rows).toHaveLength(10);
  expect(rows[0]).toMatch(new RegExp(`^digit-\\d+,\\d,,Ana Souza,${people.ana.id},2026-11-25T.*,1,1,not reviewed$`));
  await people.ben.command(`/task progress ${task}`);
  const toBen = await people.ben.untilEphemeral("Digits");
  await expect(people.ben.press("Export", toBen)).rejects.toThrow();
  expect(slack.violations).toEqual([]);
});

const png = async (width: number, height: number) =>
  (
    await sharp({ create: { width, height, channels: 3, background: "#808080" } })
      .png()
      .toBuffer()
  ).toString("base64");

/** Two pictures, one that is an address alone, and a task of boxes in them, all labeled by Ana. */
async function startBoxes() {
  const workspace = await startTestWorkspace();
  opened.push(workspace);
  const people = peopleOf(workspace);
  await callTasksApi(workspace, "POST", "datasets", { datasets: [{ id: "photos" }] });
  const images = {
    wide: { base64: await png(400, 100) },
    tall: { base64: await png(50, 200) },
    far: { url: "https://example.com/far.jpg" },
  };
  await callTasksApi(workspace, "POST", "inputs", {
    inputs: Object.entries(images).map(([id, image]) => ({ id, data: { image }, dataset_ids: ["photos"] })),
  });
  await people.lena.openModal();
  const form = { name: "Street", type: "Bounding box detection", concepts: ["3", "5"], dataset: "photos" } as const;
  await fillTaskForm(people.lena, { ...form, workers: [people.ana] });
  await people.lena.submit();
  await people.lena.untilWords("“Street” is created");
  const task = String((await theTask(workspace))["id"]);
  const { key } = await workspace.tasksService.ensureOwner(people.ana.id);
  const ana = { tasks: { ...workspace.tasks, key } };
  const given = await callTasksApi(ana, "PUT", `tasks/${task}/assignments`, { action: "LABEL_START" });
  const assignments = toObjects(given["task_assignments"]).map(({ id }) => ({ id }));
  const box = (top_row: number, left_col: number, bottom_row: number, right_col: number, id: string) => ({
    region_info: { bounding_box: { top_row, left_col, bottom_row, right_col } },
    data: { concepts: [{ id, value: 1 }] },
  });
  const said = {
    wide: [box(0.1, 0.25, 0.6, 0.5, "5"), box(0, 0, 1, 1, "3")],
    tall: [],
    far: [box(0.1, 0.1, 0.2, 0.2, "3")],
  };
  await callTasksApi(ana, "POST", "annotations", {
    annotations: Object.entries(said).map(([input_id, regions]) => ({ input_id, task_id: task, data: { regions } })),
  });
  await callTasksApi(ana, "PUT", `tasks/${task}/assignments`, {
    action: "LABEL_SUBMIT",
    label_submit_config: { task_assignments: assignments },
  });
  await people.lena.close();
  return { workspace, people, task };
}

test("boxes come in COCO's form, in pixels; what has no known size is named and left out", async () => {
  const { workspace, people, task } = await startBoxes();

  await people.lena.command(`/task progress ${task}`);
  await people.lena.press("Export", await people.lena.untilEphemeral("Street"));
  await people.lena.untilField("Format");
  await people.lena.choose("Format", "COCO (boxes and polygons in pixels)");
  await people.lena.submit();
  await people.lena.untilWords("2 results of “Street” are in your messages");

  await people.lena.untilWords(
    "One input is left out, since the local tasks service does not know how large it is: far.",
  );
  await people.lena.untilMessage("📎 Street.coco.json");
  const { files } = workspace.slack.core;
  const file: CocoFile = JSON.parse(files.read(files.ids()[0] ?? "")?.toString("utf8") ?? "");
  expect(cocoProblems(file)).toEqual([]);
  expect(file.images.map(({ id, ...image }) => image)).toEqual([
    { width: 50, height: 200, file_name: "tall", input_id: "tall" },
    { width: 400, height: 100, file_name: "wide", input_id: "wide" },
  ]);
  expect(file.categories.map(({ name }) => name)).toEqual(["3", "5"]);
  const [, wide] = file.images;
  const attributes = { labeled_by: "Ana Souza", account: people.ana.id, approved: 1, labels: 1 };
  expect(file.annotations).toMatchObject([
    { id: 1, image_id: wide?.id, category_id: 2, bbox: [100, 10, 100, 50], area: 5000, segmentation: [], attributes },
    { id: 2, image_id: wide?.id, category_id: 1, bbox: [0, 0, 400, 100], area: 40_000 },
  ]);
  expect(workspace.slack.violations).toEqual([]);
});

test("COCO is not offered for a classification", async () => {
  const { workspace, people, task } = await startTeam(({ ana }) => ({ workers: [ana] }), { inputs: 1 });
  opened.push(workspace);
  await people.lena.close();

  await people.lena.command(`/task progress ${task}`);
  await people.lena.press("Export", await people.lena.untilEphemeral("Digits"));
  await people.lena.untilField("Format");

  await expect(people.lena.choose("Format", "COCO (boxes and polygons in pixels)")).rejects.toThrow();
});
