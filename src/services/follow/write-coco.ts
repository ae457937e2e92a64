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
export type Few = { count: number; readonly first: string[] };

/** `sizeless`: nobody knows how large they are. `inParts`: what was said is of frames of a video and the like, and COCO has pictures. */
export type LeftOut = { readonly sizeless: Few; readonly inParts: Few };

function leaveOut(few: Few, { inputId }: InputResult): void {
  few.count += 1;
  if (few.count <= MOST_NAMED) few.first.push(inputId);
}

/**
 * The text of a COCO file, piece by piece: sizes are asked for as images are written, and remembered for their annotations. What is left
 * out is counted in `leftOut`.
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
    const pictures = results.filter(({ said }) => said.kind !== "parts");
    for (const result of results) if (result.said.kind === "parts") leaveOut(leftOut.inParts, result);
    const found = await readSizes(pictures.map(({ inputId }) => inputId));
    return pictures.flatMap((result) => {
      const size = found.get(result.inputId);
      if (size) {
        sizes.set(result.inputId, size);
        return [cocoImage(result, size)];
      }
      leaveOut(leftOut.sizeless, result);
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
