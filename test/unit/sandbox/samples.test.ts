import { readFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { PNG } from "pngjs";
import { readSamples } from "../../../sandbox/seed-tasks.ts";

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
