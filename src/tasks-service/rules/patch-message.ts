import { isObject, type JsonObject, type JsonValue } from "../protocol/json.ts";

/** What PATCH can do with each field that is sent; a field that is not sent stays in every case. */
export const PATCH_ACTIONS = ["merge", "overwrite", "remove"] as const;
export type PatchAction = (typeof PATCH_ACTIONS)[number];

export type Patched = { readonly message: JsonObject } | { readonly problem: string };

/**
 * Changes a message as the vendor's guide to patching says. `overwrite` replaces each field that is sent. `merge` goes into objects and
 * into things of lists that have the same id, appends what is new to a list, and empties a list for which an empty one is sent. `remove`
 * takes what has one of the ids out of a list, and a field out of an object; `false` overwrites there. A null changes nothing.
 *
 * The guide appends to lists of things without ids. The points of an outline are replaced instead: half of one outline and half of another
 * are none.
 */
export function patchMessage(before: JsonObject, patch: JsonObject, action: PatchAction): Patched {
  if (action === "overwrite") return { message: withFields(before, Object.entries(patch)) };
  if (action === "merge") {
    const twice = findTwice(patch);
    if (twice !== undefined) return { problem: `"${twice}" names one thing twice: send one change for each.` };
    return { message: merge(before, patch) };
  }
  const nameless = findNameless(patch);
  if (nameless !== undefined)
    return { problem: `"remove" takes out of "${nameless}" what has one of the ids that are sent: send ids.` };
  return { message: remove(before, patch) };
}

/** An object with some fields set; a list that is left empty is no field. Built by entries, since a key may be `__proto__`. */
function withFields(before: JsonObject, changes: readonly (readonly [string, JsonValue | undefined])[]): JsonObject {
  const fields = new Map<string, JsonValue>(Object.entries(before));
  for (const [name, value] of changes) {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) fields.delete(name);
    else fields.set(name, value);
  }
  return Object.fromEntries(fields);
}

const fieldOf = (object: JsonObject, name: string): JsonValue | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;

function merge(before: JsonObject, patch: JsonObject): JsonObject {
  return withFields(
    before,
    Object.entries(patch).map(([name, value]) => {
      const had = fieldOf(before, name);
      if (value === null) return [name, had];
      if (Array.isArray(value)) return [name, mergeLists(name, Array.isArray(had) ? had : [], value)];
      return [name, isObject(value) && isObject(had) ? merge(had, value) : value];
    }),
  );
}

function mergeLists(name: string, had: readonly JsonValue[], sent: readonly JsonValue[]): JsonValue[] {
  if (sent.length === 0 || name === "points") return [...sent];
  const merged = [...had];
  const places = new Map(had.map((item, place) => [keyOf(name, item), place]));
  places.delete(undefined);
  for (const item of sent) {
    const place = places.get(keyOf(name, item));
    const other = place === undefined ? undefined : merged[place];
    if (place === undefined) merged.push(item);
    else if (isObject(item) && isObject(other)) merged[place] = merge(other, item);
  }
  return merged;
}

function remove(before: JsonObject, patch: JsonObject): JsonObject {
  return withFields(
    before,
    Object.entries(patch).map(([name, value]) => {
      const had = fieldOf(before, name);
      if (value === null) return [name, had];
      if (value === false) return [name, false];
      if (Array.isArray(value) && Array.isArray(had)) {
        const gone = new Set(value.map((item) => keyOf(name, item)));
        return [name, had.filter((item) => !gone.has(keyOf(name, item)))];
      }
      if (isObject(value)) return [name, isObject(had) && Object.keys(value).length > 0 ? remove(had, value) : had];
      return [name, undefined];
    }),
  );
}

/** The path of the list, if there is one, of which a patch names a thing without saying which. */
function findNameless(patch: JsonObject, where = ""): string | undefined {
  for (const [name, value] of Object.entries(patch)) {
    const here = `${where}${name}`;
    if (Array.isArray(value) && value.some((item) => keyOf(name, item) === undefined)) return here;
    const inner = isObject(value) ? findNameless(value, `${here}.`) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** The path of the list, at any depth, that names a thing twice. */
function findTwice(patch: JsonObject, where = ""): string | undefined {
  for (const [name, value] of Object.entries(patch)) {
    const here = `${where}${name}`;
    const items = Array.isArray(value) ? value.filter(isObject) : [];
    const keys = items.map((item) => keyOf(name, item)).filter((key) => key !== undefined);
    if (new Set(keys).size < keys.length) return here;
    for (const inner of isObject(value) ? [value] : items) {
      const found = findTwice(inner, `${here}.`);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** What tells a thing of a list from the others: its id, else the name of a concept and the time of a frame; a value is itself. */
function keyOf(list: string, item: JsonValue): string | undefined {
  if (!isObject(item)) return `=${JSON.stringify(item)}`;
  if (typeof item["id"] === "string" && item["id"] !== "") return item["id"];
  if (list === "concepts" && typeof item["name"] === "string" && item["name"] !== "") return item["name"];
  const info = list === "frames" ? item["frame_info"] : undefined;
  return isObject(info) ? `@${JSON.stringify(info["time"] ?? 0)}` : undefined;
}
