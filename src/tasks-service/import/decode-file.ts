import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { encodingOfMark, guessEncoding, isBrokenUtf8, isDisguised, isEncoding } from "./text-encoding.ts";

/** Why a file cannot be read as text, in words that follow its name. */
export class UnreadableText extends Error {
  override readonly name = "UnreadableText";
}

/** What is looked at where an encoding has to be guessed. */
const SAMPLE_BYTES = 64 * 1024;

/**
 * The encoding of a file, after reading all of it once: a file that is refused is refused before its first row is taken. What its byte
 * order mark says holds, then what is `given`, then UTF-8. Rejects with `UnreadableText`, which names the encoding that it seems to have.
 */
export async function findEncoding(file: string, given: string | undefined): Promise<string> {
  const head = await readHead(file);
  const marked = encodingOfMark(head);
  const encoding = marked ?? given ?? "utf-8";
  if (!isEncoding(encoding)) throw new UnreadableText(`is ${encoding.toUpperCase()}: save it as UTF-8`);
  const isAssumed = marked === undefined && given === undefined;
  if (isAssumed && isDisguised(head)) throw new UnreadableText(describe(head));
  const decoder = new TextDecoder(encoding, { fatal: true });
  const refuse = (piece: Buffer, line: number): UnreadableText =>
    new UnreadableText(isAssumed ? describe(piece, line) : `is not valid ${decoder.encoding} (near line ${line})`);
  let line = 1;
  let last = head;
  for await (const piece of piecesOf(file)) {
    last = piece;
    try {
      line += countLines(decoder.decode(piece, { stream: true }));
    } catch {
      throw refuse(piece, line + countLines(validStart(piece, encoding)));
    }
  }
  try {
    decoder.decode();
  } catch {
    // It ends in the middle of a character.
    throw refuse(last, line);
  }
  return encoding;
}

/**
 * The text of a file, piece by piece and without its byte order mark. Always in the streaming mode: whole, Node 20 decodes windows-1252 as
 * if it were ISO-8859-1.
 */
export async function* decodeFile(
  file: string,
  encoding: string,
  onRead: (bytes: number) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const chunk of piecesOf(file)) {
    onRead(chunk.length);
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

async function* piecesOf(file: string): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(file)) if (Buffer.isBuffer(chunk)) yield chunk;
}

async function readHead(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function describe(bytes: Buffer, line?: number): string {
  const place = line === undefined ? "" : ` (near line ${line})`;
  if (line !== undefined && isBrokenUtf8(bytes))
    return `is UTF-8 but for some bytes${place}: mend them, or save it anew`;
  const guess = guessEncoding(bytes);
  if (guess === undefined) return `is not UTF-8${place}: name its encoding with --encoding`;
  if (!isEncoding(guess)) return `is not UTF-8${place}; it looks like ${guess}: save it as UTF-8`;
  return `is not UTF-8${place}; it looks like ${guess}: if it is, run again with --encoding ${guess.toLowerCase()}`;
}

const countLines = (text: string): number => text.split("\n").length - 1;

/** What stands before the first byte that is no text. A character that the piece before has begun is passed over. */
function validStart(chunk: Buffer, encoding: string): string {
  const text = new TextDecoder(encoding).decode(chunk, { stream: true }).replace(/^\uFFFD{1,3}/, "");
  const end = text.indexOf("\uFFFD");
  return end === -1 ? text : text.slice(0, end);
}
