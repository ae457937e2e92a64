import { z } from "zod";
import type { InputFacts } from "../rules/search-query.ts";
import type { Reader } from "../store.ts";
import { parseBody } from "./parse-body.ts";

const BATCH = 500;

const Concepts = z.object({
  concepts: z
    .array(z.object({ id: z.string().default(""), name: z.string().default(""), value: z.number().default(1) }))
    .default([]),
});

/** What searches can know of every input of an app, batch by batch. */
export async function* readSearchFacts(
  db: Reader,
  app: number,
): AsyncGenerator<readonly { key: number; facts: InputFacts }[]> {
  for (let after = 0; ; ) {
    const rows = await db
      .selectFrom("inputs")
      .select(["key", "id", "body"])
      .where("app", "=", app)
      .where("key", ">", after)
      .orderBy("key")
      .limit(BATCH)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.key;
    const datasets = await datasetsOf(
      db,
      rows.map(({ key }) => key),
    );
    yield rows.map(({ key, id, body }) => {
      const data = parseBody(body);
      const positive = new Set<string>();
      const negative = new Set<string>();
      for (const concept of Concepts.parse(data).concepts) {
        const side = concept.value >= 0.5 ? positive : negative;
        for (const name of [concept.id, concept.name]) if (name !== "") side.add(name);
      }
      return { key, facts: { id, data, datasetIds: datasets.get(key) ?? [], positive, negative } };
    });
  }
}

async function datasetsOf(db: Reader, inputs: readonly number[]): Promise<Map<number, string[]>> {
  const rows = await db
    .selectFrom("dataset_inputs")
    .innerJoin("datasets", "datasets.key", "dataset_inputs.dataset")
    .select(["dataset_inputs.input", "datasets.id"])
    .where("dataset_inputs.input", "in", inputs)
    .where("datasets.id", "is not", null)
    .execute();
  const byInput = new Map<number, string[]>();
  for (const { input, id } of rows) if (id !== null) byInput.set(input, [...(byInput.get(input) ?? []), id]);
  return byInput;
}
