import { readdir, readFile } from "node:fs/promises";
import { createTasksClient, type SeedTarget } from "../workspace/create-tasks-client.ts";
import { readSamples } from "../workspace/seed-tasks.ts";

/** The folder of the photographs. */
export const PHOTOS = new URL("../samples/photos/", import.meta.url);

export const PHOTO_CONCEPTS = ["animal", "building", "plant", "vehicle"] as const;

/**
 * Adds to an app that holds the digits: the twelve photographs with the concepts for what stands in them, and the datasets "digits" and
 * "photographs", so that each kind can be labeled by itself.
 */
export async function seedPhotos(target: SeedTarget): Promise<void> {
  const api = createTasksClient(target);
  const [digits, names] = await Promise.all([readSamples(), readdir(PHOTOS)]);
  const photos = await Promise.all(
    names.sort().map(async (name) => ({
      id: name.replace(".jpg", ""),
      data: { image: { base64: (await readFile(new URL(name, PHOTOS))).toString("base64") } },
    })),
  );
  await api.post("concepts", { json: { concepts: PHOTO_CONCEPTS.map((id) => ({ id, name: id })) } });
  // One by one: a request with all of them would be read in a thread of its own, which takes longer to begin than they do together.
  for (const photo of photos) await api.post("inputs", { json: { inputs: [photo] } });
  await api.post("datasets", { json: { datasets: [{ id: "digits" }, { id: "photographs" }] } });
  const fill = (dataset: string, inputs: readonly { id: string }[]) =>
    api.post(`datasets/${dataset}/inputs`, { json: { dataset_inputs: inputs.map(({ id }) => ({ input: { id } })) } });
  await fill("digits", digits.slice(0, 100));
  await fill("digits", digits.slice(100));
  await fill("photographs", photos);
}
