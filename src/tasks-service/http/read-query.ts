import { type Field, messages } from "../protocol/definition.ts";
import { isObject, type JsonObject, type JsonValue } from "../protocol/json.ts";

/**
 * Query parameters as JSON of a request message: `page=1`, `ids=a&ids=b` or `ids=a,b`, `user_app_id.user_id=…`.
 * Names that the message does not have are kept, for the message reader to refuse them.
 */
export function readQuery(type: string, query: URLSearchParams): JsonObject {
  const json: JsonObject = {};
  for (const name of new Set(query.keys())) {
    const path = name.split(".");
    setAt(json, path, valueAt(fieldAt(type, path), query.getAll(name)));
  }
  return json;
}

function fieldAt(type: string, path: readonly string[]): Field | undefined {
  let field: Field | undefined;
  for (const name of path) field = messages.get(field?.type ?? type)?.get(name);
  return field;
}

function valueAt(field: Field | undefined, values: readonly string[]): JsonValue {
  if (field?.shape === "list")
    return values.flatMap((value) => value.split(",")).map((value) => scalarOf(field, value));
  return scalarOf(field, values.at(-1) ?? "");
}

/** A status is named by its code alone: `statuses=24150`. */
function scalarOf(field: Field | undefined, value: string): JsonValue {
  if (field?.type === "Status") return { code: value };
  if (field?.type === "bool" && (value === "true" || value === "false")) return value === "true";
  return value;
}

function setAt(json: JsonObject, path: readonly string[], value: JsonValue): void {
  let place = json;
  for (const name of path.slice(0, -1)) {
    const next = Object.hasOwn(place, name) ? place[name] : undefined;
    const inner = isObject(next) ? next : {};
    Object.defineProperty(place, name, { value: inner, enumerable: true, configurable: true, writable: true });
    place = inner;
  }
  const last = path.at(-1) ?? "";
  Object.defineProperty(place, last, { value, enumerable: true, configurable: true, writable: true });
}
