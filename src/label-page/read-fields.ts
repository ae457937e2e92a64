import type { JsonObject } from "../domain/json.ts";

const MAX_ID = 1_000;

export const idIn = (body: JsonObject, key: string): string | undefined => textIn(body, key, MAX_ID);

/** Undefined for what is no text, empty, longer than this, or not to be stored. */
export function textIn(body: JsonObject, key: string, most: number): string | undefined {
  const value = body[key];
  if (typeof value !== "string" || value.trim() === "" || value.length > most || value.includes("\0")) return undefined;
  return value;
}
