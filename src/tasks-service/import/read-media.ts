import { readFile, realpath, stat } from "node:fs/promises";
import { dirname, extname, resolve } from "node:path";
import type { JsonObject } from "../protocol/json.ts";
import { describeFileError } from "./describe-file-error.ts";
import type { ImportRow, Reading } from "./import-row.ts";
import { mediaData, TAKEN_MEDIA } from "./media.ts";
import { idOfContent, type ReadMedia } from "./to-input.ts";
import { isWithin } from "./walk.ts";

/** A larger file does not fit into a request: base64 makes it a third larger, and the service takes 32 MiB. */
export const MAX_MEDIA_BYTES = 20 * 1024 * 1024;

type Media = { readonly bytes: Uint8Array; readonly data: JsonObject };

async function readMedia(file: string): Promise<Media | { readonly problem: string }> {
  try {
    const { size } = await stat(file);
    if (size > MAX_MEDIA_BYTES) return { problem: `is larger than ${MAX_MEDIA_BYTES / 1024 / 1024} MiB` };
    const bytes = await readFile(file);
    if (bytes.length === 0) return { problem: "is empty" };
    const data = mediaData(bytes);
    return data === undefined ? { problem: notTaken(file) } : { bytes, data };
  } catch (error) {
    return { problem: describeFileError(error) };
  }
}

function notTaken(file: string): string {
  const none = `is no ${TAKEN_MEDIA}, whatever its name says, and no list (.csv, .tsv, .jsonl, .ndjson)`;
  return extname(file).toLowerCase() === ".json" ? `${none}: one in JSON has an object a line` : none;
}

/** A file as an input of its own; `name` is kept in its metadata. */
export async function readMediaRow(file: string, name: string, reading: Reading): Promise<ImportRow> {
  const media = await readMedia(file);
  if ("problem" in media) return { where: file, candidate: media };
  const { bytes, data } = media;
  reading.onRead(bytes.length);
  const metadata = { file: name };
  return {
    where: file,
    candidate: {
      input: { id: idOfContent(bytes), data: { ...data, metadata }, dataset_ids: [], isNamedByContent: true },
    },
  };
}

/** Files that a list names lie beside it; one outside of its folder is refused: a list from elsewhere must not read this machine. */
export async function mediaBeside(list: string): Promise<ReadMedia> {
  const folder = resolve(dirname(list));
  const root = await realpath(folder);
  return async (name) => {
    const file = resolve(folder, name);
    if (!isWithin(folder, file)) return { problem: "lies outside of the folder of the list" };
    try {
      if (!isWithin(root, await realpath(file))) return { problem: "is a link that leaves the folder of the list" };
      if (!(await stat(file)).isFile()) return { problem: "is no file" };
    } catch (error) {
      return { problem: describeFileError(error) };
    }
    return readMedia(file);
  };
}
