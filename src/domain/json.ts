export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export type JsonObject = { [key: string]: JsonValue };

/** What is stored of a value: its JSON. Fields that are undefined are left out. */
export const toJson = (value: object): JsonObject => JSON.parse(JSON.stringify(value));
