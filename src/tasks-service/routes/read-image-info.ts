import { loadSharp } from "../../pictures/load-sharp.ts";
import type { JsonObject } from "../protocol/json.ts";
import { claimedInfo, fileOfImage, type ImageInfo } from "../rules/labels/image-info.ts";

/**
 * The size of an image: from the header of its file, off the event loop; of one that is an address alone, or whose file is none that the
 * library reads, as the client says. Undefined where nobody knows it.
 */
export async function readImageInfo(data: JsonObject): Promise<ImageInfo | undefined> {
  const file = fileOfImage(data);
  return (file === undefined ? undefined : await measure(Buffer.from(file, "base64"))) ?? claimedInfo(data);
}

async function measure(file: Buffer): Promise<ImageInfo | undefined> {
  try {
    const sharp = await loadSharp();
    const { autoOrient, format } = await sharp(file, { limitInputPixels: false }).metadata();
    return { width: autoOrient.width, height: autoOrient.height, format: format.toUpperCase() };
  } catch {
    // An input may be a file that nobody can read (or nobody here: the library is a native one); it is kept all the same.
    return undefined;
  }
}
