import type { JsonObject } from "../protocol/json.ts";
import type { InputKind } from "../rules/labels/input-data.ts";

type Media = Exclude<InputKind, "text">;

/** Names of the kinds of files that inputs are made of, for people. */
export const TAKEN_MEDIA =
  "image (PNG, JPEG, GIF, WebP, BMP, TIFF), video (MP4, MOV, WebM, MKV, AVI) or sound (MP3, WAV, OGG, FLAC, M4A, AAC)";

const EXTENSIONS: readonly (readonly [kind: InputKind | "none", extensions: string])[] = [
  ["video", "mp4 m4v mov webm avi mkv mpg mpeg ogv 3gp"],
  ["audio", "mp3 wav ogg oga opus flac m4a aac aif aiff wma"],
  ["text", "txt"],
  ["none", "pdf zip gz tar 7z rar csv tsv json jsonl xml htm html doc docx xls xlsx ppt pptx parquet exe dmg iso"],
];

const KINDS = new Map(EXTENSIONS.flatMap(([kind, extensions]) => extensions.split(" ").map((each) => [each, kind])));

/** What an address leads to, by the ending of its path: an image where that says nothing else. */
export function kindOfUrl(url: string): InputKind | { readonly problem: string } {
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  const extension = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  const kind = KINDS.get(extension) ?? "image";
  if (kind !== "none") return kind;
  return { problem: `has an address that ends in .${extension}, which is no image, video, sound or plain text` };
}

/** The bytes of a file as the data of an input; undefined when they are nothing that can be labeled. */
export function mediaData(bytes: Uint8Array): JsonObject | undefined {
  const kind = kindOfBytes(bytes);
  return kind === undefined ? undefined : { [kind]: { base64: Buffer.from(bytes).toString("base64") } };
}

/** Brands of the container that MP4 and its relatives share ("ftyp") that are images, and that browsers or the protocol do not take. */
const IMAGE_BRANDS = /^(avif|avis|heic|heix|hevc|heim|heis|mif1|msf1)/;

/** By the first bytes of the file, not by its name. Signatures: the formats' own specifications. */
function kindOfBytes(bytes: Uint8Array): Media | undefined {
  const head = Buffer.from(bytes.subarray(0, 32)).toString("latin1");
  const begins = (...signatures: string[]): boolean => signatures.some((signature) => head.startsWith(signature));
  if (begins("\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "GIF87a", "GIF89a", "II*\0", "MM\0*") || isBitmap(bytes))
    return "image";
  if (begins("RIFF")) return kindOfRiff(head.slice(8, 12));
  if (head.slice(4, 8) === "ftyp") return kindOfBrand(head.slice(8, 12));
  if (begins("\x1aE\xdf\xa3", "\0\0\x01\xba", "\0\0\x01\xb3")) return "video";
  if (begins("OggS")) return head.slice(28).startsWith("\x80the") ? "video" : "audio";
  return begins("ID3", "fLaC") || isMpegFrame(bytes) ? "audio" : undefined;
}

/** Sizes of the headers that a bitmap can have. */
const BITMAP_HEADERS: readonly number[] = [12, 40, 52, 56, 64, 108, 124];

/** "BM" alone begins many a text: two reserved words of zero and the size of a known header follow in a bitmap. */
function isBitmap(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 18));
  if (head.length < 18 || head.toString("latin1", 0, 2) !== "BM") return false;
  return head.readUInt32LE(6) === 0 && BITMAP_HEADERS.includes(head.readUInt32LE(14));
}

function kindOfRiff(form: string): Media | undefined {
  if (form === "WEBP") return "image";
  if (form === "AVI ") return "video";
  return form === "WAVE" ? "audio" : undefined;
}

function kindOfBrand(brand: string): Media | undefined {
  if (IMAGE_BRANDS.test(brand)) return undefined;
  return /^M4[AB]/.test(brand) ? "audio" : "video";
}

/** The head of an MPEG audio frame of layer II or III, or of an ADTS one (AAC). A UTF-16 mark looks like layer I, which nobody uses. */
function isMpegFrame(bytes: Uint8Array): boolean {
  const [first = 0, second = 0, third = 0] = bytes;
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return false;
  const isAdts = (second & 0xf6) === 0xf0;
  const layer = second & 0x06;
  return isAdts || ((layer === 0x02 || layer === 0x04) && (second & 0x18) !== 0x08 && (third & 0xf0) !== 0xf0);
}
