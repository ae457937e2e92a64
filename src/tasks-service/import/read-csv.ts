/** A record of a CSV file, with the line on which it begins (the first line of the file is 1). */
export type CsvRecord = { readonly line: number; readonly cells: readonly string[]; readonly problem?: string };

type Scanner = {
  cells: string[];
  cell: string;
  /** Where in a cell the reader is; "closing": behind a quote that ends the cell, or is the first of two. */
  at: "start" | "plain" | "quoted" | "closing";
  wasReturn: boolean;
  line: number;
  begin: number;
};

/**
 * Reads CSV as RFC 4180 has it, piece by piece: quoted cells may hold separators, quotes (doubled) and line ends; lines end with LF or
 * CRLF; a byte order mark is passed over. Empty lines are left out. A quote that is never closed ends the file as one bad record.
 */
export async function* readCsv(chunks: AsyncIterable<string>, separator = ","): AsyncGenerator<CsvRecord> {
  const state: Scanner = { cells: [], cell: "", at: "start", wasReturn: false, line: 1, begin: 1 };
  let isFirst = true;
  for await (const chunk of chunks) {
    yield* scan(isFirst ? chunk.replace(/^\uFEFF/, "") : chunk, state, separator);
    isFirst = false;
  }
  if (state.at === "quoted") yield { line: state.begin, cells: [], problem: "a quote is never closed" };
  else if (state.at !== "start" || state.cells.length > 0) yield endRecord(state);
}

function* scan(text: string, state: Scanner, separator: string): Generator<CsvRecord> {
  for (const sign of text) {
    const isEndOfCrlf = state.wasReturn && sign === "\n";
    state.wasReturn = false;
    if (isEndOfCrlf) continue;
    if (state.at === "quoted") {
      if (sign === '"') state.at = "closing";
      else {
        if (sign === "\n") state.line += 1;
        state.cell += sign;
      }
    } else if (sign === '"' && state.at === "closing") {
      state.cell += sign;
      state.at = "quoted";
    } else if (sign === '"' && state.at === "start") state.at = "quoted";
    else if (sign === separator) endCell(state);
    else if (sign === "\n" || sign === "\r") yield* endLine(state, sign);
    else {
      state.cell += sign;
      state.at = "plain";
    }
  }
}

function* endLine(state: Scanner, sign: string): Generator<CsvRecord> {
  const isEmpty = state.at === "start" && state.cells.length === 0;
  const record = endRecord(state);
  state.wasReturn = sign === "\r";
  state.line += 1;
  state.begin = state.line;
  if (!isEmpty) yield record;
}

function endCell(state: Scanner): void {
  state.cells.push(state.cell);
  state.cell = "";
  state.at = "start";
}

function endRecord(state: Scanner): CsvRecord {
  endCell(state);
  const record = { line: state.begin, cells: state.cells };
  state.cells = [];
  return record;
}
