import { createHash } from "node:crypto";
import { isObject, type JsonObject, type JsonValue } from "../protocol/json.ts";
import { readMessage } from "../protocol/read-message.ts";
import { problemOfInputData } from "../rules/labels/input-data.ts";
import { kindOfUrl } from "./media.ts";
import { canonicalJson } from "./stored-inputs.ts";

/** An input to be made, in the form in which the service keeps it. */
export type RowInput = {
  readonly id: string;
  readonly data: JsonObject;
  readonly dataset_ids: readonly string[];
  /** Its id stands for its content: whatever has the same id is the same. */
  readonly isNamedByContent: boolean;
};

/** The Input message that is sent. */
export const toMessage = ({ id, data, dataset_ids }: RowInput): JsonObject => ({
  id,
  data,
  ...(dataset_ids.length > 0 && { dataset_ids: [...dataset_ids] }),
});

/** An input to be made, or why a row is none. */
export type Candidate = { readonly input: RowInput } | { readonly problem: string };

/** Gives the data of a file that a row names, or says why there is none. */
export type ReadMedia = (name: string) => Promise<{ readonly data: JsonObject } | { readonly problem: string }>;

/** Fields that have a meaning beside one another; all others become metadata. */
const CONTENT_FIELDS = ["url", "image_url", "text", "file"];
const KNOWN_FIELDS: ReadonlySet<string> = new Set([...CONTENT_FIELDS, "data", "id", "metadata", "dataset_ids"]);

/** Fields of an Input that the service sets itself: what its own lists give can be imported as it is. */
const SET_BY_SERVICE = ["created_at", "createdAt", "modified_at", "modifiedAt", "status"];
const NOT_AS_WRITTEN: ReadonlySet<string> = new Set([...SET_BY_SERVICE, "id"]);

/** What one of must stand in a row of a list. */
export const isContentField = (name: string): boolean => CONTENT_FIELDS.includes(name) || name === "data";

export const isKnownField = (name: string): boolean => KNOWN_FIELDS.has(name);

/** Without an id of its own an input is named by its content: the same content again is there already. */
export const idOfContent = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex").slice(0, 32);

/**
 * A row as an input: `url` (or `image_url`), `text`, or `file` (an image, video or sound beside the list), and optionally `id`,
 * `metadata` and `dataset_ids`; or a whole Input message with `data`. What it says is kept as it is, or the row is none.
 */
export async function toInput(row: JsonObject, readMedia: ReadMedia): Promise<Candidate> {
  const id = readId(row["id"]);
  if (typeof id !== "string") return id;
  const given = isSet(row["data"]) ? wholeMessage(row) : await shortMessage(row, readMedia);
  if ("problem" in given) return { problem: given.problem };
  const { message, problems, excesses } = readMessage("Input", { id, ...given.message });
  if (problems.length + excesses.length > 0) return { problem: [...problems, ...excesses].join(" ") };
  if (isSet(message["settings"])) return { problem: 'has "settings", which the service does not keep' };
  const data = isObject(message["data"]) ? message["data"] : {};
  const problem = problemOfInputData(data);
  if (problem !== undefined) return { problem };
  const datasets = Array.isArray(message["dataset_ids"]) ? message["dataset_ids"].map(String) : [];
  return {
    input: {
      id: id === "" ? idOfContent(canonicalJson(data)) : id,
      data,
      dataset_ids: [...new Set(datasets)],
      isNamedByContent: id === "",
    },
  };
}

const isSet = (value: JsonValue | undefined): value is JsonValue => value !== undefined && value !== null;

type Given = { readonly message: JsonObject } | { readonly problem: string };

function readId(value: JsonValue | undefined): string | { readonly problem: string } {
  if (!isSet(value)) return "";
  if (typeof value === "string") return value;
  // As it was written: a number comes as one only where a double prints the digits of the file.
  if (typeof value === "number" && /^-?\d+$/.test(String(value))) return String(value);
  return { problem: 'has an "id" that is neither text nor a whole number' };
}

const wholeMessage = (row: JsonObject): Given => ({
  message: Object.fromEntries(Object.entries(row).filter(([name]) => !NOT_AS_WRITTEN.has(name))),
});

async function shortMessage(row: JsonObject, readMedia: ReadMedia): Promise<Given> {
  const content = await readContent(row, readMedia);
  if ("problem" in content) return content;
  const metadata = readMetadata(row);
  if ("problem" in metadata) return metadata;
  const hasMetadata = Object.keys(metadata.message).length > 0;
  return {
    message: {
      data: { ...content.message, ...(hasMetadata && { metadata: metadata.message }) },
      ...(row["dataset_ids"] !== undefined && { dataset_ids: row["dataset_ids"] }),
    },
  };
}

async function readContent(row: JsonObject, readMedia: ReadMedia): Promise<Given> {
  const texts: [name: string, value: string][] = [];
  for (const name of CONTENT_FIELDS) {
    const value = row[name];
    if (isSet(value) && typeof value !== "string") return { problem: `needs text in quotes as its "${name}"` };
    if (isSet(value) && value !== "") texts.push([name, value]);
  }
  // A blank text is one only where nothing else is given; an address or a name is nothing without its letters.
  const said = texts.filter(([, value]) => value.trim() !== "");
  if (said.length > 1) return { problem: `has more than one of ${said.map(([name]) => `"${name}"`).join(" and ")}` };
  const chosen = said[0] ?? texts.find(([name]) => name === "text");
  if (chosen === undefined) return { problem: 'has none of "url", "text" and "file"' };
  const [name, value] = chosen;
  if (name === "text") return { message: { text: { raw: value } } };
  return name === "file" ? readFileContent(value.trim(), readMedia) : readUrl(value.trim());
}

function readUrl(url: string): Given {
  const kind = kindOfUrl(url);
  return typeof kind === "string" ? { message: { [kind]: { url } } } : kind;
}

async function readFileContent(name: string, readMedia: ReadMedia): Promise<Given> {
  const media = await readMedia(name);
  return "problem" in media ? { problem: `names the file "${name}", which ${media.problem}` } : { message: media.data };
}

function readMetadata(row: JsonObject): Given {
  const own = row["metadata"];
  if (isSet(own) && !isObject(own)) return { problem: 'has "metadata" that is no object' };
  const beside = Object.entries(row).filter(([name]) => !isKnownField(name));
  const twice = beside.find(([name]) => isObject(own) && Object.hasOwn(own, name));
  if (twice !== undefined) return { problem: `has "${twice[0]}" in its metadata and beside it` };
  return { message: { ...Object.fromEntries(beside), ...(isObject(own) && own) } };
}
