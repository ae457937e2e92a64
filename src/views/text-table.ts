import { truncate } from "./limits.ts";

/** A column of a plain text table: its head, and a cell for each row. Numbers stand to the right. */
export type TextColumn = { readonly head: string; readonly cells: readonly string[]; readonly isNumber?: boolean };

const GAP = "  ";
const segmenter = new Intl.Segmenter();

/** Letters of East Asia and pictures take two places in a fixed-width font (Unicode Standard Annex 11). */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** Lines of a table whose columns stand under each other in a fixed-width font; the first line is the head. */
export function layOutTable(columns: readonly TextColumn[]): string[] {
  const rows = Math.max(0, ...columns.map(({ cells }) => cells.length));
  const widths = columns.map(({ head, cells }) => Math.max(...[head, ...cells].map(widthOf)));
  const line = (textOf: (column: TextColumn) => string): string =>
    columns
      .map((column, index) => pad(textOf(column), widths[index] ?? 0, column.isNumber === true))
      .join(GAP)
      .trimEnd();
  return [line(({ head }) => head), ...Array.from({ length: rows }, (_, row) => line(({ cells }) => cells[row] ?? ""))];
}

/** Cut to a number of places, on one line. */
export function fitInto(text: string, places: number): string {
  // Long before the places run out, so that nobody's 3,000 characters are segmented.
  const flat = truncate(text.replaceAll(/\s+/gu, " ").trim(), places * 4);
  if (widthOf(flat) <= places) return flat;
  let fitting = "";
  let width = 0;
  for (const { segment } of segmenter.segment(flat)) {
    width += widthOf(segment);
    if (width > places - 1) break;
    fitting += segment;
  }
  return `${fitting}…`;
}

function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

function pad(text: string, width: number, isRight: boolean): string {
  const spaces = " ".repeat(Math.max(0, width - widthOf(text)));
  return isRight ? spaces + text : text + spaces;
}
