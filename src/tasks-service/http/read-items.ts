import { invalidRequest } from "../protocol/api-error.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import { firstRepeated } from "../rules/first-repeated.ts";
import { PATCH_ACTIONS, type PatchAction } from "../rules/patch-message.ts";

/** The messages that a request is about; throws when there are none. */
export function readItems(message: JsonObject, field: string): JsonObject[] {
  const list = message[field];
  const items = Array.isArray(list) ? list.filter(isObject) : [];
  if (items.length === 0) throw invalidRequest(`"${field}" is empty: send at least one.`);
  return items;
}

/** The vendor's largest batch of changes: a transaction of some 20 ms. */
const MAX_CHANGES = 128;

/**
 * The ids of what a PATCH changes; throws where one is missing, or named twice: the later would be built on what the earlier has replaced.
 */
export function readPatchIds(items: readonly JsonObject[], field: string): string[] {
  if (items.length > MAX_CHANGES) throw invalidRequest(`Change at most ${MAX_CHANGES} ${field} at a time.`);
  const ids = items.map(({ id }) => (typeof id === "string" ? id : ""));
  const twice = firstRepeated(ids);
  if (ids.includes("")) throw invalidRequest(`Every one of "${field}" needs the "id" of what it changes.`);
  if (twice !== undefined) throw invalidRequest(`"${field}" names "${twice}" twice: send one change for each.`);
  return ids;
}

/** What a PATCH does with the fields that it sends; throws where it does not say, or says what is not possible here. */
export function readPatchAction(message: JsonObject, possible: readonly PatchAction[] = PATCH_ACTIONS): PatchAction {
  const action = possible.find((name) => name === message["action"]);
  if (action !== undefined) return action;
  throw invalidRequest(`"action" must be ${possible.map((name) => `"${name}"`).join(" or ")}.`);
}
