import { isObject, type JsonObject } from "../protocol/json.ts";
import type { ImageInfo } from "../rules/labels/image-info.ts";
import type { Reader, Writer } from "./store.ts";
import { chunksOf } from "./store.ts";

/** Keeps what is known of images, by the keys of their inputs; undefined for those of which nothing is known (any more). */
export async function keepImageInfos(
  trx: Writer,
  infos: readonly { readonly input: number; readonly info: ImageInfo | undefined }[],
): Promise<void> {
  for (const chunk of chunksOf(infos)) {
    await trx
      .deleteFrom("image_infos")
      .where(
        "input",
        "in",
        chunk.map(({ input }) => input),
      )
      .execute();
    const rows = chunk.flatMap(({ input, info }) => (info === undefined ? [] : [{ input, ...info }]));
    if (rows.length > 0) await trx.insertInto("image_infos").values(rows).execute();
  }
}

export async function findImageInfos(db: Reader, inputs: readonly number[]): Promise<Map<number, ImageInfo>> {
  const found = new Map<number, ImageInfo>();
  for (const chunk of chunksOf(inputs)) {
    const rows = await db.selectFrom("image_infos").selectAll().where("input", "in", chunk).execute();
    for (const { input, ...info } of rows) found.set(input, info);
  }
  return found;
}

/** Data of an image with what is known of it; any other data as it is. */
export function withImageInfo(data: JsonObject, info: ImageInfo | undefined): JsonObject {
  const { image } = data;
  if (info === undefined || !isObject(image)) return data;
  const sent = isObject(image["image_info"]) ? image["image_info"] : {};
  return { ...data, image: { ...image, image_info: { ...sent, ...info } } };
}
