import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { type Head, headOf, linesOf, parseHead, parseLine } from "./backup-lines.ts";
import type { Item, Row } from "./item.ts";

/** It holds what people have written, and secrets, though sealed. */
const PRIVATE_FILE = 0o600;
/** Lines are gathered to pieces of that many characters, to be written and to be compressed. */
const PIECE_CHARACTERS = 100_000;
/** Rows are given together: so many, or so many characters of them. */
const BATCH_ROWS = 1_000;
const BATCH_CHARACTERS = 4_000_000;

/** The file is no backup, or not a whole one; the message is one sentence about it. */
export class BackupFileError extends Error {
  override readonly name = "BackupFileError";
}

/** What a whole file says of itself. */
export type BackupSummary = { readonly madeAt: string; readonly parts: readonly string[]; readonly rows: number };

/**
 * Writes a backup: gzip, lines of JSON. The first line says what it is, the last one how many rows there are and the SHA-256 of all lines
 * before it. Rejects where there is such a file already (`EEXIST`), and leaves none when it fails.
 */
export async function writeBackup(
  path: string,
  items: AsyncIterable<Item>,
  { madeAt, signal }: { madeAt: Date; signal?: AbortSignal },
): Promise<void> {
  const file = await open(path, "wx", PRIVATE_FILE);
  try {
    const packed = file.createWriteStream({ flush: true });
    await pipeline(Readable.from(toPieces(items, madeAt)), createGzip(), packed, { signal });
  } catch (error) {
    await rm(path);
    throw error;
  }
}

async function* toPieces(items: AsyncIterable<Item>, madeAt: Date): AsyncGenerator<string> {
  const hash = createHash("sha256");
  let rows = 0;
  let piece = `${JSON.stringify(headOf(madeAt))}\n`;
  for await (const item of items) {
    if ("rows" in item) rows += item.rows.length;
    for (const line of linesOf(item)) {
      piece += `${line}\n`;
      if (piece.length < PIECE_CHARACTERS) continue;
      hash.update(piece);
      yield piece;
      piece = "";
    }
  }
  hash.update(piece);
  yield `${piece}${JSON.stringify({ rows, sha256: hash.digest("hex") })}\n`;
}

/** Reads the file to its end, as a backup is to be before anything is done with it. Rejects with a `BackupFileError`. */
export async function checkBackup(path: string): Promise<BackupSummary> {
  let madeAt = "";
  const parts: string[] = [];
  let rows = 0;
  const onHead = (head: Head): void => {
    ({ madeAt } = head);
  };
  for await (const item of readBackup(path, onHead)) {
    if ("part" in item) parts.push(item.part);
    if ("rows" in item) rows += item.rows.length;
  }
  return { madeAt, parts, rows };
}

/** What the backup holds. Rejects with a `BackupFileError` where the file turns out not to be as it was written, at its end at the latest. */
export async function* readBackup(path: string, onHead?: (head: Head) => void): AsyncGenerator<Item, void> {
  const hash = createHash("sha256");
  let batch: Row[] = [];
  let characters = 0;
  let place = 0;
  let rows = 0;
  let isWhole = false;
  for await (const text of readLines(path)) {
    place += 1;
    if (isWhole) throw new BackupFileError("It goes on after its end");
    if (place === 1) {
      const head = parseHead(text);
      if (head === undefined) throw new BackupFileError("It is no backup that this version of Labeldesk reads");
      onHead?.(head);
      hash.update(`${text}\n`);
      continue;
    }
    const line = parseLine(text);
    if (line === undefined) throw new BackupFileError(`Its line ${place} is damaged`);
    if (batch.length > 0 && (!("row" in line) || batch.length === BATCH_ROWS || characters > BATCH_CHARACTERS)) {
      yield { rows: batch };
      batch = [];
      characters = 0;
    }
    if ("sha256" in line) {
      if (line.rows !== rows || line.sha256 !== hash.digest("hex"))
        throw new BackupFileError("Its checksum does not hold: something in it was changed");
      isWhole = true;
      continue;
    }
    hash.update(`${text}\n`);
    if ("row" in line) {
      batch.push(line.row);
      characters += text.length;
      rows += 1;
    } else yield line;
  }
  if (!isWhole) throw new BackupFileError("Its end is missing");
}

/** The lines of the file, unpacked, without their ends. */
async function* readLines(path: string): AsyncGenerator<string, void> {
  const file = createReadStream(path);
  const unpacked = createGunzip().setEncoding("utf8");
  file.once("error", (error) => unpacked.destroy(error));
  file.pipe(unpacked);
  let begun: string[] = [];
  try {
    for await (const chunk of unpacked as AsyncIterable<string>) {
      const [first = "", ...others] = chunk.split("\n");
      begun.push(first);
      for (const next of others) {
        yield begun.join("");
        begun = [next];
      }
    }
  } catch (error) {
    throw isDamage(error)
      ? new BackupFileError("It is no gzip file, or was cut off or damaged", { cause: error })
      : error;
  } finally {
    file.destroy();
    unpacked.destroy();
  }
  if (begun.some((text) => text !== "")) throw new BackupFileError("Its last line has no end");
}

const isDamage = (error: unknown): boolean =>
  error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("Z_");
