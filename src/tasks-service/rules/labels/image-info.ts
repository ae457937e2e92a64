import * as z from "zod";
import { isObject, type JsonObject } from "../../protocol/json.ts";

/** The size of an image as it is seen (turned as its EXIF says), in pixels; `format` as in "JPEG", empty where nobody said. */
export type ImageInfo = { readonly width: number; readonly height: number; readonly format: string };

const Claimed = z.object({
  image: z.object({
    image_info: z.object({
      width: z.number().positive(),
      height: z.number().positive(),
      format: z.string().default(""),
    }),
  }),
});

/** What a client says of an image's size; undefined where it says none. */
export function claimedInfo(data: JsonObject): ImageInfo | undefined {
  if (data["image"] === undefined) return undefined;
  const claimed = Claimed.safeParse(data);
  return claimed.success ? claimed.data.image.image_info : undefined;
}

/** The file of an image in base64; undefined where an address alone says what it is. */
export function fileOfImage({ image }: JsonObject): string | undefined {
  const file = isObject(image) ? image["base64"] : undefined;
  return typeof file === "string" && file !== "" ? file : undefined;
}
