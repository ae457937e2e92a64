import { readdir, readFile } from "node:fs/promises";
import { PNG } from "pngjs";
import { createTasksClient, type SeedTarget } from "./create-tasks-client.ts";

const SAMPLES = new URL("../samples/", import.meta.url);

export type Sample = { readonly id: string; readonly png: Buffer };

/** The 200 digits, in order of their names. */
export async function readSamples(): Promise<readonly Sample[]> {
  const directory = new URL("mnist/", SAMPLES);
  const names = (await readdir(directory)).filter((name) => name.endsWith(".png")).sort();
  return Promise.all(
    names.map(async (name) => ({ id: name.replace(".png", ""), png: await readFile(new URL(name, directory)) })),
  );
}

export const CONCEPTS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;
export const DATASETS = ["first-hundred", "hard-ones"] as const;
export const SAVED_SEARCH = "thin-strokes";

/**
 * Fills an app with the samples over the API alone: concepts 0–9, 200 digits, the datasets "first-hundred" and "hard-ones", and the saved
 * search "thin-strokes" (over the stroke that every input's metadata tells). Rejects when the API refuses anything.
 */
export async function seedTasks(target: SeedTarget): Promise<void> {
  const api = createTasksClient(target);
  preparing ??= prepareInputs();
  const inputs = await preparing;
  await api.post("concepts", { json: { concepts: CONCEPTS.map((id) => ({ id, name: id })) } });
  await api.post("datasets", { json: { datasets: DATASETS.map((id) => ({ id })) } });
  for (const half of [inputs.slice(0, 100), inputs.slice(100)]) await api.post("inputs", { json: { inputs: half } });
  const hardOnes: unknown = JSON.parse(await readFile(new URL("hard-ones.json", SAMPLES), "utf8"));
  const members = {
    "first-hundred": inputs.slice(0, 100).map(({ id }) => id),
    "hard-ones": Array.isArray(hardOnes) ? hardOnes.map(String) : [],
  } satisfies Record<(typeof DATASETS)[number], readonly string[]>;
  for (const dataset of DATASETS)
    await api.post(`datasets/${dataset}/inputs`, {
      json: { dataset_inputs: members[dataset].map((id) => ({ input: { id } })) },
    });
  const query = { filters: [{ input: { data: { metadata: { stroke: "thin" } } } }] };
  await api.post("searches", { json: { searches: [{ id: SAVED_SEARCH, name: "Thin strokes", query, save: true }] } });
}

/** The samples as inputs of the API; made once, since tests fill one app after the other. */
let preparing: ReturnType<typeof prepareInputs> | undefined;

async function prepareInputs() {
  const samples = await readSamples();
  return samples.map(({ id, png }) => ({
    id,
    data: { image: { base64: png.toString("base64") }, metadata: { source: "MNIST", stroke: measureStroke(png) } },
  }));
}

/** A thin stroke inks less than a tenth of the picture (mean grey below 26 of 255). */
function measureStroke(png: Buffer): "thin" | "bold" {
  const { data, width, height } = PNG.sync.read(png);
  let ink = 0;
  // Four bytes a pixel, red, green and blue alike in a grey picture.
  for (let at = 0; at < data.length; at += 4) ink += data[at] ?? 0;
  return ink / (width * height) < 26 ? "thin" : "bold";
}
