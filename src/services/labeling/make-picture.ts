import { addressForSlack, type ImageContent, type Marks, type Picture } from "../../domain/labeling/picture.ts";
import type { Log } from "../../domain/log.ts";
import type { UploadedPicture } from "../../domain/notifications/kept.ts";
import type { Result } from "../../domain/result.ts";
import { findOrGone } from "../../domain/tasks-api-error.ts";
import type { TasksGateway } from "../ports.ts";
import { none, wordsOf } from "./picture-words.ts";
import type { PicturePlace, UploadedPictureStore } from "./ports.ts";
import { createUploads, type PictureFiles } from "./uploads.ts";

export const PICTURE_TIMES = {
  /** Slack takes some 100 ms to process a file, and refuses blocks that name it before: with room for a busy moment, in milliseconds. */
  processing: 1_500,
};
export type PictureTimes = Readonly<typeof PICTURE_TIMES>;

/** With `marks`, what labelers have marked in it is drawn over it. */
export type WantedPicture = { readonly inputId: string; readonly marks: Marks | undefined };

export type PictureFile = { readonly bytes: Uint8Array; readonly format: "png" | "jpeg" };

/**
 * Makes what to show for an input: an address that Slack can fetch, or a file of it in Slack, uploaded once for its task and given when
 * Slack has processed it. Rejects with `TasksApiError` or `DeliveryError` where either side does not answer.
 */
export function createPictureMaker(deps: {
  tasks: Pick<TasksGateway, "getInput" | "readHosted">;
  files: PictureFiles;
  /** The file of a picture as Slack shows it, or a sentence that says why it cannot be shown. */
  convert: (file: Uint8Array) => Promise<Result<PictureFile, string>>;
  /** Over a picture that was converted. */
  draw: (picture: PictureFile, marks: Marks) => Promise<PictureFile>;
  kept: Pick<UploadedPictureStore, "find" | "remember">;
  times: PictureTimes;
  now: () => Date;
  log: Log;
}): (where: PicturePlace, wanted: WantedPicture) => Promise<Picture> {
  const { tasks, files, convert, draw, kept, times, now, log } = deps;
  const uploads = createUploads({ files, now });

  /** Resolves when Slack takes blocks that name a file of this age. */
  async function processed(madeAt: Date): Promise<void> {
    const wait = Math.min(times.processing, madeAt.getTime() + times.processing - now().getTime());
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  }

  /** Gives the file that stands for the input from now on; the other one, if there is one, is deleted. */
  async function remember(picture: Omit<UploadedPicture, "madeAt">): Promise<string> {
    const needless = await kept.remember(picture);
    if (needless === undefined) return picture.fileId;
    await files.delete(needless).catch((err: unknown) => log.warn({ err, file: needless }, "a file stays in Slack"));
    if (needless !== picture.fileId) return picture.fileId;
    return (await kept.find(picture))?.fileId ?? picture.fileId;
  }

  /** What the Tasks API itself gives of it; undefined where it gives an address alone. */
  async function readBytes({ base64, hosted }: ImageContent): Promise<Uint8Array | undefined> {
    if (base64 !== undefined) return decode(base64);
    return hosted && tasks.readHosted(hosted.url, "background");
  }

  return async ({ team, taskId }, { inputId, marks }) => {
    const input = await findOrGone(() => tasks.getInput(inputId, "background"));
    if (!input) return none(wordsOf.gone);
    const { image } = input;
    if (!image) return none(wordsOf.noPicture);
    const address = addressForSlack(image);
    const bytes = address === undefined || marks ? await readBytes(image) : undefined;
    if (!bytes && address !== undefined) return { kind: "url", url: address };
    if (!bytes) return none(image.url === undefined ? wordsOf.empty : wordsOf.notPublic(image.url));
    const hash = await hashOf(bytes, marks);
    const key = { team, taskId, inputId: marks ? `${MARKED}${inputId}` : inputId };
    const uploaded = await kept.find(key);
    if (uploaded?.hash === hash) {
      await processed(uploaded.madeAt);
      return { kind: "file", fileId: uploaded.fileId };
    }
    const converted = await convert(bytes);
    if (!converted.ok) return none(converted.error);
    const { format, bytes: shown } = marks ? await draw(converted.value, marks) : converted.value;
    // The input's own id may say what nobody but its readers is to know: files have names in Slack's search.
    const fileId = await uploads.upload({ name: `picture.${format}`, content: shown });
    const remembered = await remember({ ...key, hash, fileId });
    await processed(now());
    return { kind: "file", fileId: remembered };
  };
}

/** Before an input's id, where the file shows what labelers have marked in it too. No id of the Tasks API holds a blank. */
const MARKED = "marked ";

const decode = (base64: string): Uint8Array => Buffer.from(base64, "base64");

/** SHA-256 in hexadecimal of a file, and of what is drawn over it; off the event loop. */
async function hashOf(bytes: Uint8Array, marks?: Marks): Promise<string> {
  const all = marks ? Buffer.concat([bytes, Buffer.from(JSON.stringify(marks))]) : bytes;
  const digest = await crypto.subtle.digest("SHA-256", Uint8Array.from(all));
  return Buffer.from(digest).toString("hex");
}
