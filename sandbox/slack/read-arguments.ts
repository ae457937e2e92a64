import { parseJson, toObject } from "./json.ts";

/** Arguments that callers send as JSON text in a form. */
const JSON_ARGUMENTS = new Set(["view", "blocks", "attachments", "metadata", "unfurls", "files"]);

/** The arguments of a Web API call as they were meant, sent as a form or as JSON. */
export function readArguments(contentType: string | undefined, body: string): Readonly<Record<string, unknown>> {
  const args: Record<string, unknown> = contentType?.includes("json")
    ? { ...toObject(parseJson(body)) }
    : Object.fromEntries(new URLSearchParams(body));
  for (const name of JSON_ARGUMENTS) {
    const value = args[name];
    if (typeof value === "string") args[name] = parseJson(value) ?? value;
  }
  return args;
}
