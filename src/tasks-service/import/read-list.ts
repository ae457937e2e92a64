import { extname } from "node:path";
import type { JsonObject } from "../protocol/json.ts";
import { afterSeparatorLine, findCsvForm, readHeader } from "./csv-header.ts";
import { decodeFile, findEncoding, UnreadableText } from "./decode-file.ts";
import { describeFileError, isFileError } from "./describe-file-error.ts";
import type { ImportRow, Reading } from "./import-row.ts";
import { parseJsonRow, type RowReading } from "./parse-json-row.ts";
import { readCsv } from "./read-csv.ts";
import { MAX_LINE_LENGTH, readLines } from "./read-lines.ts";
import { mediaBeside } from "./read-media.ts";
import { type ReadMedia, toInput } from "./to-input.ts";

/** Separators that are tried, by the ending of the file's name. */
const SEPARATORS: Readonly<Record<string, readonly string[]>> = {
  ".csv": [",", ";", "\t", "|"],
  ".tsv": ["\t", ",", ";", "|"],
};

const JSON_LINES = [".jsonl", ".ndjson"];

export function isList(file: string): boolean {
  const kind = extname(file).toLowerCase();
  return kind in SEPARATORS || JSON_LINES.includes(kind);
}

/** The rows of a list, in order. A file that cannot be read is one bad row; rows before a fault in its middle stand. */
export async function* readList(file: string, reading: Reading): AsyncGenerator<ImportRow> {
  try {
    const encoding = await findEncoding(file, reading.encoding);
    const text = decodeFile(file, encoding, reading.onRead);
    const separators = SEPARATORS[extname(file).toLowerCase()];
    if (separators === undefined) yield* readJsonRows(file, text);
    else yield* readCsvRows(file, text, separators);
  } catch (error) {
    if (!(error instanceof UnreadableText || isFileError(error))) throw error;
    const problem = error instanceof UnreadableText ? error.message : describeFileError(error);
    yield { where: file, candidate: { problem } };
  }
}

async function* readJsonRows(file: string, chunks: AsyncIterable<string>): AsyncGenerator<ImportRow> {
  const readMedia = await mediaBeside(file);
  for await (const { line, text } of readLines(chunks)) {
    const where = `${file}:${line}`;
    if (text === undefined)
      yield { where, candidate: { problem: `is longer than ${MAX_LINE_LENGTH / 1024 / 1024} MiB` } };
    else if (text.trim() !== "") yield { where, candidate: await toRowInput(parseJsonRow(text), readMedia) };
  }
}

async function* readCsvRows(
  file: string,
  chunks: AsyncGenerator<string>,
  separators: readonly string[],
): AsyncGenerator<ImportRow> {
  const readMedia = await mediaBeside(file);
  const head = await readHead(chunks);
  const { separator, skippedLines } = await findCsvForm(head, separators);
  const begin = skippedLines === 0 ? head : afterSeparatorLine(head);
  let names: readonly string[] | undefined;
  for await (const { line, cells, problem } of readCsv(joined(begin, chunks), separator)) {
    const where = `${file}:${line + skippedLines}`;
    if (problem !== undefined) yield { where, candidate: { problem } };
    else if (names === undefined) {
      const header = readHeader(cells);
      if ("problem" in header) {
        yield { where, candidate: header };
        return;
      }
      names = header;
    } else if (cells.length !== names.length) {
      const problem = `has ${cells.length} cells, and the first line has ${names.length}`;
      yield { where, candidate: { problem } };
    } else yield { where, candidate: await toRowInput(rowOf(names, cells), readMedia) };
  }
}

/** Enough of the text to hold the first lines. */
const HEAD_LENGTH = 16 * 1024;

async function readHead(chunks: AsyncGenerator<string>): Promise<string> {
  let head = "";
  while (head.length < HEAD_LENGTH) {
    const { done, value } = await chunks.next();
    if (done === true) break;
    head += value;
  }
  return head;
}

async function* joined(head: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield head;
  yield* rest;
}

/** Cells that hold more than a text. */
const JSON_CELLS: ReadonlySet<string> = new Set(["data", "metadata"]);

/** Empty cells are left out. */
function rowOf(names: readonly string[], cells: readonly string[]): RowReading {
  const row: [string, JsonObject[string]][] = [];
  for (const [index, name] of names.entries()) {
    const cell = cells[index] ?? "";
    if (cell === "") continue;
    if (name === "dataset_ids") row.push([name, idsOf(cell)]);
    else if (JSON_CELLS.has(name)) {
      const json = parseJsonRow(cell);
      if ("problem" in json) return { problem: `has a cell "${name}" that ${json.problem}` };
      row.push([name, json.row]);
    } else row.push([name, cell]);
  }
  return { row: Object.fromEntries(row) };
}

/** Several are told apart by commas. */
const idsOf = (cell: string): string[] =>
  cell
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");

const toRowInput = async (reading: RowReading, readMedia: ReadMedia) =>
  "problem" in reading ? reading : toInput(reading.row, readMedia);
