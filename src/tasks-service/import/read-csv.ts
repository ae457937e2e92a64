import { MAX_LINE_LENGTH } from "./read-lines.ts";

/**
 * A record of a CSV file, with the line on which it begins (the first line of the file is 1). `problem`: why it is none.
 */
export type CsvRecord = {
  readonly line: number;
  readonly cells: readonly string[];
  readonly problem?: string;
};

type Scanner = {
  cells: string[];
  cell: string;
  /** Signs of the record so far. */
  length: number;
  problem: string | undefined;
  /** Where in a cell the reader is; "closing": behind a quote that ends the cell, or is the first of two. */
  at: "start" | "plain" | "quoted" | "closing";
  wasReturn: boolean;
  line: number;
  begin: number;
};

/**
 * Reads CSV as RFC 4180 has it, piece by piece: quoted cells may hold separators, quotes (doubled) and line ends; lines end with LF or
 * CRLF. Empty lines are left out. A cell that goes on behind its closing quote makes its record a bad one. A quote that is never closed
 * ends the file as one bad record, and so does a record above the limit.
 */
export async function* readCsv(
  chunks: AsyncIterable<string>,
  separator = ",",
  limit = MAX_LINE_LENGTH,
): AsyncGenerator<CsvRecord> {
  const state: Scanner = {
    cells: [],
    cell: "",
    length: 0,
    problem: undefined,
    at: "start",
    wasReturn: false,
    line: 1,
    begin: 1,
  };
  const pieces = piecesBetween(separator);
  for await (const chunk of chunks) {
    yield* scan(chunk.match(pieces) ?? [], state, separator);
    if (state.length > limit) {
      const problem = `is longer than ${limit / 1024 / 1024} MiB; nothing from this line on was read`;
      yield { line: state.begin, cells: [], problem };
      return;
    }
  }
  if (state.at === "quoted") {
    yield {
      line: state.begin,
      cells: [],
      problem: "opens a quote that is never closed; nothing from this line on was read",
    };
  } else if (state.at !== "start" || state.cells.length > 0) yield endRecord(state);
}

/** Matches a sign that has a meaning, or all that stands up to the next one. */
function piecesBetween(separator: string): RegExp {
  const signs = `"\\r\\n${separator.replace(/[\]\\^-]/, "\\$&")}`;
  return new RegExp(`[${signs}]|[^${signs}]+`, "g");
}

function* scan(pieces: readonly string[], state: Scanner, separator: string): Generator<CsvRecord> {
  for (const piece of pieces) {
    const isEndOfCrlf = state.wasReturn && piece === "\n";
    state.wasReturn = false;
    if (isEndOfCrlf) continue;
    state.length += piece.length;
    if (state.at === "quoted") {
      if (piece === '"') state.at = "closing";
      else {
        if (piece === "\n") state.line += 1;
        state.cell += piece;
      }
    } else if (piece === '"' && state.at === "closing") {
      state.cell += piece;
      state.at = "quoted";
    } else if (piece === '"' && state.at === "start") state.at = "quoted";
    else if (piece === separator) endCell(state);
    else if (piece === "\n" || piece === "\r") yield* endLine(state, piece);
    else addPiece(state, piece);
  }
}

function addPiece(state: Scanner, piece: string): void {
  if (state.at === "closing")
    state.problem ??= `has a cell that goes on behind its closing quote (column ${state.cells.length + 1})`;
  state.cell += piece;
  state.at = "plain";
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
  const { begin: line, cells, problem } = state;
  state.cells = [];
  state.length = 0;
  state.problem = undefined;
  return { line, cells, ...(problem !== undefined && { problem }) };
}
