import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { createInterface } from "node:readline";
import { isObject, type JsonObject } from "../protocol/json.ts";
import { readCsv } from "./read-csv.ts";
import { type Candidate, idOfContent, imageData, type Row, toInput } from "./to-input.ts";

/** A row of an import: where it stands, for people who have to mend it, and how many bytes of the whole it is. */
export type ImportRow = { readonly where: string; readonly candidate: Candidate; readonly bytes: number };

/** A larger image does not fit into a request. */
const MAX_IMAGE_BYTES = 20 * 1024 * 1024;

/** How much there is to read in all, in bytes, for the progress bar. */
export async function measure(paths: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const path of paths) for await (const file of filesOf(path)) bytes += (await stat(file)).size;
  return bytes;
}

/** All rows of all files, in order: images of folders, lines of lists. What cannot be read is a row with a problem. */
export async function* readRows(paths: readonly string[]): AsyncGenerator<ImportRow> {
  for (const path of paths) {
    const isFolder = (await stat(path)).isDirectory();
    if (isFolder) yield* readFolder(path);
    else yield* readFileRows(path);
  }
}

async function* filesOf(path: string): AsyncGenerator<string> {
  if (!(await stat(path)).isDirectory()) {
    yield path;
    return;
  }
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith("."));
  yield* files.map((entry) => join(entry.parentPath, entry.name)).sort();
}

async function* readFolder(folder: string): AsyncGenerator<ImportRow> {
  for await (const file of filesOf(folder)) yield* readImageFile(file, relative(folder, file));
}

async function* readFileRows(file: string): AsyncGenerator<ImportRow> {
  const kind = extname(file).toLowerCase();
  if (kind === ".csv" || kind === ".tsv") yield* readCsvRows(file, kind === ".tsv" ? "\t" : ",");
  else if (kind === ".jsonl" || kind === ".ndjson") yield* readJsonRows(file);
  else yield* readImageFile(file, basename(file));
}

async function* readImageFile(file: string, name: string): AsyncGenerator<ImportRow> {
  const { size } = await stat(file);
  const row = (candidate: Candidate): ImportRow => ({ where: file, candidate, bytes: size });
  if (size > MAX_IMAGE_BYTES) {
    yield row({ problem: `is larger than ${MAX_IMAGE_BYTES / 1024 / 1024} MiB` });
    return;
  }
  const bytes = await readFile(file);
  const data = imageData(bytes);
  if (data === undefined) {
    yield row({ problem: "is no image (PNG, JPEG, GIF, WebP, BMP or TIFF), and no .csv or .jsonl" });
    return;
  }
  yield row({ input: { id: idOfContent(bytes), data: { ...data, metadata: { file: name } } } });
}

/** Files that a list names lie beside it; one outside of its folder is refused: a list from elsewhere must not read this machine. */
const besides =
  (list: string) =>
  async (name: string): Promise<Uint8Array> => {
    const folder = resolve(dirname(list));
    const file = resolve(folder, name);
    if (relative(folder, file).startsWith("..")) throw new Error("it lies outside of the folder of the list");
    if ((await stat(file)).size > MAX_IMAGE_BYTES)
      throw new Error(`it is larger than ${MAX_IMAGE_BYTES / 1024 / 1024} MiB`);
    return readFile(file);
  };

async function* readCsvRows(file: string, separator: string): AsyncGenerator<ImportRow> {
  const stream = createReadStream(file, { encoding: "utf8" });
  let names: readonly string[] | undefined;
  let read = 0;
  for await (const { line, cells, problem } of readCsv(stream, separator)) {
    const bytes = stream.bytesRead - read;
    read = stream.bytesRead;
    const row = (candidate: Candidate): ImportRow => ({ where: `${file}:${line}`, candidate, bytes });
    if (problem !== undefined) yield row({ problem });
    else if (names === undefined) names = cells.map((cell) => cell.trim().toLowerCase());
    else if (cells.length !== names.length)
      yield row({ problem: `has ${cells.length} cells, and the first line has ${names.length}` });
    else yield row(await toInput(rowOf(names, cells), besides(file)));
  }
}

const rowOf = (names: readonly string[], cells: readonly string[]): Row =>
  Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ""]));

async function* readJsonRows(file: string): AsyncGenerator<ImportRow> {
  const stream = createReadStream(file, { encoding: "utf8" });
  let line = 0;
  let read = 0;
  for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    const bytes = stream.bytesRead - read;
    read = stream.bytesRead;
    if (text.trim() === "") continue;
    yield { where: `${file}:${line}`, candidate: await readJsonLine(text.replace(/^\uFEFF/, ""), file), bytes };
  }
}

async function readJsonLine(text: string, file: string): Promise<Candidate> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { problem: `is not JSON (${error instanceof Error ? error.message : String(error)})` };
  }
  const row: JsonObject | undefined = isObject(json) ? json : undefined;
  return row === undefined ? { problem: "is not a JSON object" } : toInput(row, besides(file));
}
