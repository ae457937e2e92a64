export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export type JsonObject = { [key: string]: JsonValue };

/** What is stored of a value: its JSON. Fields that are undefined are left out. */
export const toJson = (value: object): JsonObject => JSON.parse(JSON.stringify(value));

/** For values that come from `JSON.parse`: what is an object there holds JSON all the way down. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
