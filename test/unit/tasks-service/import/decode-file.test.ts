import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, test } from "@jest/globals";
import { decodeFile, findEncoding } from "../../../../src/tasks-service/import/decode-file.ts";

const folder = mkdtempSync(join(tmpdir(), "labeldesk-decode-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(bytes: Uint8Array): string {
  const file = join(folder, "text.csv");
  writeFileSync(file, bytes);
  return file;
}
const bigEndian = (text: string): Buffer => Buffer.from(text, "utf16le").swap16();

/** The whole text, as the import reads it. */
async function decode(bytes: Uint8Array, given?: string): Promise<string> {
  const file = write(bytes);
  let text = "";
  for await (const piece of decodeFile(file, await findEncoding(file, given), () => undefined)) text += piece;
  return text;
}

describe("a text that can be read", () => {
  test.each<[string, Buffer, string | undefined, string]>([
    ["UTF-8", Buffer.from("é 😀"), undefined, "é 😀"],
    ["UTF-8 with its mark", Buffer.from("\uFEFFé"), undefined, "é"],
    ["UTF-16 with its mark", Buffer.from("\uFEFFé 😀", "utf16le"), undefined, "é 😀"],
    ["UTF-16 the other way round, with its mark", bigEndian("\uFEFFé 😀"), undefined, "é 😀"],
    ["UTF-16 that was named", Buffer.from("é", "utf16le"), "utf-16le", "é"],
    ["windows-1252, with signs that ISO-8859-1 has not", Buffer.from([0x80, 0x92, 0xe9]), "windows-1252", "€’é"],
    ["Shift_JIS", Buffer.from([0x93, 0xfa, 0x96, 0x7b]), "shift_jis", "日本"],
    ["a mark that says something else than what was named", Buffer.from("\uFEFFé"), "windows-1252", "é"],
    ["a stray NUL", Buffer.from("a\0b, and the rest"), undefined, "a\0b, and the rest"],
    ["nothing", Buffer.alloc(0), undefined, ""],
  ])("is %s", async (_what, bytes, given, text) => {
    expect(await decode(bytes, given)).toBe(text);
  });

  it("is longer than one piece, with characters across their ends", async () => {
    const text = "é😀日".repeat(30_000);

    expect(await decode(Buffer.from(`x${text}`))).toBe(`x${text}`);
  });
});

describe("a text that is refused by its encoding's name", () => {
  const filler = "id,text\n".repeat(20_000);

  test.each<[string, Buffer, string | undefined, RegExp]>([
    [
      "windows-1252",
      Buffer.from("id,text\n1,Café crème\n", "latin1"),
      undefined,
      /not UTF-8 \(near line 2\).*--encoding windows-1252/,
    ],
    ["far inside", Buffer.from(`${filler}1,naïve\n`, "latin1"), undefined, /near line 20001.*windows-1252/],
    ["UTF-16 without a mark", Buffer.from("id,text\n1,one\n", "utf16le"), undefined, /--encoding utf-16le/],
    ["UTF-16 the other way round", bigEndian("id,text\n1,one\n"), undefined, /--encoding utf-16be/],
    ["UTF-32", Buffer.from("\u{FEFF}\0a\0b\0", "utf16le"), undefined, /UTF-32LE: save it as UTF-8/],
    [
      "Shift_JIS",
      Buffer.from([0x31, 0x2c, 0x83, 0x65, 0x83, 0x4c, 0x83, 0x58, 0x83, 0x67]),
      undefined,
      /--encoding shift_jis/,
    ],
    ["ISO-2022-JP", Buffer.from("id,text\n1,\u001b$BF|K\\\u001b(B\n", "latin1"), undefined, /ISO-2022-JP/],
    ["windows-1252 in its last letter", Buffer.from("1,café", "latin1"), undefined, /--encoding windows-1252/],
    [
      "UTF-8 with a cell of windows-1252",
      Buffer.concat([Buffer.from("1,é ü ö\n2,ä\n3,"), Buffer.from([0xe9])]),
      undefined,
      /is UTF-8 but for some bytes \(near line 3\)/,
    ],
    [
      "another than was named",
      Buffer.from("1,\u00e9\n2", "latin1"),
      "shift_jis",
      /is not valid shift_jis \(near line 1\)/,
    ],
    ["one that is cut off", Buffer.from([0x41, 0x00, 0x42]), "utf-16le", /is not valid utf-16le \(near line 1\)/],
  ])("is %s", async (_what, bytes, given, words) => {
    await expect(decode(bytes, given)).rejects.toThrow(words);
  });
});
