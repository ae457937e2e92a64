import { isObject, type JsonValue } from "../protocol/json.ts";

/** JSON in one form: the same content in another order of its fields is the same text. */
export const canonicalJson = (value: JsonValue): string => JSON.stringify(inOrder(value));

function inOrder(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isObject(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, inOrder(value[name] ?? null)]));
}
