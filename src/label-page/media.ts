import type { PageSession } from "../domain/labeling/page-session.ts";
import type { ImageContent, PictureInput } from "../domain/labeling/picture.ts";
import type { Result } from "../domain/result.ts";
import type { Haste } from "../domain/task.ts";
import type { Hands } from "../services/labeling/hands.ts";
import { mediaType, UNKNOWN_TYPE } from "./media-type.ts";

/** What the Tasks API keeps of an input, as a browser shows it; undefined where it keeps nothing. Rejects with `TasksApiError`. */
export type MediaReader = (session: PageSession, inputId: string) => Promise<Uint8Array | undefined>;

/**
 * Reads with the hand of whoever looks. A copy that is given only to who has a key is read with the app's; an input's own address is
 * never fetched. What browsers do not show (TIFF) is converted.
 */
export function createMediaReader(deps: {
  hands: Pick<Hands, "as">;
  tasks: {
    getInput(id: string, haste: Haste): Promise<PictureInput>;
    readHosted(address: string, haste: Haste): Promise<Uint8Array>;
  };
  /** A PNG or JPEG of a picture's file, or a sentence on why there is none. */
  convert: (file: Uint8Array) => Promise<Result<{ readonly bytes: Uint8Array }, string>>;
}): MediaReader {
  const { hands, tasks, convert } = deps;

  async function readCopy(inputId: string): Promise<Uint8Array | undefined> {
    const image: ImageContent | null = (await tasks.getInput(inputId, "background")).image;
    return image?.hosted && tasks.readHosted(image.hosted.url, "background");
  }

  return async ({ team, person }, inputId) => {
    const { base64, content } = await hands.as(team, person, (hand) => hand.getInput(inputId, "background"));
    if (content.kind === "text") return Buffer.from(content.text);
    const bytes = base64 === undefined ? await readCopy(inputId) : Buffer.from(base64, "base64");
    if (!bytes || mediaType(bytes) !== UNKNOWN_TYPE) return bytes;
    const converted = await convert(bytes);
    // As it is: the page says that it cannot be shown.
    return converted.ok ? converted.value.bytes : bytes;
  };
}
