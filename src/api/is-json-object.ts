import type { JsonObject } from "../domain/json.ts";

/** For values that come from `JSON.parse`: what is an object there holds JSON all the way down. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
