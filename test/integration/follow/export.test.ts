import { afterEach, expect, test } from "@jest/globals";
import sharp from "sharp";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import { type CocoFile, cocoProblems } from "../../support/coco.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { box, type Sides, startBoxes } from "./boxes.ts";
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
  expect(head).toBe("input_id,concepts,shapes,parts,labeled_by,account,labeled_at,approved,labels,how");
  expect(rows).toHaveLength(10);
  expect(rows[0]).toMatch(new RegExp(`^digit-\\d+,\\d,,,Ana Souza,${people.ana.id},2026-11-25T.*,1,1,not reviewed$`));
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

/** Two pictures and one that is an address alone, labeled by Ana. */
async function startStreet() {
  const inputs = {
    wide: { image: { base64: await png(400, 100) } },
    tall: { image: { base64: await png(50, 200) } },
    far: { image: { url: "https://example.com/far.jpg" } },
  };
  const started = await startBoxes(inputs, ({ ana }) => [
    [
      ana,
      {
        wide: { regions: [box([0.1, 0.25, 0.6, 0.5], "5"), box([0, 0, 1, 1], "3")] },
        tall: { regions: [] },
        far: { regions: [box([0.1, 0.1, 0.2, 0.2], "3")] },
      },
    ],
  ]);
  opened.push(started.workspace);
  return started;
}

test("boxes come in COCO's form, in pixels; what has no known size is named and left out", async () => {
  const { workspace, people, task } = await startStreet();

  await people.lena.command(`/task progress ${task}`);
  await people.lena.press("Export", await people.lena.untilEphemeral("Street"));
  await people.lena.untilField("Format");
  await people.lena.choose("Format", "COCO (boxes and polygons in pixels)");
  await people.lena.submit();
  await people.lena.untilWords("2 results of “Street” are in your messages");

  await people.lena.untilWords(
    "One input is left out, since the local tasks service does not know how large it is: far.",
  );
  const sent = await people.lena.untilMessage('Results of "Street": 2 inputs');
  expect(wordsOf(sent)).toContain("One input is left out, since");
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

test("what was said of frames is in the file with their times; COCO leaves the video out, and says so", async () => {
  const frame = (time: number, sides: Sides) => ({ frame_info: { time }, data: { regions: [box(sides, "3")] } });
  const { workspace, people, task } = await startBoxes(
    { film: { video: { url: "https://example.com/film.mp4" } }, photo: { image: { base64: await png(400, 100) } } },
    ({ ana, ben }) => [
      [ana, { film: { frames: [frame(3500, [0, 0, 1, 1]), frame(65_000, [0, 0, 0.5, 0.5])] }, photo: { regions: [] } }],
      [ben, { film: { frames: [frame(3500, [0, 0, 0.5, 0.5])] }, photo: { regions: [] } }],
    ],
  );
  opened.push(workspace);
  const { files } = workspace.slack.core;
  async function exportAs(format: string, answer: string): Promise<string> {
    await people.lena.command(`/task progress ${task}`);
    await people.lena.press("Export", await people.lena.untilEphemeral("Street"));
    await people.lena.untilField("Format");
    await people.lena.choose("Format", format);
    await people.lena.submit();
    await people.lena.untilWords(answer);
    await people.lena.close();
    return files.read(files.ids().at(-1) ?? "")?.toString("utf8") ?? "";
  }

  const lines = await exportAs("JSON lines", "2 results of “Street” are in your messages");
  const coco = await exportAs(
    "COCO (boxes and polygons in pixels)",
    "One input is left out, with what was said of frames of videos or of other parts: film.",
  );
  await people.lena.command(`/task progress ${task}`);
  await people.lena.press("Look", await people.lena.untilEphemeral("Agreement beyond chance"));
  await people.lena.untilWords(/Ana Souza\s+at 0:03\.5 1 3; at 1:05 1 3/);
  await people.lena.untilWords(/Ben Carter\s+at 0:03\.5 1 3/);

  const [film = "", photo = ""] = lines.split("\n");
  expect(JSON.parse(film)).toMatchObject({
    input_id: "film",
    concepts: ["3"],
    labels: 2,
    parts: [
      { time_ms: 3500, concepts: [], shapes: [{ concept: "3", box: { top: 0, left: 0, bottom: 1, right: 1 } }] },
      { time_ms: 65_000, shapes: [{ concept: "3", box: { bottom: 0.5 } }] },
    ],
  });
  expect(JSON.parse(photo)).not.toHaveProperty("parts");
  const file: CocoFile = JSON.parse(coco);
  expect(file.images.map(({ file_name }) => file_name)).toEqual(["photo"]);
  expect(workspace.slack.violations).toEqual([]);
});
