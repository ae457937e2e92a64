import { cocoAnnotations, cocoCategories, cocoImage } from "../../domain/follow/coco.ts";
import type { InputResult } from "../../domain/follow/result.ts";
import type { ResultNames } from "../../domain/follow/write-results.ts";
import type { PictureSize } from "../../domain/labeling/picture.ts";
import type { GatheredResults } from "./gather-results.ts";

/** Inputs that are named where they are left out. */
const MOST_NAMED = 3;

export type CocoOptions = {
  readonly names: ResultNames;
  readonly readSizes: (inputIds: readonly string[]) => Promise<ReadonlyMap<string, PictureSize>>;
  readonly description: string;
  readonly at: Date;
};

/** Inputs that a file does not hold, and the first of them by id. */
export type LeftOut = { count: number; readonly first: string[] };

/**
 * The text of a COCO file, piece by piece: sizes are asked for as images are written, and remembered for their annotations. What is left
 * out, since nobody knows how large it is, is counted in `leftOut`.
 */
export async function* writeCoco(
  { batches }: Pick<GatheredResults, "batches">,
  { names, readSizes, description, at }: CocoOptions,
  leftOut: LeftOut,
): AsyncGenerator<string, void, undefined> {
  const sizes = new Map<string, PictureSize>();
  const info = { description, date_created: at.toISOString() };
  yield `{"info":${JSON.stringify(info)},"licenses":[],"categories":${JSON.stringify(cocoCategories(names))},"images":`;
  yield* writeList(batches(), async (results) => {
    const found = await readSizes(results.map(({ inputId }) => inputId));
    return results.flatMap((result) => {
      const size = found.get(result.inputId);
      if (size) {
        sizes.set(result.inputId, size);
        return [cocoImage(result, size)];
      }
      leftOut.count += 1;
      if (leftOut.count <= MOST_NAMED) leftOut.first.push(result.inputId);
      return [];
    });
  });
  yield ',"annotations":';
  let firstId = 1;
  yield* writeList(batches(), (results) =>
    results.flatMap((result) => {
      const size = sizes.get(result.inputId);
      if (!size) return [];
      const annotations = cocoAnnotations(result, size, { firstId, names });
      firstId += annotations.length;
      return annotations;
    }),
  );
  yield "}\n";
}

/** A list in JSON with an item on each line. */
async function* writeList(
  batches: AsyncIterable<readonly InputResult[]>,
  toItems: (results: readonly InputResult[]) => readonly object[] | Promise<readonly object[]>,
): AsyncGenerator<string, void, undefined> {
  let before = "[\n";
  for await (const results of batches) {
    const items = await toItems(results);
    if (items.length === 0) continue;
    yield before + items.map((item) => JSON.stringify(item)).join(",\n");
    before = ",\n";
  }
  yield before === "[\n" ? "[]" : "\n]";
}
