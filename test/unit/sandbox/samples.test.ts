import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { PNG } from "pngjs";
import { readTrueBoxes, readTruths } from "../../../sandbox/life/read-truth.ts";
import { PHOTO_CONCEPTS } from "../../../sandbox/life/seed-photos.ts";
import { readSamples } from "../../../sandbox/workspace/seed-tasks.ts";

const readJson = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`../../../sandbox/samples/${name}`, import.meta.url), "utf8"));

test("there are 200 pictures of 28 × 28, all different, twenty of each digit, in no telling order", async () => {
  const samples = await readSamples();
  const labels = new Map(Object.entries((await readJson("mnist-labels.json")) as Record<string, string>));

  expect(samples).toHaveLength(200);
  expect(new Set(samples.map(({ png }) => png.toString("base64"))).size).toBe(200);
  for (const { png } of samples) expect(PNG.sync.read(png)).toMatchObject({ width: 28, height: 28 });
  const counts = new Map<string | undefined, number>();
  for (const { id } of samples) counts.set(labels.get(id), (counts.get(labels.get(id)) ?? 0) + 1);
  expect([...counts.values()]).toEqual(Array(10).fill(20));
  expect(samples.slice(0, 20).map(({ id }) => labels.get(id))).not.toEqual(Array(20).fill(labels.get("digit-001")));
});

test("the hard ones are samples, four of each digit", async () => {
  const hard = (await readJson("hard-ones.json")) as string[];
  const labels = (await readJson("mnist-labels.json")) as Record<string, string>;

  expect(hard.map((id) => labels[id]).sort()).toEqual([..."0123456789"].flatMap((digit) => Array(4).fill(digit)));
});

test("there are twelve photographs, small enough to be sent to a browser, each with what stands in it", async () => {
  const folder = new URL("../../../sandbox/samples/photos/", import.meta.url);
  const names = (await readdir(folder)).sort();
  const files = await Promise.all(names.map((name) => readFile(new URL(name, folder))));
  const boxes = await readTrueBoxes();

  expect(names).toHaveLength(12);
  // Every JPEG begins with these two bytes.
  for (const file of files) expect([file[0], file[1], file.length < 100_000]).toEqual([0xff, 0xd8, true]);
  expect(Object.keys(boxes).map((id) => `${id}.jpg`)).toEqual(names);
  expect((await readTruths())["harbour"]).toEqual(["vehicle", "building"]);
  const concepts = new Set(Object.values(boxes).flatMap((all) => all.map(({ concept }) => concept)));
  expect([...concepts].sort()).toEqual([...PHOTO_CONCEPTS]);
});
