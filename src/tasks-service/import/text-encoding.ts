import { analyse } from "chardet";

/** Byte order marks; the longer ones first, since one begins with another. */
const MARKS: readonly (readonly [encoding: string, bytes: string])[] = [
  ["utf-32le", "fffe0000"],
  ["utf-32be", "0000feff"],
  ["utf-8", "efbbbf"],
  ["utf-16le", "fffe"],
  ["utf-16be", "feff"],
];

/** What a byte order mark says; it outweighs what anybody else says of the file. */
export function encodingOfMark(head: Buffer): string | undefined {
  const hex = head.subarray(0, 4).toString("hex");
  return MARKS.find(([, bytes]) => hex.startsWith(bytes))?.[0];
}

/** Whether text in it can be read: the names of the WHATWG's Encoding standard, e.g. "windows-1252" or "shift_jis". */
export function isEncoding(name: string): boolean {
  try {
    return new TextDecoder(name, { fatal: true }).encoding !== "";
  } catch {
    return false;
  }
}

/** Above this part of NUL bytes a text has two or four bytes a character; a stray NUL is not one of them. */
const WIDE = 0.2;

/** What begins a set of two bytes a character in the ISO-2022 encodings. */
const SHIFT = "\u001b$";

/** Whether bytes that are valid UTF-8 are another encoding all the same: UTF-16 without a mark, or one of the ISO-2022 family. */
export function isDisguised(bytes: Buffer): boolean {
  return zerosIn(bytes) > WIDE * bytes.length || bytes.includes(SHIFT);
}

/** Whether bytes are UTF-8 but for a few: other encodings hardly ever make a whole character of it. */
export function isBrokenUtf8(bytes: Buffer): boolean {
  const foreign = new TextDecoder().decode(bytes).replaceAll(/\p{ASCII}/gu, "");
  const broken = foreign.split("\uFFFD").length - 1;
  return [...foreign].length >= 3 * broken;
}

/** The guesser sees Baltic in almost any short text; whoever has it names it. */
const OVERRATED = "windows-1257";

/** What bytes that are not UTF-8 probably are. */
export function guessEncoding(bytes: Buffer): string | undefined {
  if (zerosIn(bytes) > WIDE * bytes.length) return guessWide(bytes);
  const japanese = ["Shift_JIS", "EUC-JP"].find((encoding) => isJapaneseIn(bytes, encoding));
  if (japanese !== undefined) return japanese;
  const guesses = analyse(bytes).filter(({ name, confidence }) => confidence > 0 && !/^(UTF-8|ASCII)$/.test(name));
  const [best] = guesses.filter(({ name }) => name !== OVERRATED);
  // Every byte of ISO-8859-1 that is a letter or a sign is the same in windows-1252, by whose name browsers read it too.
  return best?.name === "ISO-8859-1" ? "windows-1252" : best?.name;
}

/** The guesser needs long texts to know Japanese; its syllables tell it in a few words. What is cut off at the end counts little. */
function isJapaneseIn(bytes: Buffer, encoding: string): boolean {
  const foreign = new TextDecoder(encoding).decode(bytes, { stream: true }).replaceAll(/\p{ASCII}/gu, "");
  const syllables = foreign.match(/[\u3040-\u30ff]/g) ?? [];
  return syllables.length > 0.2 * foreign.length && !foreign.includes("\uFFFD");
}

function guessWide(bytes: Buffer): string {
  const every = (step: number, offset: number) => bytes.filter((_, index) => index % step === offset);
  const isZero = (part: Buffer | Uint8Array) => zerosIn(part) > part.length / 2;
  if (isZero(every(4, 1)) && isZero(every(4, 2))) return isZero(every(4, 0)) ? "UTF-32BE" : "UTF-32LE";
  return isZero(every(2, 0)) ? "UTF-16BE" : "UTF-16LE";
}

function zerosIn(bytes: Uint8Array): number {
  let zeros = 0;
  for (const byte of bytes) if (byte === 0) zeros += 1;
  return zeros;
}
