import { stat } from "node:fs/promises";
import { basename, relative } from "node:path";
import { isMissing } from "./describe-file-error.ts";
import type { ImportRow, Reading } from "./import-row.ts";
import { isList, readList } from "./read-list.ts";
import { readMediaRow } from "./read-media.ts";
import { walkFolder } from "./walk.ts";

/** How much there is to read in all, in bytes, for the progress. Rejects in words when a path leads to nothing. */
export async function measure(paths: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const path of paths) {
    const { isFolder, size } = await look(path);
    if (!isFolder) bytes += size;
    else for await (const found of walkFolder(path, () => undefined)) bytes += (await sizeOf(found.path)) ?? 0;
  }
  return bytes;
}

async function look(path: string): Promise<{ isFolder: boolean; size: number }> {
  try {
    const found = await stat(path);
    if (!found.isDirectory() && !found.isFile()) throw new Error(`"${path}" is neither a file nor a folder.`);
    return { isFolder: found.isDirectory(), size: found.size };
  } catch (error) {
    if (isMissing(error)) throw new Error(`There is no file or folder "${path}".`, { cause: error });
    throw error;
  }
}

/** Nothing for what cannot be looked at: it is found, and told, when it is read. */
async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch {
    return undefined;
  }
}

/** All rows of all files, in order: files of folders, lines of lists. What cannot be read is a row with a problem. */
export async function* readRows(paths: readonly string[], reading: Reading): AsyncGenerator<ImportRow> {
  for (const path of paths) {
    if ((await stat(path)).isDirectory()) yield* readFolder(path, reading);
    else if (isList(path)) yield* readList(path, reading);
    else yield await readMediaRow(path, basename(path), reading);
  }
}

async function* readFolder(folder: string, reading: Reading): AsyncGenerator<ImportRow> {
  for await (const { path, problem } of walkFolder(folder, reading.onPassedOver)) {
    if (problem !== undefined) yield { where: path, candidate: { problem } };
    else if (isList(path)) yield { where: path, candidate: { problem: "is a list: import it by its own name" } };
    else yield await readMediaRow(path, relative(folder, path), reading);
  }
}
