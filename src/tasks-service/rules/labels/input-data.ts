import { isObject, type JsonObject } from "../../protocol/json.ts";

/** What an input can be made of, and where its content may stand. */
const CONTENT: Readonly<Record<string, readonly string[]>> = {
  image: ["url", "base64"],
  video: ["url", "base64"],
  audio: ["url", "base64"],
  text: ["raw", "url"],
};

const KINDS = Object.keys(CONTENT);

export type InputKind = "image" | "video" | "audio" | "text";

/** Which kind of input this data is; undefined when it is none. */
export function kindOf(data: JsonObject): InputKind | undefined {
  if (isObject(data["image"])) return "image";
  if (isObject(data["video"])) return "video";
  if (isObject(data["audio"])) return "audio";
  return isObject(data["text"]) ? "text" : undefined;
}

/** The content of an input, by where it stands; what else is known of it is not content. */
export function contentOf(data: JsonObject): JsonObject {
  const content: JsonObject = {};
  for (const [kind, places] of Object.entries(CONTENT)) {
    const message = data[kind];
    if (!isObject(message)) continue;
    for (const place of places) if (message[place] !== undefined) content[`${kind}.${place}`] = message[place];
  }
  return content;
}

/** The data of an input without the file in it. */
export function withoutBytes(data: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(data).map(([kind, value]) => {
      if (!isObject(value) || kind === "metadata") return [kind, value];
      const { base64, ...rest } = value;
      return [kind, rest];
    }),
  );
}

/** Why this data cannot be an input; undefined when it can. */
export function problemOfInputData(data: JsonObject): string | undefined {
  const kinds = KINDS.filter((kind) => isObject(data[kind]));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1)
    return 'An input needs exactly one of "data.image", "data.video", "data.audio" and "data.text".';
  const content = data[kind];
  const places = CONTENT[kind] ?? [];
  const isGiven = (place: string): boolean =>
    isObject(content) && typeof content[place] === "string" && content[place] !== "";
  if (!places.some(isGiven)) return `"data.${kind}" needs ${places.map((place) => `"${place}"`).join(" or ")}.`;
  const url = isObject(content) ? content["url"] : undefined;
  if (typeof url !== "string" || url === "") return undefined;
  return URL.canParse(url) && /^(https?|s3|gs):/i.test(url)
    ? undefined
    : `"data.${kind}.url" is not an address that begins with https or http.`;
}
