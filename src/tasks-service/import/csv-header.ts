import { readCsv } from "./read-csv.ts";
import { isContentField, isKnownField } from "./to-input.ts";

/** How the rows of a CSV file are cut, and from which line on. */
export type CsvForm = { readonly separator: string; readonly skippedLines: number };

/** A line for Excel alone, which names the separator. */
const SEPARATOR_LINE = /^"?sep=([^\r\n])"?(?:\r\n|\n|\r)/i;

/**
 * How a CSV file that begins so is written: as its line `sep=;` says, else by the first separator with which its header has a column
 * that inputs are made of.
 */
export async function findCsvForm(head: string, candidates: readonly string[]): Promise<CsvForm> {
  const named = SEPARATOR_LINE.exec(head)?.[1];
  if (named !== undefined) return { separator: named, skippedLines: 1 };
  for (const separator of candidates) {
    const names = await firstCells(head, separator);
    if (names.some((name) => isContentField(nameOf(name)))) return { separator, skippedLines: 0 };
  }
  return { separator: candidates[0] ?? ",", skippedLines: 0 };
}

/** The file without the line that names its separator. */
export const afterSeparatorLine = (head: string): string => head.replace(SEPARATOR_LINE, "");

async function firstCells(head: string, separator: string): Promise<readonly string[]> {
  for await (const { cells } of readCsv(just(head), separator)) return cells;
  return [];
}

async function* just(text: string): AsyncGenerator<string> {
  yield text;
}

/** Names with a meaning are known in any spelling ("URL"); all others stay as they are, without the spaces around them. */
function nameOf(cell: string): string {
  const name = cell.trim();
  return isKnownField(name.toLowerCase()) ? name.toLowerCase() : name;
}

/** The names of the columns, or why no row can be read by them. A column without a name is called by its number. */
export function readHeader(cells: readonly string[]): readonly string[] | { readonly problem: string } {
  const names = cells.map((cell, index) => nameOf(cell) || `column ${index + 1}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    const places = names.flatMap((name, index) => (name === twice ? [index + 1] : []));
    return { problem: `names "${twice}" for the columns ${places.join(" and ")}: rename one; no row was read` };
  }
  if (names.some(isContentField)) return names;
  return {
    problem: 'names no column "url", "text" or "file", so no row was read: the first line must name the columns',
  };
}
