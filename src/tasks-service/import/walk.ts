import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { describeFileError, isMissing } from "./describe-file-error.ts";

/** A file that was found, or a name that leads to none. */
export type Found = { readonly path: string; readonly problem?: string };

type PassOver = (path: string, why: string) => void;

/**
 * All files of a folder and the folders in it, by name. Hidden ones, and links to folders that are read anyway, are passed over; a link to
 * a file of the folder is that file. What cannot be read, and a link that leaves the folder, is found with its problem.
 */
export async function* walkFolder(folder: string, onPassedOver: PassOver): AsyncGenerator<Found> {
  const root = await realpath(folder);
  yield* walk(folder, root, onPassedOver);
}

async function* walk(folder: string, root: string, onPassedOver: PassOver): AsyncGenerator<Found> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    yield { path: folder, problem: describeFileError(error) };
    return;
  }
  for (const name of names.sort()) {
    const path = join(folder, name);
    if (name.startsWith(".")) {
      onPassedOver(path, "is hidden");
      continue;
    }
    const kind = await kindOf(path, root);
    if (kind === "folder") yield* walk(path, root, onPassedOver);
    else if (kind === "link to a folder") onPassedOver(path, "is a link to a folder that is read by its own name");
    else yield kind === "file" ? { path } : { path, problem: kind.problem };
  }
}

async function kindOf(
  path: string,
  root: string,
): Promise<"file" | "folder" | "link to a folder" | { readonly problem: string }> {
  let isLink = false;
  try {
    isLink = (await lstat(path)).isSymbolicLink();
    if (isLink && !isWithin(root, await realpath(path))) return { problem: "is a link that leaves the folder" };
    const target = await stat(path);
    if (target.isFile()) return "file";
    if (!target.isDirectory()) return { problem: "is neither a file nor a folder" };
    return isLink ? "link to a folder" : "folder";
  } catch (error) {
    return { problem: isLink && isMissing(error) ? "is a link to nothing" : describeFileError(error) };
  }
}

/** Whether a path is the folder or lies in it; both with their links resolved. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`);
}
