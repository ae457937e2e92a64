import { createHash } from "node:crypto";
import { isObject, type JsonObject, type JsonValue } from "../protocol/json.ts";
import { problemOfInputData } from "../rules/input-data.ts";

/** An input to be made, or why a row is none. */
export type Candidate = { readonly input: JsonObject } | { readonly problem: string };

/** What a row says, whatever kind of file it stands in. Cells that are empty are left out. */
export type Row = Readonly<Record<string, unknown>>;

/** Columns that have a meaning; all others become metadata. */
const KNOWN = new Set(["id", "url", "image_url", "text", "file", "data", "metadata", "dataset_ids"]);

const textOf = (value: unknown): string => (typeof value === "string" ? value.trim() : "");

/** Without an id of its own an input is named by its content: the same content again is a duplicate. */
export const idOfContent = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex").slice(0, 32);

/**
 * A row as an input: `url` (or `image_url`), `text`, or `file` (an image beside the list), and optionally `id` and `metadata`; or a whole
 * Input message with `data`. `readFile` gives the bytes of a file that the row names.
 */
export async function toInput(row: Row, readFile: (name: string) => Promise<Uint8Array>): Promise<Candidate> {
  const data = isObject(row["data"]) ? row["data"] : await dataOf(row, readFile);
  if (typeof data === "string") return { problem: data };
  const problem = problemOfInputData(data);
  if (problem !== undefined) return { problem };
  const id = typeof row["id"] === "number" ? String(row["id"]) : textOf(row["id"]);
  const metadata = metadataOf(row);
  return {
    input: {
      id: id === "" ? idOfContent(JSON.stringify(data)) : id,
      data: Object.keys(metadata).length === 0 ? data : { ...data, metadata },
    },
  };
}

async function dataOf(row: Row, readFile: (name: string) => Promise<Uint8Array>): Promise<JsonObject | string> {
  const url = textOf(row["url"]) || textOf(row["image_url"]);
  const text = textOf(row["text"]);
  const file = textOf(row["file"]);
  const given = [url, text, file].filter((value) => value !== "");
  if (given.length === 0) return 'has none of "url", "text" and "file"';
  if (given.length > 1) return 'has more than one of "url", "text" and "file"';
  if (url !== "") return { [kindOfUrl(url)]: { url } };
  return text === "" ? readImage(file, readFile) : { text: { raw: text } };
}

const kindOfUrl = (url: string): "image" | "video" => (/\.(mp4|mov|webm|avi|mkv)(\?|$)/i.test(url) ? "video" : "image");

async function readImage(file: string, readFile: (name: string) => Promise<Uint8Array>): Promise<JsonObject | string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    return `names the file "${file}", which cannot be read (${error instanceof Error ? error.message : String(error)})`;
  }
  return imageData(bytes) ?? `names the file "${file}", which is no image (PNG, JPEG, GIF, WebP, BMP or TIFF)`;
}

/** Image bytes as the data of an input; undefined when they are no image. */
export function imageData(bytes: Uint8Array): JsonObject | undefined {
  if (!isImage(bytes)) return undefined;
  return { image: { base64: Buffer.from(bytes).toString("base64") } };
}

/** By the first bytes of the file, not by its name. */
function isImage(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  const starts = ["\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "GIF87a", "GIF89a", "BM", "II*\0", "MM\0*"];
  return starts.some((start) => head.startsWith(start)) || (head.startsWith("RIFF") && head.slice(8) === "WEBP");
}

function metadataOf(row: Row): JsonObject {
  const own = isObject(row["metadata"]) ? row["metadata"] : {};
  const others = Object.entries(row).filter(([name, value]) => !KNOWN.has(name) && value !== "" && value !== null);
  return { ...Object.fromEntries(others.map(([name, value]) => [name, toJson(value)])), ...own };
}

const toJson = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value ?? null));
