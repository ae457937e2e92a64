import { isObject, type JsonObject } from "../protocol/json.ts";

/** A body that the service itself has written into a table. */
export function parseBody(text: string): JsonObject {
  const json: unknown = JSON.parse(text);
  if (!isObject(json)) throw new Error("a stored body is not an object");
  return json;
}
