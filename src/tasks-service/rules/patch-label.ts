import { isObject, type JsonObject, type JsonValue } from "../protocol/json.ts";

export type PatchAction = "merge" | "overwrite" | "remove";

const listOf = (value: JsonValue | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
const idOf = (item: JsonObject): string => (typeof item["id"] === "string" ? item["id"] : "");

/** The parts of a label that are lists of things with ids. */
const LISTS = ["concepts", "regions", "frames"] as const;

/**
 * Changes the data of a label as PatchAnnotations does: `overwrite` replaces the lists that are sent, `merge` replaces what has the same
 * id and adds the rest, `remove` takes out what has one of the ids. What is not sent stays.
 */
export function patchLabel(before: JsonObject, patch: JsonObject, action: PatchAction): JsonObject {
  const after: JsonObject = action === "remove" ? { ...before } : { ...before, ...patch };
  for (const name of LISTS) {
    if (patch[name] === undefined) continue;
    const [had, sent] = [listOf(before[name]), listOf(patch[name])];
    const ids = new Set(sent.map(idOf).filter((id) => id !== ""));
    const others = had.filter((item) => !ids.has(idOf(item)));
    const list = action === "overwrite" ? sent : action === "remove" ? others : [...others, ...sent];
    if (list.length > 0) after[name] = list;
    else delete after[name];
  }
  return after;
}
