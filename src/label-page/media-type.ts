export const UNKNOWN_TYPE = "application/octet-stream";

/** The kinds of pictures, videos and sounds that browsers show, by how they begin. */
const KINDS: readonly (readonly [type: string, isOne: (bytes: Buffer) => boolean])[] = [
  ["image/png", (bytes) => bytes.subarray(1, 4).toString("latin1") === "PNG"],
  ["image/jpeg", (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8],
  ["image/gif", (bytes) => bytes.subarray(0, 4).toString("latin1") === "GIF8"],
  ["image/webp", (bytes) => named(bytes, 0, "RIFF") && named(bytes, 8, "WEBP")],
  ["image/bmp", (bytes) => named(bytes, 0, "BM")],
  ["image/avif", (bytes) => named(bytes, 4, "ftypavi")],
  ["audio/wav", (bytes) => named(bytes, 0, "RIFF") && named(bytes, 8, "WAVE")],
  ["audio/mpeg", (bytes) => named(bytes, 0, "ID3") || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0)],
  ["audio/ogg", (bytes) => named(bytes, 0, "OggS")],
  ["video/webm", (bytes) => bytes.subarray(0, 4).toString("hex") === "1a45dfa3"],
  ["video/mp4", (bytes) => named(bytes, 4, "ftyp")],
  ["image/svg+xml", (bytes) => /^\s*(<\?xml|<!--|<!doctype svg|<svg)/i.test(bytes.subarray(0, 200).toString())],
];

const named = (bytes: Buffer, at: number, name: string): boolean =>
  bytes.subarray(at, at + name.length).toString("latin1") === name;

/** What the bytes are, whatever they are said to be. */
export function mediaType(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return KINDS.find(([, isOne]) => isOne(buffer))?.[0] ?? UNKNOWN_TYPE;
}
